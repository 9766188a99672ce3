"""The sign-ins of the demo: written down once, and always of this database."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from geoportal.demo import PEOPLE, SIGN_INS, demo_accounts

pytestmark = pytest.mark.django_db


def sign_ins(folder: Path) -> dict[str, str]:
    lines = (folder / SIGN_INS).read_text(encoding="utf-8").splitlines()
    return {name: password for name, password, *_rest in (line.split() for line in lines)}


def test_each_person_can_sign_in_and_stays_as_told(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    demo_accounts()
    told = sign_ins(tmp_path)
    assert set(told) == {person.name for person in PEOPLE}
    assert all(User.objects.get(username=name).check_password(password) for name, password in told.items())
    demo_accounts()
    assert sign_ins(tmp_path) == told


def test_passwords_of_another_database_are_not_passed_off_as_ours(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    (tmp_path / SIGN_INS).write_text("admin  dari-basis-lain  (Admin)\n", encoding="utf-8")
    demo_accounts()
    told = sign_ins(tmp_path)
    assert told["admin"] != "dari-basis-lain"
    assert all(User.objects.get(username=name).check_password(password) for name, password in told.items())
