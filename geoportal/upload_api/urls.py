"""Addresses of the upload API, below /api/."""

from django.urls import path

from . import findings, receiving, runs

app_name = "upload_api"

urlpatterns = [
    path("uploads", receiving.UploadsView.as_view(), name="uploads"),
    path("uploads/<str:run>", runs.RunView.as_view(), name="run"),
    path("uploads/<str:run>/files/<str:file>", receiving.FileView.as_view(), name="file"),
    path("uploads/<str:run>/problems", findings.ProblemsView.as_view(), name="problems"),
    path("uploads/<str:run>/difference", findings.DifferenceView.as_view(), name="difference"),
    path("uploads/<str:run>/answers", runs.AnswersView.as_view(), name="answers"),
    path("uploads/<str:run>/compare", runs.CompareView.as_view(), name="compare"),
    path("uploads/<str:run>/approve", runs.ApproveView.as_view(), name="approve"),
    path("uploads/<str:run>/publish", runs.PublishView.as_view(), name="publish"),
    path("uploads/<str:run>/undo", runs.UndoView.as_view(), name="undo"),
]
