"""What the portal gives away, as a ratio to PostgreSQL alone making the same output from the same rows in the same minute."""

import math
import os
import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from . import coverage, peers
from .database import ROOT
from .keys import AREAS, COUNTRY, FEW, KUTIM, POINTS
from .load import answers_a_second, statements_a_second
from .serving import Served, served

ASKED = 500  # addresses a work asks for in turn
SECONDS = 4.0
ROUNDS = 3  # portal and database take turns, so that a machine that is busy is busy for both


@dataclass(frozen=True)
class Work:
    """`paths` is what the portal is asked for, `raw` a pgbench script; `aim` says what ratio is to be reached."""

    name: str
    paths: Sequence[str]
    raw: str
    aim: str


def table(areas: int, points: int, file: Path | None, environment: dict[str, str]) -> Iterator[str]:
    """Yield the lines of a table in Markdown: each work with its aim, the portal's ratio, and those of peers if asked for.

    `file` holds the areas of a country, which are measured beside the made-up ones.
    """
    _fill(areas, points, file, environment)
    others = os.environ.get("PEERS") == "1"
    with served(environment) as portal, peers.served(environment, wanted=others) as known:
        _prepare(environment["DATABASE_URL"], with_file=file is not None)
        yield f"| work | aim | portal{''.join(f' | {name}' for name in known)} |"
        yield f"| --- | --- | ---{' | ---' * len(known)} |"
        works = list(_works(environment["DATABASE_URL"], with_file=file is not None))
        for work in works:
            yield _line(work, portal, known, environment["DATABASE_URL"])
        yield _plainest(portal, {work.name: work for work in works})
        yield from _growth(portal)
        yield from _whole(portal, environment["DATABASE_URL"])


def _fill(areas: int, points: int, file: Path | None, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "scripts.benchmarks.fill", str(areas), str(points), *([str(file)] if file else [])]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def _prepare(database: str, *, with_file: bool) -> None:
    """Keep what is asked for in tables, so that pgbench asks for the same as the portal is asked for."""
    with psycopg.connect(database, autocommit=True) as session:
        for name, width, height in (("boxes_100", 2.0, 0.75), ("boxes_1000", 6.4, 2.4)):
            session.execute(f"CREATE TABLE {name} (i int PRIMARY KEY, w float, s float, e float, n float)")
            for place, box in enumerate(coverage.boxes(ASKED, width, height).tolist()):
                session.execute(f"INSERT INTO {name} VALUES (%s, %s, %s, %s, %s)", [place, *box])
        session.execute(MAKE_WHOLE, [ASKED])
        for count in (100, 1000) if with_file else ():
            session.execute(MAKE_AROUND.format(count=count), [ASKED])
        session.execute(MAKE_PLACES, [ASKED])
        kutim = session.execute("SELECT w, s, e, n FROM boxes_kutim LIMIT 1").fetchone()
        everywhere = (coverage.WEST, coverage.SOUTH, coverage.EAST, coverage.NORTH)
        near, far = range(9, 13), range(6, 9)
        for name, zooms, box in (
            ("tiles_near", near, everywhere),
            ("tiles_far", far, everywhere),
            ("tiles_kutim", near, kutim),
        ):
            session.execute(f"CREATE TABLE {name} (i int PRIMARY KEY, z int, x int, y int)")
            for place, tile in enumerate(_tiles(zooms, ASKED, box)):
                session.execute(f"INSERT INTO {name} VALUES (%s, %s, %s, %s)", [place, *tile])


