"""Addresses of the document pages."""

from django.urls import path, register_converter

from . import desk, document, files, listing, ppid
from .converters import DocumentKeyConverter

register_converter(DocumentKeyConverter, "document_key")

app_name = "documents"
urlpatterns = [
    path("dokumen/", listing.list_page, name="list"),
    path("dokumen/<document_key:number>/", document.document_page, name="document"),
    path("dokumen/<document_key:number>/teks/", document.text_page, name="text"),
    path("dokumen/<document_key:number>/unduh/", files.download, name="download"),
    path("dokumen/<document_key:number>/unduh/<int:version>/", files.download, name="download_version"),
    path("dokumen/<document_key:number>/halaman-1.webp", files.preview, name="preview"),
    path("wilayah/<region_code:code>/ppid/", ppid.ppid_page, name="ppid"),
    path("wilayah/<region_code:code>/ppid/dip.xlsx", ppid.dip_xlsx, name="dip_xlsx"),
    path("wilayah/<region_code:code>/ppid/dip.pdf", ppid.dip_pdf, name="dip_pdf"),
    path("kelola/dokumen/", desk.desk_page, name="desk"),
    path("kelola/dokumen/baru/", desk.new_page, name="new"),
    path("kelola/dokumen/<document_key:number>/", desk.edit_page, name="edit"),
    path("kelola/dokumen/<document_key:number>/keterangan/", desk.correct_page, name="correct"),
    path("kelola/dokumen/<document_key:number>/berlakukan/", desk.reinstate_view, name="reinstate"),
    path(
        "kelola/dokumen/<document_key:number>/versi/<int:version>/tarik/",
        desk.withdraw_version_view,
        name="withdraw_version",
    ),
    path("kelola/dokumen/<document_key:number>/tarik/", desk.withdraw_view, name="withdraw"),
]
