"""From a form's fields to the parameters of the one filter grammar (`layers.filters`), and back.

A form sent without scripts says `area_km2.dari=10`; the page answers with the address that says `filter=area_km2 >= 10`, which
API and `/unduh/` read alike. Such an address, whoever wrote it, fills the form again as far as the form can say the same.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import cached_property

from layers import cql2, parameters
from layers.clauses import ORDERED, Clause, as_cql2, of_tree, plain_number
from layers.declaration import Field, Layer
from layers.filters import COMMON, filterable
from layers.problems import BadParameter

FROM, TO, WAY, TEXT = ".dari", ".sampai", ".cara", ".teks"
ENDINGS = (FROM, TO, WAY, TEXT)
EQUAL, CONTAINS = "sama", "memuat"
JSON = "cql2-json"
IGNORED = COMMON | {parameters.SAVED}
# What only shapes how the file looks, not what it holds.
SHAPING = frozenset({"geometry", "crs", "properties", "sortby"})


@dataclass(frozen=True)
class Asked:
    """What an address asks, in the grammar's own parameters."""

    layer: Layer
    params: dict[str, str]

    @property
    def query(self) -> str:
        return urlencode(self.params)

    @property
    def narrowed(self) -> bool:
        return not self.params.keys() <= SHAPING

    def querydict(self) -> QueryDict:
        return QueryDict(self.query)

    @cached_property
    def clauses(self) -> list[Clause] | None:
        """The conditions of `filter`, none where there is none; None where a form cannot say them."""
        text, language = self.params.get("filter", ""), self.params.get("filter-lang", cql2.LANGUAGES[0])
        if not text:
            return []
        if language not in cql2.LANGUAGES:
            return None
        clauses = of_tree(cql2.read(text, language), filterable(self.layer))
        said = {each.field.name for each in clauses or [] if each.field.name in self.params}
        return None if said else clauses

    def without(self, *names: str) -> "Asked":
        return Asked(self.layer, {name: value for name, value in self.params.items() if name not in names})

    def with_clauses(self, clauses: list[Clause]) -> "Asked":
        """Return the same with other conditions in `filter`."""
        rest = self.without("filter", "filter-lang")
        return Asked(self.layer, {**rest.params, "filter": as_cql2(clauses)}) if clauses else rest


def from_form(params: QueryDict) -> bool:
    """Tell whether a form made the address: it says fields of its own, or leaves some empty."""
    return any(name.endswith(ENDINGS) or not params.get(name) for name in params)


def read(params: QueryDict, layer: Layer) -> Asked:
    """Return what the address asks, a form's fields turned into the grammar; raise BadParameter, naming the field."""
    names = {field.name for field in filterable(layer)}
    clauses: list[Clause] = []
    equal: dict[str, str] = {}
    for field in filterable(layer):
        if field.type in ORDERED:
            clauses += _between(params, field)
        else:
            clauses += _text(params, field, equal)
        if value := parameters.single(params, field.name):
            equal[field.name] = value
    rest = {name: parameters.single(params, name, longest=None) or "" for name in params if _is_rest(name, names)}
    asked = {"region": rest.pop("region", ""), **equal, "filter": _joined(clauses, rest), **rest}
    return Asked(layer, {name: value for name, value in asked.items() if value})


def named(parameter: str) -> str:
    """Return the name of the field that a field of the form asks about."""
    return next((parameter.removesuffix(ending) for ending in ENDINGS if parameter.endswith(ending)), parameter)


def _is_rest(name: str, fields: set[str]) -> bool:
    return name not in IGNORED and named(name) not in fields


def _between(params: QueryDict, field: Field) -> list[Clause]:
    found = []
    for ending, op in ((FROM, "from"), (TO, "to")):
        text = (parameters.single(params, field.name + ending) or "").strip()
        if text:
            found.append(Clause(field, op, _value(field, text)))  # type: ignore[arg-type]
    return found


def _value(field: Field, text: str) -> object:
    if field.type == "date":
        return parameters.day(field.name, text)
    # Browsers send 12.5 whatever they show; who writes the address by hand may write 12,5.
    return parameters.decimal(field.name, text if "." in text else text.replace(",", "."))


def _text(params: QueryDict, field: Field, equal: dict[str, str]) -> list[Clause]:
    text = (parameters.single(params, field.name + TEXT) or "").strip()
    if not text:
        return []
    if parameters.single(params, field.name + WAY) == EQUAL:
        equal[field.name] = text
        return []
    return [Clause(field, "contains", text)]


def _joined(clauses: list[Clause], rest: dict[str, str]) -> str:
    written, made = rest.pop("filter", "").strip(), as_cql2(clauses)
    if not written or not made:
        return written or made
    if rest.get("filter-lang") == JSON:
        raise BadParameter(
            "filter",
            "Saringan CQL2 JSON tidak dapat digabung dengan isian lain; tulis sebagai CQL2 Text.",
            "A filter in CQL2 JSON cannot be joined with other fields; write it as CQL2 Text.",
        )
    return f"{made} AND ({written})"


def shown(params: QueryDict, asked: Asked | None) -> dict[str, str]:
    """Return what the fields of the form hold: as it was sent where it cannot be read, else what the address asks."""
    if asked is None:
        return {name: params.get(name, "") for name in params}
    found = dict(asked.params)
    for field in filterable(asked.layer):
        value = found.pop(field.name, "") if field.type in ORDERED else ""
        if value:
            found |= {field.name + FROM: value, field.name + TO: value}
    clauses = asked.clauses
    if clauses is not None:
        found.pop("filter", None)
        found |= dict(_field_of(each) for each in clauses)
        found |= {each.field.name + WAY: CONTAINS for each in clauses if each.op == "contains"}
    return found


def _field_of(clause: Clause) -> tuple[str, str]:
    name, value = clause.field.name, clause.value
    if clause.op == "contains":
        return name + TEXT, value
    if isinstance(value, bool):
        return name, "true" if value else "false"
    if clause.op == "equal":
        return name, str(value)
    written = value.isoformat() if hasattr(value, "isoformat") else plain_number(value)
    return name + (FROM if clause.op == "from" else TO), written
