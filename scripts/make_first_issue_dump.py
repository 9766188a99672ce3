"""Make tests/data/first_issue.sql.gz and its answers: what a portal of the first issue held, to be migrated forward.

python scripts/make_first_issue_dump.py CHECKOUT

CHECKOUT is a working tree of the first issue (git worktree add /somewhere b4c7701). Its own code makes the database:
sample register and borders, a correction that is undone, a change that stays, and a code that was given anew. Only data
of the portal's own tables is dumped, as COPY: the tables come from migrations, so any PostgreSQL reads it. DATABASE_URL
names a server with PostGIS in its template, as in scripts/cluster env.
"""

import gzip
import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "data"
OWN = ("accounts_", "boundaries_", "imports_", "layers_")
LABEL = "-- data contoh: a portal of the first issue, made from data/ by scripts/make_first_issue_dump.py\n"
CORRECTED, CHANGED, RECODED, NEW_CODE = "64.08.04.2001", "64.08.06.2001", "64.08.01.2002", "64.08.01.2099"
KECAMATAN = ("64.08.04", "64.08.06")  # whose desa are enough: the whole regency would be a large file
CHANGE_DAY = "2026-03-01"
COLLECTIONS = {"desa": 4, "kecamatan": 1, "kabupaten": 1}  # and how many releases each has
DAYS = ("2025-12-31", CHANGE_DAY, "2026-11-01")
ADDRESSES = (
    *(f"/api/collections/{name}/items?as_of={day}&limit=200" for name in COLLECTIONS for day in DAYS),
    *(
        f"/api/collections/{name}/items?release={n}&limit=200"
        for name, last in COLLECTIONS.items()
        for n in range(1, last + 1)
    ),
    *(f"/api/collections/desa/items/{code}?as_of={day}" for code in (CORRECTED, CHANGED) for day in DAYS),
    *(f"/api/regions/{code}?as_of={day}" for code in (CORRECTED, CHANGED, RECODED, NEW_CODE) for day in DAYS),
    *(f"/wilayah/{code}/?as_of={day}" for code in ("64.08", *KECAMATAN, CORRECTED, CHANGED, NEW_CODE) for day in DAYS),
)
SOME_DESA = """
import json
import fiona
from shapely.geometry import mapping, shape
with fiona.open("zip://data/shapefiles/kutim_desa_contoh.zip") as source:
    rows = [
        dict(type="Feature", geometry=mapping(shape(each.geometry)), properties=dict(each.properties))
        for each in source
        if each.properties["KDCPUM"] in {kecamatan!r}
    ]
json.dump(dict(type="FeatureCollection", features=rows), open({name!r}, "w"))
"""
FILES = """
import json, sys
import shapely
from boundaries.models import Boundary
for code, name in {shrunk!r}:
    border = Boundary.objects.get(level="desa", until=None, region__codes__code=code)
    shape = shapely.buffer(shapely.from_wkb(bytes(border.geom.wkb)), -0.0005)
    row = dict(type="Feature", geometry=shapely.geometry.mapping(shape), properties=dict(KDEPUM=code))
    open(name, "w").write(json.dumps(dict(type="FeatureCollection", features=[row])))
"""
RECODE = """
from datetime import date
from psycopg.types.range import DateRange
from boundaries.models import RegionCode
old = RegionCode.objects.get(code={old!r})
old.valid = DateRange(None, date(2026, 1, 1))
old.save()
RegionCode.objects.create(region=old.region, scheme="kemendagri", code={new!r}, valid=DateRange(date(2026, 1, 1), None))
"""
ASK = """
import gzip, json
from django.test import Client
asked = json.load(open({asked!r}))
def answer(address):
    response = Client().get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return [response.status_code, body.decode()]
told = json.dumps({{address: answer(address) for address in asked}}, indent=1)
open({told!r}, "wb").write(gzip.compress(told.encode(), mtime=0))
"""


def main() -> int:
    checkout, server = Path(sys.argv[1]).resolve(), os.environ["DATABASE_URL"]
    name = f"first_issue_{secrets.token_hex(4)}"
    database = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as session, tempfile.TemporaryDirectory() as folder:
        session.execute(f'CREATE DATABASE "{name}"')
        try:
            environment = {**os.environ, "DATABASE_URL": database, "VAR_DIR": folder}
            environment |= {
                "DJANGO_SETTINGS_MODULE": "geoportal.settings.test",
                "SECRET_KEY": secrets.token_urlsafe(50),
            }
            fill(checkout, Path(folder), environment)
            write(checkout, Path(folder), environment)
        finally:
            session.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    return 0


def fill(checkout: Path, folder: Path, environment: dict[str, str]) -> None:
    """Publish with the code of the first issue: desa 1, a correction 2, a change 3; 4 takes the correction back."""

    def manage(*command: str) -> None:
        subprocess.run([sys.executable, "manage.py", *command], cwd=checkout, env=environment, check=True)

    some, correction, change = (folder / f"{name}_contoh.geojson" for name in ("desa", "koreksi", "perubahan"))
    manage("migrate", "--verbosity", "0")
    manage("boundaries_register")
    manage("boundaries_import", "data/shapefiles/kutim_kecamatan_contoh.zip", "--level", "kecamatan")
    manage("shell", "-c", SOME_DESA.format(kecamatan=KECAMATAN, name=str(some)))
    manage("boundaries_import", str(some), "--level", "desa", "--source", "data contoh")
    manage("shell", "-c", FILES.format(shrunk=[(CORRECTED, str(correction)), (CHANGED, str(change))]))
    source = ("--source", "data contoh")
    manage("boundaries_import", str(correction), "--level", "desa", "--correction", *source)
    manage("boundaries_import", str(change), "--level", "desa", "--effective", CHANGE_DAY, *source)
    manage("boundaries_undo", "3")
    manage("shell", "-c", RECODE.format(old=RECODED, new=NEW_CODE))


def write(checkout: Path, folder: Path, environment: dict[str, str]) -> None:
    """Write the dump, and what the code of the first issue answered to each address."""
    FOLDER.mkdir(exist_ok=True)
    tables = [f"--table=public.{prefix}*" for prefix in OWN]
    dumped = subprocess.run(
        ["pg_dump", "--data-only", "--no-owner", *tables, environment["DATABASE_URL"]],
        capture_output=True,
        check=True,
        text=True,
    )
    packed = gzip.compress((LABEL + "".join(_rows(dumped.stdout))).encode(), mtime=0)
    (FOLDER / "first_issue.sql.gz").write_bytes(packed)
    asked, told = folder / "asked.json", FOLDER / "first_issue_answers.json.gz"
    asked.write_text(json.dumps(ADDRESSES))
    ask = ASK.format(asked=str(asked), told=str(told))
    subprocess.run([sys.executable, "manage.py", "shell", "-c", ask], cwd=checkout, env=environment, check=True)
    print(f"{len(packed):,} bytes, {len(ADDRESSES)} answers")


def _rows(dump: str) -> list[str]:
    """Keep the COPY blocks and sequences: settings of a newer server would be refused by an older one."""
    kept, inside = [], False
    for line in dump.splitlines(keepends=True):
        inside = inside or line.startswith("COPY ")
        if inside or line.startswith("SELECT pg_catalog.setval"):
            kept.append(line)
        inside = inside and line != "\\.\n"
    return kept


if __name__ == "__main__":
    sys.exit(main())
