"""A region's office: written down, told on its page, refused where it cannot be."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.permissions import system_user
from boundaries.models import Region
from layers.releases import current_number
from services.actions import SERVICES, save_office
from services.models import Office
from stewardship.actions import give_mandate
from stewardship.models import Role

pytestmark = pytest.mark.django_db
PAGE, FORM = "/wilayah/64.08.06.2001/", "/kelola/kantor/?wilayah=64.08.06.2001"


def bentuq() -> Region:
    return Region.objects.with_code("64.08.06.2001", day=timezone.localdate()).get()


def save(**told: Any) -> Office:
    return save_office(region=bentuq(), by=system_user(), **{"address": "Jalan Sungai 1", **told})


def part(address: str = PAGE) -> str:
    text = Client().get(address).content.decode()
    return text.split('<section id="layanan"')[1].split("</section>")[0]


def test_what_is_saved_is_told_and_traced() -> None:
    save(phone="0549 21555", whatsapp="0812 3456 7890", links="https://www.instagram.com/longbentuq/")
    text = part()
    assert "Jalan Sungai 1" in text
    assert 'href="tel:+6254921555"' in text
    assert 'href="https://wa.me/6281234567890"' in text
    assert ">instagram.com/longbentuq</a>" in text
    assert "data contoh" not in text
    entry = AuditEntry.objects.filter(action="services.office").latest("pk")
    assert entry.details["before"]["address"].startswith("Kantor Desa")


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("address", {"address": " "}),
        ("address", {"address": "x" * 301}),
        ("phone", {"phone": "dua"}),
        ("whatsapp", {"whatsapp": "kantor@desa.id"}),
        ("links", {"links": "javascript:alert(1)"}),
        ("links", {"links": "http://desa.id"}),
        ("links", {"links": "https://orang@desa.id/"}),
        ("links", {"links": "\n".join(f"https://desa.id/{n}" for n in range(7))}),
    ],
)
def test_what_cannot_be_is_said_by_field(field: str, told: dict[str, Any]) -> None:
    release = current_number(SERVICES)
    with pytest.raises(ValidationError) as refused:
        save(**told)
    assert list(refused.value.message_dict) == [field]
    assert current_number(SERVICES) == release


def test_services_and_complaints_stand_there_without_an_office() -> None:
    Office.objects.all().delete()
    text = part()
    assert "belum diisi" in text
    assert "Diskominfo" in text
    assert "perlu dikonfirmasi" in text
    assert "https://www.lapor.go.id/" in text
    assert "sms:1708" in text


def test_an_operator_fills_the_form(client: Client) -> None:
    user = User.objects.create_user("operator-uji")
    give_mandate(user=user, role=Role.OPERATOR, region=bentuq(), by=system_user())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert "Jalan Contoh" in client.get("/kelola/kantor/").content.decode()
    wrong = client.post(FORM, {"address": "Jalan Baru", "phone": "x"})
    assert wrong.status_code == 400
    assert client.post(FORM, {"address": "Jalan Baru 2"}).status_code == 302
    assert "Jalan Baru 2" in part()
