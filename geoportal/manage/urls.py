"""Addresses of `/kelola/`."""

from django.urls import path

from . import desk, facilities, keeper, kegiatan, layers, office, people, person, project_places, projects

app_name = "manage"
urlpatterns = [
    path("kelola/", desk.start_page, name="start"),
    path("kelola/wilayah/", desk.regions_page, name="regions"),
    path("kelola/wilayah/<region_code:code>/", keeper.keeper_page, name="keeper"),
    path("kelola/kegiatan/", kegiatan.kegiatan_page, name="kegiatan"),
    path("kelola/kegiatan/<int:number>/", kegiatan.change_page, name="change_kegiatan"),
    path("kelola/kegiatan/<int:number>/tarik/", kegiatan.withdraw, name="withdraw"),
    path("kelola/kantor/", office.office_page, name="office"),
    path("kelola/orang/", people.people_page, name="people"),
    path("kelola/orang/baru/", people.invite_page, name="invite"),
    path("kelola/orang/<int:number>/", person.person_page, name="person"),
    path("kelola/orang/<int:number>/tautan/", person.make_link, name="link"),
    path("kelola/orang/<int:number>/aktif/", person.switch, name="switch"),
    path("kelola/orang/<int:number>/mandat/<int:mandate>/akhiri/", person.end, name="end"),
    path("kelola/lapisan/", layers.layers_page, name="layers"),
    path("kelola/lapisan/baru/", layers.new_layer_page, name="new_layer"),
    path("kelola/lapisan/<slug:key>/", layers.layer_page, name="layer"),
    path("kelola/lapisan/<slug:key>/pensiun/", layers.retire_layer, name="retire"),
    path("kelola/lapisan/<slug:key>/kembalikan/", layers.bring_layer_back, name="bring_back"),
    path("kelola/proyek/", projects.projects_page, name="projects"),
    path("kelola/proyek/letak/", project_places.places_page, name="project_places"),
    path("kelola/proyek/letak/usulan/<int:number>/terima/", project_places.accept, name="accept_place"),
    path("kelola/proyek/letak/usulan/<int:number>/tolak/", project_places.refuse, name="refuse_place"),
    path("kelola/proyek/letak/<slug:key>/", project_places.place_page, name="project_place"),
    path("kelola/proyek/<slug:key>/", projects.progress_page, name="progress"),
    path("kelola/fasilitas/", facilities.facilities_page, name="facilities"),
    path("kelola/fasilitas/baru/", facilities.new_facility_page, name="new_facility"),
    path("kelola/fasilitas/<slug:key>/", facilities.facility_page, name="facility"),
    path("kelola/fasilitas/<slug:key>/tutup/", facilities.close_facility, name="close_facility"),
    path("kelola/fasilitas/<slug:key>/batalkan/", facilities.undo_edit, name="undo_facility"),
    path("kelola/fasilitas/<slug:key>/buka/", facilities.reopen_facility, name="reopen_facility"),
]
