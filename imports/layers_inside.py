"""Which layers a file holds, and the one that is meant. Several are never chosen from silently."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from . import archives, encodings, shapefiles, sources
from .archives import Dataset
from .formats.kinds import KINDS, TABLE, UNNAMED
from .limits import Limits
from .reading import LayerInfo, list_layers
from .refusals import Choice, LayerUnclear, LimitPassed, Words
from .sources import kind_of


@dataclass(frozen=True)
class Inside:
    """A layer, and the dataset of the file it lies in; `layer` is its name there, None where it is the only one."""

    dataset: Dataset
    info: LayerInfo
    layer: str | None = None

    @property
    def label(self) -> str:
        count = f"{self.info.count} baris" if self.info.count >= 0 else "?"
        return f"{self.info.name} ({count}, {self.info.geometry})"


def datasets_of(single: Path, name: str, limits: Limits) -> tuple[tuple[Dataset, ...], tuple[str, ...]]:
    """Return the datasets of a file, and the names of what is left aside. A file that is no zip is one dataset."""
    kind = kind_of(single.name)
    if kind == "zip":
        contents = archives.inspect(single, limits)
        return contents.datasets, contents.ignored
    return (Dataset(Path(name).stem, kind, {single.suffix.lower(): single.name}),), ()


def layers_of(single: Path, dataset: Dataset, folder: Path, limits: Limits) -> list[Inside]:
    """Name the layers of one dataset; what may hold several is opened for it, the others tell by their heads."""
    if dataset.kind == "shapefile":
        return [Inside(dataset, _shapefile_info(single, dataset))]
    if not KINDS[dataset.kind].several:
        return [Inside(dataset, LayerInfo(dataset.name, -1, KINDS[dataset.kind].title))]
    path = lay_out(single, dataset, folder, limits)
    found = list_layers(path, dataset.kind, limits)
    if len(found) > limits.entries:
        raise _too_many(len(found), limits)
    return [Inside(dataset, _named(info, dataset, alone=len(found) == 1), info.name) for info in found]


def _too_many(count: int, limits: Limits) -> LimitPassed:
    return LimitPassed(
        Words(
            f"berkas memuat {count} lapisan, batasnya {limits.entries}",
            f"the file holds {count} layers, the limit is {limits.entries}",
        ),
        Words(
            "Kirim per bagian, atau minta pengelola menaikkan IMPORT_MAX_ENTRIES.",
            "Send parts, or have IMPORT_MAX_ENTRIES raised.",
        ),
        rule="berkas.batas_lapisan",
    )


def _named(info: LayerInfo, dataset: Dataset, *, alone: bool) -> LayerInfo:
    return replace(info, name=dataset.name) if alone and info.name == UNNAMED else info


def _shapefile_info(single: Path, dataset: Dataset) -> LayerInfo:
    shp = archives.head(single, dataset.parts[".shp"], shapefiles.SHP_HEADER_BYTES)
    dbf = archives.head(single, dataset.parts[".dbf"], 32) if ".dbf" in dataset.parts else b""
    return LayerInfo(dataset.name, shapefiles.record_count(dbf), shapefiles.shape_type(shp))


def lay_out(single: Path, dataset: Dataset, folder: Path, limits: Limits) -> Path:
    """Put a dataset into `folder` under a fixed name; return the path the reading process opens."""
    folder.mkdir(exist_ok=True)
    if kind_of(single.name) == "zip":
        path = archives.unpack(single, dataset, folder, limits)
        if dataset.kind != "gdb":
            sources.refuse_disguise(path, dataset.kind)
    else:
        path = archives.copy_in(single, folder / f"layer{single.suffix.lower()}")
    if dataset.kind == "xlsx":
        archives.refuse_workbook(path, limits)
    if dataset.kind == "csv":
        encodings.from_utf16(path)
    return path


def choose(found: Sequence[Inside], wanted: str | None, *, tables: bool = False) -> Inside:
    """Return the layer that is meant; raise LayerUnclear, naming all, where that is not certain.

    `tables`: rows without shapes will do, too, where nothing in the file has any.
    """
    if wanted:
        named = [each for each in found if each.info.name.casefold() == wanted.strip().casefold()]
        if len(named) == 1:
            return named[0]
        raise _unclear(found, Words(f"lapisan {wanted!r} tidak ada di berkas ini", f"the file has no layer {wanted!r}"))
    shaped = [each for each in found if each.info.geometry != TABLE] or (list(found) if tables else [])
    if len(shaped) == 1:
        return shaped[0]
    if len(found) == 1:
        return found[0]
    if not shaped:
        raise _unclear(found, Words(f"berkas memuat {len(found)} tabel", f"the file holds {len(found)} tables"))
    raise _unclear(found, Words(f"berkas memuat {len(shaped)} lapisan", f"the file holds {len(shaped)} layers"))


def _unclear(found: Sequence[Inside], what: Words) -> LayerUnclear:
    labels = ", ".join(each.label for each in found) or "-"
    example = found[0].info.name if found else "NAMA"
    return LayerUnclear(
        Words(f"{what.id}: {labels}", f"{what.en}: {labels}"),
        Words(
            f"Pilih satu (--layer {example}).",
            f"Choose one (--layer {example}).",
        ),
        choices=tuple(Choice(each.info.name, f"{each.info.count} × {each.info.geometry}") for each in found),
    )
