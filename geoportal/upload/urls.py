"""Addresses of the pages of an upload."""

from django.urls import path

from . import columns, difference, file, layer, listing, publishing, report

app_name = "upload"

urlpatterns = [
    path("unggah/", listing.uploads_page, name="list"),
    path("unggah/<int:number>/", report.report_page, name="report"),
    path("unggah/<int:number>/lanjut/", report.next_page, name="next"),
    path("unggah/<int:number>/keadaan", report.state, name="state"),
    path("unggah/<int:number>/temuan.<str:kind>", report.download, name="download"),
    path("unggah/<int:number>/berkas/", file.file_page, name="berkas"),
    path("unggah/<int:number>/lapisan/", layer.layer_page, name="lapisan"),
    path("unggah/<int:number>/kolom/", columns.columns_page, name="kolom"),
    path("unggah/<int:number>/bandingkan/", difference.difference_page, name="bandingkan"),
    path("unggah/<int:number>/terbitkan/", publishing.publish_page, name="terbitkan"),
    path("unggah/<int:number>/batalkan/", publishing.undo_page, name="undo"),
    path("unggah/<int:number>/hentikan/", publishing.stop, name="stop"),
    path("unggah/<int:number>/ulangi/", publishing.again, name="again"),
]
