"""Money as people say it, and the words of a project."""

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from layers.figures import rounded
from projects.models import Process, Project
from projects.sources import sirup_urls, spse_url
from projects.words import Basis, Certainty, Kind, Stage, Way

register = template.Library()
SURE, LIKELY = 0.85, 0.6
STEPS = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))


@register.filter
def rupiah(value: int | None) -> str:
    """Write whole rupiah exactly."""
    return "" if value is None else f"Rp {number_format(value, 0, use_l10n=True, force_grouping=True)}"


@register.filter
def rupiah_short(value: int | None) -> str:
    """Write rupiah rounded, in the word people use for its size: Rp 3,2 miliar."""
    if value is None:
        return ""
    for unit, word in STEPS:
        if value >= unit:
            share = value / unit
            places = 1 if share < 100 and rounded(share, 1) != rounded(share, 0) else 0
            return f"Rp {number_format(rounded(share, places), places, use_l10n=True)} {_unit(word)}"
    return rupiah(value)


def _unit(word: str) -> str:
    return {"triliun": _("triliun"), "miliar": _("miliar"), "juta": _("juta"), "ribu": _("ribu")}[word]


@register.filter
def stage_name(code: str) -> str:
    return str(Stage(code).label)


@register.filter
def goods_name(code: str) -> str:
    return str(Kind(code).label)


@register.filter
def way_name(code: str) -> str:
    return str(Way(code).label)


@register.filter
def basis_name(code: str) -> str:
    return str(Basis(code).label)


@register.filter
def certainty_name(code: str) -> str:
    return str(Certainty(code).label)


@register.filter
def percent(share: float) -> int:
    """Write a share of 0 to 1 as whole percent."""
    return round(share * 100)


@register.filter
def strength(share: float) -> str:
    """Say how sure a proposal is, in a word."""
    if share >= SURE:
        return _("kuat")
    return _("sedang") if share >= LIKELY else _("lemah")


@register.simple_tag
def source_links(project: Any) -> list[tuple[str, str]]:
    """Return where a package of `with_source` stands elsewhere: its tender at SPSE, its plans at SiRUP."""
    spse = spse_url(project.spse_address, project.tender_code, sample=project.sample)
    own = project.source_key.removeprefix("rup:") if project.source_key.startswith("rup:") else ""
    plans = sirup_urls(project.rup_codes or ([own] if own else []), sample=project.sample)
    tender = [(_("Tender %(code)s di SPSE") % {"code": project.tender_code}, spse)] if spse else []
    return tender + [(_("RUP %(code)s di SiRUP") % {"code": code}, address) for code, address in plans.items()]


@register.simple_tag
def spse_link(process: Process, project: Project) -> str:
    return spse_url(process.address, process.code, sample=project.sample)


@register.simple_tag
def sirup_links(process: Process, project: Project) -> dict[str, str]:
    return sirup_urls(process.rup_codes, sample=project.sample)


@register.filter
def entry(found: dict[str, str], key: str) -> str:
    return found[key]