def _works(database: str, *, with_file: bool) -> Iterator[Work]:
    with psycopg.connect(database) as session:

        def boxes(name: str) -> list[str]:
            rows = session.execute(f"SELECT w, s, e, n FROM boxes_{name} ORDER BY i").fetchall()
            return [",".join(map(str, row)) for row in rows]

        def tiles(name: str) -> list[tuple[int, int, int]]:
            return session.execute(f"SELECT z, x, y FROM tiles_{name} ORDER BY i").fetchall()

        for count, aim in ((100, ">= 0.7"), (1000, ">= 1.0")):
            yield _pages(
                f"bbox page of {count} desa with geometry", AREAS, boxes(str(count)), f"boxes_{count}", count, aim
            )
        ids = session.execute(FIND_KEYS, [AREAS, ASKED]).fetchall()
        yield Work(BY_ID, [f"{_items(AREAS)}/{key}" for (key,) in ids], _one(ids), ">= 4 times DRF-gis")
        places = session.execute("SELECT ST_X(geom), ST_Y(geom) FROM places ORDER BY i").fetchall()
        asked = [f"/api/locate?lat={lat:.6f}&lon={lon:.6f}" for lon, lat in places]
        yield Work("which desa holds this point", asked, LOCATE, ">= 0.25")
        for name, called, aim in (("near", "tiles z9-z12, cold", ">= 1.5"), ("far", "tiles z6-z8, cold", ">= 3")):
            asked = [f"/api/collections/{AREAS}/tiles/WebMercatorQuad/{z}/{y}/{x}" for z, x, y in tiles(name)]
            yield Work(called, asked, _tile(AREAS, f"tiles_{name}"), aim)
        released = [f"/r/{KUTIM}/1/{z}/{x}/{y}.mvt" for z, x, y in tiles("kutim")]
        yield Work(RELEASED, released, _tile(KUTIM, "tiles_kutim"), ">= 5 times TiPG")
        yield _pages("all 141 desa of Kutim (data contoh)", KUTIM, boxes("kutim"), "boxes_kutim", 200)
        for count in (100, 1000) if with_file else ():
            name = f"bbox page of {count} desa of the country's file"
            yield _pages(name, COUNTRY, boxes(f"country_{count}"), f"boxes_country_{count}", count)


def _items(layer: str) -> str:
    return f"/api/collections/{layer}/items"


def _pages(name: str, layer: str, boxes: Sequence[str], table: str, count: int, aim: str = "-") -> Work:
    return Work(name, [f"{_items(layer)}?limit={count}&bbox={box}" for box in boxes], _page(layer, table, count), aim)


BY_ID, RELEASED = "one feature by id", "tiles z9-z12 of a published release of Kutim (data contoh)"


def _current(layer: str) -> str:
    """Return what a released layer says now: `v` its versions, `f` its features."""
    return f"""
        thematic_featureversion v JOIN thematic_feature f ON f.id = v.feature_id AND v.until IS NULL
        AND v.layer_id = (SELECT id FROM thematic_thematiclayer WHERE key = '{layer}')
    """


FIND_KEYS = """
    SELECT f.key FROM thematic_feature f JOIN thematic_thematiclayer l ON l.id = f.layer_id
    WHERE l.key = %s ORDER BY md5(f.key) LIMIT %s
"""
MAKE_PLACES = """
    CREATE TABLE places AS SELECT (row_number() OVER (ORDER BY md5(p.geom::text)) - 1)::int AS i, p.geom FROM (
        SELECT (ST_Dump(ST_GeneratePoints(geom, 5, 7))).geom FROM boundaries_boundary
        WHERE level = 'desa' AND until IS NULL
    ) p ORDER BY 1 LIMIT %s
"""
# Boxes of which each holds all of Kutim, and boxes that hold about so many of the country's areas, wherever those are dense.
MAKE_WHOLE = f"""
    CREATE TABLE boxes_kutim AS SELECT i - 1 AS i, ST_XMin(b) AS w, ST_YMin(b) AS s, ST_XMax(b) AS e, ST_YMax(b) AS n
    FROM generate_series(1, %s) i, (SELECT ST_Extent(v.geom) AS b FROM {_current(KUTIM)}) around
"""
MAKE_AROUND = f"""
    CREATE TABLE boxes_country_{{count}} AS SELECT (row_number() OVER () - 1)::int AS i, ST_XMin(b)::numeric(10, 6)::float AS w,
        ST_YMin(b)::numeric(10, 6)::float AS s, ST_XMax(b)::numeric(10, 6)::float AS e, ST_YMax(b)::numeric(10, 6)::float AS n
    FROM (SELECT ST_Expand(middle.at, far.degrees * 0.9)::box2d AS b FROM (
        SELECT ST_Centroid(v.geom) AS at FROM {_current(COUNTRY)} ORDER BY md5(f.key) LIMIT %s
    ) middle, LATERAL (
        SELECT max(degrees) AS degrees FROM (
            SELECT v.geom <-> middle.at AS degrees FROM {_current(COUNTRY)} ORDER BY v.geom <-> middle.at LIMIT {{count}}
        ) nearest
    ) far) boxed
"""
LOCATE = f"""
\\set i random(0, {ASKED - 1})
SELECT r.name, c.code FROM places p, boundaries_boundary b JOIN boundaries_region r ON r.id = b.region_id
JOIN boundaries_regioncode c ON c.region_id = r.id AND c.scheme = 'kemendagri'
WHERE p.i = :i AND b.until IS NULL AND b.valid @> current_date AND ST_Intersects(b.geom, p.geom);
"""
FEATURE = """
    json_build_object('type', 'Feature', 'id', f.key, 'geometry', ST_AsGeoJSON(v.geom, 7)::json, 'properties',
        json_build_object('id', f.key, 'nama', v.attributes->>'nama', 'kelas', v.attributes->>'kelas',
                          'nilai', (v.attributes->>'nilai')::int, 'release', v.since))::text
"""


