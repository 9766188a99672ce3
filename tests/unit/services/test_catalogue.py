"""The list of services: complete in both languages, given where they are given."""

from django.utils.translation import override

from services.catalogue import services, services_at


def test_every_service_says_all_in_both_languages() -> None:
    for language in ("id", "en"):
        with override(language):
            assert all(each.title and each.bring and each.time for each in services())


def test_services_stand_where_they_are_given() -> None:
    assert {"sktm", "usaha", "nikah"} <= {each.code for each in services_at("desa")}
    assert {"dispensasi", "skck"} <= {each.code for each in services_at("kecamatan")}
    assert services_at("kabupaten") == []
