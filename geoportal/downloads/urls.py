from django.urls import path

from .views import DownloadForAll

app_name = "downloads"

urlpatterns = [path("unduh/<str:file>", DownloadForAll.as_view(), name="file")]
