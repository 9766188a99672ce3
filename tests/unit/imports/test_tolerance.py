"""Damaged bytes end in a refusal or in rows, never in another fault."""

import contextlib
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from imports import archives, encodings, manifest, shapefiles, sources
from imports.limits import Limits
from imports.refusals import Refusal
from tests.factories import files

LIMITS = Limits(**settings.IMPORT_LIMITS)
QUIETLY = hypothesis_settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DAMAGE = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8)


def damaged(raw: bytes, damage: list[tuple[float, int]], keep: float) -> bytes:
    """Return bytes with some changed and the end cut off."""
    changed = bytearray(raw)
    for place, value in damage:
        changed[int(place * (len(changed) - 1))] = value
    return bytes(changed[: int(len(changed) * keep) + 1])


@QUIETLY
@given(damage=DAMAGE, keep=st.sampled_from([1.0, 1.0, 0.9, 0.3]))
def test_damaged_zips(damage: list[tuple[float, int]], keep: float) -> None:
    with TemporaryDirectory() as name, contextlib.suppress(Refusal):
        folder = Path(name)
        path = files.archive(folder / "a.zip", {f"batas{suffix}": b"x" * 50 for suffix in (".shp", ".shx", ".dbf")})
        path.write_bytes(damaged(path.read_bytes(), damage, keep))
        sources.refuse_disguise(path, "zip")
        for dataset in archives.inspect(path, LIMITS).datasets:
            assert archives.unpack(path, dataset, folder, LIMITS).parent == folder


@QUIETLY
@given(damage=DAMAGE, keep=st.sampled_from([1.0, 1.0, 0.9, 0.3]), part=st.sampled_from([".shp", ".shx", ".dbf"]))
def test_damaged_shapefiles(damage: list[tuple[float, int]], keep: float, part: str) -> None:
    with TemporaryDirectory() as name, contextlib.suppress(Refusal):
        shp = files.shapefile(Path(name))
        shp.with_suffix(part).write_bytes(damaged(shp.with_suffix(part).read_bytes(), damage, keep))
        rows = shapefiles.check_parts(shp, shp.with_suffix(".shx"), shp.with_suffix(".dbf"))
        assert rows >= 0
        assert encodings.decide(shp.with_suffix(".dbf"), None, None).name
        shapefiles.rebuild_index(shp)


@QUIETLY
@given(raw=st.binary(max_size=300))
def test_any_bytes_as_a_part(raw: bytes) -> None:
    with TemporaryDirectory() as name, contextlib.suppress(Refusal):
        path = Path(name) / "a.dbf"
        path.write_bytes(raw)
        encodings.decide(path, None, None)


@QUIETLY
@given(text=st.text(max_size=30))
def test_any_text_as_the_name_of_an_encoding(text: str) -> None:
    with contextlib.suppress(Refusal):
        assert "".join(chr(code) for code in range(32, 127)).encode(encodings.known(text))


@QUIETLY
@given(
    names=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40), max_size=6)
)
def test_any_names_in_a_zip(names: list[str]) -> None:
    with TemporaryDirectory() as name, contextlib.suppress(Refusal):
        path = files.archive(Path(name) / "a.zip", dict.fromkeys(dict.fromkeys(names), b""))
        with zipfile.ZipFile(path) as archive:
            assert all(archives.display_name(entry) for entry in archive.infolist())
        archives.inspect(path, LIMITS)


@QUIETLY
@given(raw=st.binary(max_size=200))
def test_any_bytes_as_a_manifest(raw: bytes) -> None:
    with TemporaryDirectory() as name, contextlib.suppress(Refusal):
        (Path(name) / manifest.NAME).write_bytes(raw)
        manifest.entry_for(Path(name) / "a.zip", "0" * 64)
