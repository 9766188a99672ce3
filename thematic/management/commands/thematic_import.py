"""Import a file into a thematic layer: read, check, compare, publish; the layer is made where that is asked."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from accounts.models import User
from imports import console
from imports.actions import run_import
from imports.management.shared import ACCEPTED, RunCommand, actor
from imports.models import Run
from imports.rows import Choices
from imports.targets import get_target
from layers import licences
from layers.models import Visibility
from thematic.actions import create_layer
from thematic.models import Geometry
from thematic.targets import PREFIX

SHAPES = {
    "titik": Geometry.POINT,
    "kelompok-titik": Geometry.MULTIPOINT,
    "garis": Geometry.LINE,
    "bidang": Geometry.AREA,
}
OPTIONS = {
    "key": "--layer",
    "title_id": "--title",
    "title_en": "--title-en",
    "steward": "--steward",
    "source": "--source",
}


class Command(RunCommand):
    help = (
        "Membaca berkas (Shapefile, GeoPackage, GeoJSON, KML, GPX, CSV, XLSX ...) ke satu lapisan tematik, memeriksa,\n"
        "membandingkan, lalu menerbitkannya. Reads, checks, compares and publishes a file into a thematic layer.\n\n"
        '  python manage.py thematic_import pulau.geojson --layer pulau --create --geometry titik --title "Pulau"\n'
        "  python manage.py thematic_import jalan.zip --layer jalan --dry-run\n\n"
        "Kode keluar: 0 terbit, tanpa perubahan, atau uji coba bersih; 1 ditolak; 2 perintah salah."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=ACCEPTED)
        parser.add_argument("--layer", required=True, metavar="LAPISAN", help="nama alamat lapisan, misalnya jalan")
        parser.add_argument("--dry-run", action="store_true", help="berhenti sebelum menerbitkan")
        parser.add_argument("--ends", action="store_true", help="yang tidak ada di berkas berakhir (tanpa itu: tetap)")
        parser.add_argument("--source", default="", help="sumber data")
        parser.add_argument("--layer-in-file", help="nama lapisan di dalam berkas, bila ada beberapa")
        parser.add_argument("--crs", help="sistem koordinat, misalnya EPSG:32650; mengalahkan .prj")
        parser.add_argument("--encoding", help="pengodean teks, misalnya cp1252; mengalahkan .cpg")
        self._add_creating_arguments(parser)
        self.add_people_arguments(parser)

    def _add_creating_arguments(self, parser: CommandParser) -> None:
        group = parser.add_argument_group("lapisan baru")
        group.add_argument("--create", action="store_true", help="buat lapisannya dahulu")
        group.add_argument("--title", default="", help="judul")
        group.add_argument("--title-en", default="", help="judul dalam bahasa Inggris")
        group.add_argument("--geometry", choices=sorted(SHAPES))
        group.add_argument("--licence", default="CC-BY-4.0", choices=sorted(licences.ADDRESSES))
        group.add_argument("--steward", default="", help="walidata")
        group.add_argument("--visibility", default=Visibility.DRAFT, choices=Visibility.values)
        group.add_argument("--key", default="", metavar="KOLOM", help="kolom yang nilainya unik; tanpa itu: bentuknya")
        group.add_argument("--anywhere", action="store_true", help="baris boleh di luar kabupaten")

    def handle(self, *args: Any, **options: Any) -> None:
        by = actor(options["by"])
        if options["create"] and not options["geometry"]:
            raise CommandError("sebutkan --geometry untuk lapisan baru", returncode=2)
        if options["create"]:
            self._create(options, by)
        self.tell(self._run(options, by), console.language_of(options["lang"]))

    def _create(self, options: dict[str, Any], by: User) -> None:
        try:
            create_layer(
                key=options["layer"],
                title_id=options["title"],
                title_en=options["title_en"],
                geometry_type=SHAPES[options["geometry"]],
                licence=options["licence"],
                steward=options["steward"],
                source=options["source"],
                visibility=options["visibility"],
                key_column=options["key"],
                in_regency=not options["anywhere"],
                by=by,
            )
        except ValidationError as error:
            faults = "; ".join(
                f"{OPTIONS.get(name, name)}: {' '.join(texts)}" for name, texts in error.message_dict.items()
            )
            raise CommandError(faults, returncode=2) from error

    def _run(self, options: dict[str, Any], by: User) -> Run:
        target = f"{PREFIX}.{options['layer']}"
        try:
            get_target(target)
        except KeyError as error:
            raise CommandError(f"tidak ada lapisan {options['layer']!r}; buat dengan --create", returncode=2) from error
        return run_import(
            path=options["file"],
            target_key=target,
            choices=Choices(source=options["source"], absent="berakhir" if options["ends"] else "tetap"),
            by=by,
            layer=options["layer_in_file"],
            crs=options["crs"],
            encoding=options["encoding"],
            dry_run=options["dry_run"],
        )
