"""Which layers a file holds, and the one that is meant. Several are never chosen from silently."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import archives, shapefiles
from .archives import Dataset
from .limits import Limits
from .reading import LayerInfo, list_layers
from .refusals import Choice, LayerUnclear, Words
from .sources import kind_of

TABLE = "None"  # fiona's word for a layer without shapes


@dataclass(frozen=True)
class Inside:
    """A layer, and the dataset of the file it lies in."""

    dataset: Dataset
    info: LayerInfo

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
    """Name the layers of one dataset; a GeoPackage is opened for it, the others tell by their heads."""
    if dataset.kind == "shapefile":
        return [Inside(dataset, _shapefile_info(single, dataset))]
    if dataset.kind == "geojson":
        return [Inside(dataset, LayerInfo(dataset.name, -1, "GeoJSON"))]
    path = lay_out(single, dataset, folder, limits)
    return [Inside(dataset, info) for info in list_layers(path, dataset.kind, limits)]


def _shapefile_info(single: Path, dataset: Dataset) -> LayerInfo:
    shp = archives.head(single, dataset.parts[".shp"], shapefiles.SHP_HEADER_BYTES)
    dbf = archives.head(single, dataset.parts[".dbf"], 32) if ".dbf" in dataset.parts else b""
    return LayerInfo(dataset.name, shapefiles.record_count(dbf), shapefiles.shape_type(shp))


def lay_out(single: Path, dataset: Dataset, folder: Path, limits: Limits) -> Path:
    """Put a dataset into `folder` under a fixed name; return the path the reading process opens."""
    folder.mkdir(exist_ok=True)
    if kind_of(single.name) == "zip":
        return archives.unpack(single, dataset, folder, limits)
    return archives.copy_in(single, folder / f"layer{single.suffix.lower()}")


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
    if not shaped:
        raise _unclear(found, Words("berkas ini tidak memuat lapisan berbentuk", "the file holds no layer with shapes"))
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