def _page(layer: str, table: str, count: int) -> str:
    return f"""
\\set i random(0, {ASKED - 1})
SELECT string_agg(text, ',') FROM (
    SELECT {FEATURE} AS text FROM {table} b, {_current(layer)}
    WHERE b.i = :i AND ST_Intersects(v.geom, ST_MakeEnvelope(b.w, b.s, b.e, b.n, 4326)) ORDER BY f.key LIMIT {count}
) page;
"""


def _one(ids: Sequence[tuple[str]]) -> str:
    return f"""
\\set i random(0, {len(ids) - 1})
SELECT {FEATURE} FROM {_current(AREAS)} AND f.layer_id = v.layer_id WHERE f.key = lpad((:i)::text, 7, '0');
"""


def _tile(layer: str, table: str) -> str:
    """Return the tile as PostgreSQL alone would make it from the shapes as they are stored."""
    return f"""
\\set i random(0, {ASKED - 1})
SELECT ST_AsMVT(t, '{layer}', 4096, 'geom', 'id') FROM (
    SELECT v.id, f.key, v.attributes->>'nama' AS nama, v.attributes->>'kelas' AS kelas,
        (v.attributes->>'nilai')::int AS nilai,
        ST_AsMVTGeom(ST_Transform(v.geom, 3857), ST_TileEnvelope(b.z, b.x, b.y), 4096, 64) AS geom
    FROM {table} b, {_current(layer)}
    WHERE b.i = :i AND v.geom && ST_Transform(ST_TileEnvelope(b.z, b.x, b.y, margin => 64.0 / 4096), 4326) ORDER BY v.id
) t WHERE geom IS NOT NULL;
"""


def _line(work: Work, portal: Served, known: dict[str, peers.Peer], database: str) -> str:
    """Measure a work in turns: the portal, the database, each peer that does it; return its line."""
    asked: dict[str, Callable[[], float]] = {"portal": lambda: answers_a_second(portal.address, work.paths, SECONDS)}
    for name, peer in known.items():
        if paths := peer.paths(work.paths):
            asked[name] = lambda peer=peer, paths=paths: answers_a_second(peer.address, paths, SECONDS)
    raw, told = 0.0, dict.fromkeys(asked, 0.0)
    for _ in range(ROUNDS):
        for name, ask in asked.items():
            told[name] += ask() / ROUNDS
        raw += statements_a_second(database, work.raw, SECONDS) / ROUNDS
    cells = [_written(told[name] / raw) if name in told else "-" for name in ("portal", *known)]
    return f"| {work.name} | {work.aim} | {' | '.join(cells)} |"


