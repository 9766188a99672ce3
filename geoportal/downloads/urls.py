from django.urls import path

from .views import DownloadForAll, ReleaseFileForAll

app_name = "downloads"

urlpatterns = [
    path("unduh/<str:file>", DownloadForAll.as_view(), name="file"),
    path("r/<str:key>/<str:number>/<str:file>", ReleaseFileForAll.as_view(), name="release_file"),
]
