"""Make the sample boundaries in data/shapefiles/ from the facts in data/register/; see data/README.md.

python scripts/make_demo_boundaries.py            writes the two zips and the manifest
python scripts/make_demo_boundaries.py --check    writes nothing, exits with 1 if the committed files differ
"""

import argparse
import sys
from pathlib import Path

from demo_boundaries.build import build_desa, build_kecamatan
from demo_boundaries.files import differences, read_layer, write_layer, write_manifest
from demo_boundaries.layers import DESA, KECAMATAN, Layer, Row, layer_rows

FOLDER = Path(__file__).resolve().parents[1] / "data" / "shapefiles"


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the sample boundaries of Kutai Timur.")
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the files are (default: data/shapefiles)")
    options = parser.parse_args()
    layers = make_layers()
    return check(options.folder, layers) if options.check else write(options.folder, layers)


def make_layers() -> dict[Layer, list[Row]]:
    desa = build_desa()
    kecamatan = build_kecamatan(desa)
    return {KECAMATAN: layer_rows(kecamatan, "kecamatan"), DESA: layer_rows(desa, "desa", "kelurahan")}


def write(folder: Path, layers: dict[Layer, list[Row]]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    write_manifest(folder, {layer.file: write_layer(folder, layer, rows) for layer, rows in layers.items()})
    for layer, rows in layers.items():
        print(f"{layer.file}: {len(rows)} features, {(folder / layer.file).stat().st_size:,} bytes")
    return 0


def check(folder: Path, layers: dict[Layer, list[Row]]) -> int:
    found = {layer.file: differences(read_layer(folder / layer.file), rows) for layer, rows in layers.items()}
    for file, differing in found.items():
        print(f"{file}: {'differs in ' + ', '.join(differing) if differing else 'as made from the facts'}")
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
