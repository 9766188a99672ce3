"""Addresses of the monograph pages."""

from django.urls import path, re_path

from . import compare, entry, lembar, ranking, sheet
from . import map as theme

app_name = "monograph"
urlpatterns = [
    path("monografi/", ranking.ranking_page, name="ranking"),
    path("monografi/banding/", compare.compare_page, name="compare"),
    path("monografi/peta/", theme.map_page, name="map"),
    re_path(r"^monografi/peta\.(?P<extension>svg|png|geojson|csv)$", theme.map_file, name="map_file"),
    path("wilayah/<region_code:code>/monografi/", sheet.sheet_page, name="sheet"),
    path("wilayah/<region_code:code>/monografi/<int:year>.pdf", lembar.lembar_pdf, name="lembar_pdf"),
    path("wilayah/<region_code:code>/monografi/<int:year>.xlsx", lembar.lembar_xlsx, name="lembar_xlsx"),
    path("wilayah/<region_code:code>/monografi/<int:year>-s<int:semester>.pdf", lembar.lembar_pdf),
    path("wilayah/<region_code:code>/monografi/<int:year>-s<int:semester>.xlsx", lembar.lembar_xlsx),
    path("kelola/monografi/", entry.start_page, name="entry"),
    path("kelola/monografi/mulai/", entry.begin, name="begin"),
    path("kelola/monografi/templat.xlsx", entry.template_file, name="template"),
    path("kelola/monografi/<int:number>/", entry.edition_page, name="edition"),
    path("kelola/monografi/<int:number>/terbit/", entry.publish, name="publish"),
    path("kelola/monografi/<int:number>/batal/", entry.undo, name="undo"),
    path("kelola/monografi/<int:number>/<slug:group>/", entry.step_page, name="step"),
]
