"""From the file's field names to the target's."""

from collections.abc import Iterable, Mapping, Sequence

from .refusals import ColumnsMissing, Words
from .targets import TargetField


def map_fields(names: Sequence[str], filled: Iterable[str], fields: Sequence[TargetField]) -> dict[str, str]:
    """Return target field -> file field; raise ColumnsMissing where a required one has no counterpart.

    The best synonym that holds any value wins; one that is there but empty in every row is better than none.
    """
    by_name = {name.casefold(): name for name in reversed(names)}
    full = {name.casefold() for name in filled}
    mapping = {}
    for field in fields:
        present = [word.casefold() for word in (*field.synonyms, field.name) if word.casefold() in by_name]
        chosen = next((word for word in present if word in full), present[0] if present else None)
        if chosen is not None:
            mapping[field.name] = by_name[chosen]
    missing = [field for field in fields if field.required and field.name not in mapping]
    if missing:
        raise _missing(missing, names)
    return mapping


def values_of(attributes: Mapping[str, str | None], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return what a row says under the target's names, stripped; an absent value is the empty text."""
    return {field: (attributes.get(name) or "").strip() for field, name in mapping.items()}


def _missing(fields: Sequence[TargetField], names: Sequence[str]) -> ColumnsMissing:
    wanted = [(field, ", ".join(field.synonyms[:4])) for field in fields]
    found = ", ".join(names) or "-"
    return ColumnsMissing(
        Words(
            f"kolom tidak ditemukan: {'; '.join(f'{field.title_id} ({known})' for field, known in wanted)}",
            f"columns not found: {'; '.join(f'{field.title_en} ({known})' for field, known in wanted)}",
        ),
        Words(
            f"Kolom di berkas: {found}. Beri salah satu nama di atas pada kolom yang benar, atau pilih lapisan lain.",
            f"Columns in the file: {found}. Give the right column one of the names above, or choose another layer.",
        ),
        column=fields[0].name,
    )