def _written(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"


def _plainest(portal: Served, works: dict[str, Work]) -> str:
    """Compare with the plainest view there is: what HTTP, the middleware and the views cost whatever is asked for."""
    single = works[BY_ID].paths[0]
    with urllib.request.urlopen(portal.address + single) as answer:
        known = {"If-None-Match": answer.headers["ETag"]}
    asked: dict[str, tuple[Sequence[str], dict[str, str]]] = {
        "the plainest": (["/api/conformance"], {}),
        BY_ID: (works[BY_ID].paths, {}),
        "one the reader has (304)": ([single], known),
        RELEASED: (works[RELEASED].paths, {}),
    }
    told = dict.fromkeys(asked, 0.0)
    for _ in range(ROUNDS):
        for name, (paths, headers) in asked.items():
            told[name] += answers_a_second(portal.address, paths, SECONDS, headers)
    plainest = told.pop("the plainest")
    ratios = ", ".join(f"{name} {each / plainest:.2f}" for name, each in told.items())
    return f"\nBeside the portal's plainest view, `/api/conformance`, as parts of its answers a second: {ratios}."


def _growth(portal: Served) -> Iterator[str]:
    """Compare a page of about a hundred points from a layer of a thousand with one from a layer of a million.

    Each page was asked for before: what a disk needs to bring a table into memory is not the portal's.
    """
    few = _box_paths(FEW, 9.5)
    many = _box_paths(POINTS, 0.3)
    for path in (*few, *many):
        _drain(portal.address + path)
    cost = [0.0, 0.0]
    for _ in range(ROUNDS):
        for place, paths in enumerate((few, many)):
            cost[place] += 1 / answers_a_second(portal.address, paths, SECONDS) / ROUNDS
    yield f"\nA bbox page costs {cost[1] / cost[0]:.2f} times as much in a layer of 1,000,000 as in one of 1,000 (aim: <= 1.3)."


def _box_paths(layer: str, side: float) -> list[str]:
    boxes = coverage.boxes(ASKED, side, side).tolist()
    return [f"/api/collections/{layer}/items?limit=100&bbox={','.join(map(str, box))}" for box in boxes]


def _whole(portal: Served, database: str) -> Iterator[str]:
    """Stream the whole layer through a filter that keeps every row, beside COPY of the same text."""
    path = f"/unduh/{AREAS}.geojson?bbox=94,-12,142,7"
    seconds, copied, first, size = [], [], [], 0
    _drain(portal.address + path)
    before = portal.memory_mb()
    for _ in range(ROUNDS):
        copied.append(_copy(database))
        took, at_first, size = _drain(portal.address + path)
        seconds.append(took)
        first.append(at_first)
    grown = portal.memory_mb() - before
    yield (
        f"\nThe whole layer as GeoJSON ({size / 1e6:.0f} MB), live with a filter that keeps every row: "
        f"{sum(seconds) / sum(copied):.2f} times COPY of the same text (aim: <= 1.3), first byte after "
        f"{1000 * min(first):.0f} ms (aim: < 50), the worker grew by {grown:.0f} MB (aim: < 20)."
    )


def _copy(database: str) -> float:
    began = time.monotonic()
    statement = f"COPY (SELECT {FEATURE} FROM {_current(AREAS)} ORDER BY f.key) TO STDOUT"
    with psycopg.connect(database) as session, session.cursor() as cursor, cursor.copy(statement) as copy:
        for _data in copy:
            pass
    return time.monotonic() - began


def _drain(address: str) -> tuple[float, float, int]:
    """Return the seconds until the last and the first byte, and how many bytes came."""
    began, size = time.monotonic(), 0
    with urllib.request.urlopen(address) as answer:
        piece = answer.read1(65536)
        first = time.monotonic() - began
        while piece:
            size += len(piece)
            piece = answer.read1(1 << 20)
    return time.monotonic() - began, first, size


def _tiles(zooms: range, count: int, box: Sequence[float]) -> Iterator[tuple[int, int, int]]:
    """Yield tiles of these zooms that lie somewhere in the box."""
    chance = random.Random(11)
    west, south, east, north = box
    for _ in range(count):
        z = chance.choice(zooms)
        lon, lat = chance.uniform(west, east), chance.uniform(south, north)
        yield z, int((lon + 180) / 360 * 2**z), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z)
