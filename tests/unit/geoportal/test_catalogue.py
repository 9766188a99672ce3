from io import StringIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from django.core.management import call_command

from geoportal import catalogue

PYTHON = (
    'from x import _, ngettext\nA = _("satu " "dua")\nngettext("%(n)s desa", "%(n)s banyak desa", 2)\nother("bukan")\n'
)
TEMPLATE = """{% load i18n %}{% translate "Cari" %} it's {{ x|default:_("Tidak ada data") }}
{% blocktranslate trimmed count n=n with name=y %}
  {{ n }} desa di {{ name }}
{% plural %}
  {{ n }} banyak desa di {{ name }}
{% endblocktranslate %}"""


@pytest.fixture
def template(tmp_path: Path) -> Catalog:
    app = tmp_path / "app"
    app.mkdir()
    (app / "views.py").write_text(PYTHON)
    (app / "page.html").write_text(TEMPLATE)
    (app / "migrations").mkdir()
    (app / "migrations" / "0001.py").write_text('_("lewati")')
    return catalogue.collect([app], tmp_path)


def said(faults: object) -> list[str]:
    return [f"{fault.what}: {fault.message}" for fault in faults]  # type: ignore[attr-defined]


def test_collect_reads_python_and_templates(template: Catalog) -> None:
    assert {message.id for message in template if message.id} == {
        "satu dua",
        ("%(n)s desa", "%(n)s banyak desa"),
        "Cari",
        "Tidak ada data",
        ("%(n)s desa di %(name)s", "%(n)s banyak desa di %(name)s"),
    }


def test_update_twice_writes_the_same_bytes(template: Catalog, tmp_path: Path) -> None:
    po = tmp_path / "en.po"
    catalogue.update(po, template, "en")
    first = po.read_bytes()
    catalogue.update(po, template, "en")
    assert po.read_bytes() == first


def test_faults_tell_what_is_missing_untranslated_unused_and_wrongly_placed(template: Catalog, tmp_path: Path) -> None:
    po = tmp_path / "en.po"
    po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Cari"\nmsgstr ""\n\nmsgid "lama"\nmsgstr "old"\n\nmsgid "satu dua"\nmsgstr "one two"\n\n'
        '#, python-format\nmsgid "%(n)s desa"\nmsgid_plural "%(n)s banyak desa"\nmsgstr[0] "%(m)s"\nmsgstr[1] "%(m)s"\n'
    )
    assert said(catalogue.faults(po, template, "en")) == [
        "missing: %(n)s desa di %(name)s",
        "missing: Tidak ada data",
        "no longer used: lama",
        "untranslated: Cari",
        "placeholders differ: %(n)s desa",
    ]


def test_compile_messages_leaves_no_draft_behind(template: Catalog, tmp_path: Path) -> None:
    po = tmp_path / "en.po"
    catalogue.update(po, template, "en")
    assert catalogue.compile_messages(po, "en").exists()
    assert [path.name for path in tmp_path.glob("*.tmp")] == []


def test_every_message_of_the_portal_is_translated() -> None:
    call_command("messages", "check", stdout=StringIO())
