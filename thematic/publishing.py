"""Writing what a run found into a thematic layer, and taking it back. Every function runs inside the caller's transaction.

Rows go in by COPY: 83,000 desa of the whole country in seconds. Shapes go as WKB: that they are EPSG:4326 the columns say.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import shapely
from django.conf import settings
from django.db import connection, transaction
from django.db.models import BigIntegerField, F, Func, Max, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from psycopg.types.json import Jsonb

from accounts.models import User
from boundaries.places import Places
from imports.models import Run
from imports.progress import WRITING, tell
from imports.rows import Change, Difference
from imports.signals import station
from imports.undoing import restoration
from layers.models import Release
from layers.querysets import VersionedQuerySet
from layers.releases import open_release

from .columns import Plan, as_fields
from .models import Feature, FeatureVersion, Geometry, ThematicLayer
from .shapes import Shapes, as_stored, levels

BATCH = 5_000
BATCHES_AHEAD = 2  # so many batches of versions may be written before their levels are
Levels = list[tuple[int, list[int], Any]]
COPY_FEATURES = "COPY thematic_feature (id, layer_id, key) FROM STDIN (FORMAT BINARY)"
COPY_VERSIONS = (
    "COPY thematic_featureversion (id, layer_id, feature_id, since, geom, attributes, region_code, run_id)"
    " FROM STDIN (FORMAT BINARY)"
)
COPY_LEVELS = "COPY thematic_featurelevel (version_id, detail_m, geom) FROM STDIN (FORMAT BINARY)"
# Features a version names are looked up batch by batch, while levels are made, instead of all at once at the very end.
CHECK_AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"
# What COPY left in the index's pending list would be read through by every search until the next vacuum.
TIDY_INDEX = "SELECT gin_clean_pending_list('thematic_attributes')"
# Until autovacuum comes by, the planner would take the tables for what they were (docs/reference/benchmarks.md).
COUNT_AGAIN = "ANALYZE thematic_feature, thematic_featureversion, thematic_featurelevel"
# A version said again is a copy, and its levels with it: they are made from it alone.
COPY_AGAIN = """
    INSERT INTO thematic_featureversion (layer_id, feature_id, since, geom, attributes, region_code, run_id)
    SELECT layer_id, feature_id, %s, geom, attributes, region_code, %s
    FROM thematic_featureversion WHERE id = ANY(%s) ORDER BY id
"""
COPY_LEVELS_AGAIN = """
    INSERT INTO thematic_featurelevel (version_id, detail_m, geom)
    SELECT new.id, level.detail_m, level.geom
    FROM thematic_featureversion old
    JOIN thematic_featureversion new ON new.feature_id = old.feature_id AND new.since = %s AND new.until IS NULL
    JOIN thematic_featurelevel level ON level.version_id = old.id
    WHERE old.id = ANY(%s)
"""


def publish(
    layer: ThematicLayer, plan: Plan, run: Run, difference: Difference, *, by: User, reason: str = ""
) -> Release:
    """Open the layer's next release with the difference, new fields and levels of detail included."""
    release = open_release(layer=layer.key, by=by, reason=reason[:200])
    written = [*difference.of("added"), *difference.of("changed")]
    if written and plan.new:
        layer.fields = [*layer.fields, *as_fields(plan, release.number)]
        layer.save(update_fields=["fields"])
    _close(layer, [change.key for change in (*difference.of("changed"), *difference.of("removed"))], release.number)
    features = _features_of(layer, plan, written)
    _write(layer, plan, written, features, release.number, run)
    station.send(sender=publish, name="rows written")
    return release


def _close(layer: ThematicLayer, features: Sequence[int], release: int) -> None:
    FeatureVersion.objects.filter(layer=layer, feature__in=features).current().update(until=release)


def _features_of(layer: ThematicLayer, plan: Plan, changes: Sequence[Change]) -> list[int]:
    """Return the feature each change is about; those that are new are made."""
    new = [change for change in changes if change.key < 0]
    keys = _keys(layer, plan, new)
    made = dict(zip((change.key for change in new), _next_ids(Feature, len(new)), strict=True))
    with connection.cursor() as cursor, cursor.copy(COPY_FEATURES) as copy:
        copy.set_types(["int8", "int8", "text"])
        for change, key in zip(new, keys, strict=True):
            copy.write_row((made[change.key], layer.pk, key))
    return [made.get(change.key, change.key) for change in changes]


def _keys(layer: ThematicLayer, plan: Plan, changes: Sequence[Change]) -> Iterator[str]:
    """Yield the permanent key of each new feature: what its key column says, else the next number."""
    column = plan.column(layer.key_field) if layer.key_field else None
    if column is not None:
        return (column.text(change.row) for change in changes if change.row is not None)
    numbered = Feature.objects.filter(layer=layer, key__regex=r"^[0-9]{1,18}$")
    last = numbered.aggregate(last=Max(Cast("key", BigIntegerField())))["last"] or 0
    return (str(last + place) for place in range(1, len(changes) + 1))


def _next_ids(model: type[Feature] | type[FeatureVersion], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _write(
    layer: ThematicLayer, plan: Plan, changes: Sequence[Change], features: Sequence[int], release: int, run: Run
) -> None:
    places = Places(timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute(CHECK_AT_ONCE)
    with ThreadPoolExecutor(1) as beside:
        waiting: deque[tuple[list[int], Future[Levels]]] = deque()
        for start in range(0, len(changes), BATCH):
            tell(WRITING, start, len(changes))
            rows = [change.row for change in changes[start : start + BATCH] if change.row is not None]
            shapes = as_stored([row.geom for row in rows], layer.geometry_type)
            simplified = beside.submit(_levels, shapes, layer.geometry_type)  # GEOS needs no interpreter; COPY does
            versions = _next_ids(FeatureVersion, len(rows))
            texts = [Jsonb(plan.attributes(row)) for row in rows]
            codes, owners = places.codes_of(shapes), features[start : start + BATCH]
            _copy_versions(
                (version, layer.pk, owner, release, shape, text, code, run.pk)
                for version, owner, shape, text, code in zip(
                    versions, owners, shapely.to_wkb(shapes), texts, codes, strict=True
                )
            )
            waiting.append((versions, simplified))
            if len(waiting) > BATCHES_AHEAD:
                _copy_levels(*waiting.popleft())
        for versions, simplified in waiting:
            _copy_levels(versions, simplified)
    if len(changes) > BATCH:
        with connection.cursor() as cursor:
            cursor.execute(TIDY_INDEX)
        _count_again()


def _count_again() -> None:
    """Renew what the planner knows, once the release is out: its lock would make another layer's publication wait."""

    def count() -> None:
        with connection.cursor() as cursor:
            cursor.execute(COUNT_AGAIN)

    transaction.on_commit(count, robust=True)


def _copy_versions(rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY_VERSIONS) as copy:
        copy.set_types(["int8", "int8", "int8", "int4", "bytea", "jsonb", "varchar", "int8"])
        for row in rows:
            copy.write_row(row)


def _levels(shapes: Shapes, geometry_type: str) -> Levels:
    """Return what is stored of each level: detail in metres, places among the shapes, and the shapes as bytes."""
    if geometry_type in (Geometry.POINT, Geometry.MULTIPOINT):
        return []
    made = levels(shapes, geometry_type, settings.BOUNDARY_DETAILS_M)
    return [(detail, places.tolist(), shapely.to_wkb(simplified)) for detail, places, simplified in made]


def _copy_levels(versions: Sequence[int], simplified: Future[Levels]) -> None:
    made = simplified.result()
    with connection.cursor() as cursor, cursor.copy(COPY_LEVELS) as copy:
        copy.set_types(["int8", "int4", "bytea"])
        for detail, places, shapes in made:
            for place, shape in zip(places, shapes, strict=True):
                copy.write_row((versions[place], detail, shape))


def undo_release(layer: ThematicLayer, release: Release, *, undoing: Run, by: User) -> Release:
    """Put back what was there before `release`; raise UndoRefused where the same features say something else since."""
    rows = FeatureVersion.objects.filter(layer=layer)
    found = restoration(rows, release, identity="feature", contents=_contents)
    new = open_release(layer=layer.key, by=by, reason=f"Pembatalan rilis {release.number}")
    rows.filter(pk__in=found.close).update(until=new.number)
    with connection.cursor() as cursor:
        cursor.execute(COPY_AGAIN, [new.number, undoing.pk, found.again])
        cursor.execute(COPY_LEVELS_AGAIN, [new.number, found.again])
    if len(found.again) + len(found.close) > BATCH:
        _count_again()
    _restore_fields(layer, release.number, new.number)
    return new


def _contents(rows: VersionedQuerySet[Any]) -> dict[Hashable, int]:
    said = Func(F("feature"), F("attributes"), F("region_code"), Coalesce(Cast("geom", TextField()), Value("")))
    said.template, said.arg_joiner = "md5(%(expressions)s::text)", "::text || ' ' || "
    said.output_field = TextField()
    return dict(rows.annotate(said=said).order_by("pk").values_list("said", "pk"))


def _restore_fields(layer: ThematicLayer, undone: int, new: int) -> None:
    """End the fields that came with the release undone and hold nothing any more; tell those it ended again."""
    ending = [each["name"] for each in layer.fields if each["since"] == undone and each["until"] is None]
    filled = {name for name in ending if _holds(layer, name)}
    kept = [{**each, "until": new} if each["name"] in set(ending) - filled else each for each in layer.fields]
    again = [{**each, "since": new, "until": None} for each in layer.fields if each["until"] == undone]
    layer.fields = [*kept, *again]
    layer.save(update_fields=["fields"])


def _holds(layer: ThematicLayer, name: str) -> bool:
    return FeatureVersion.objects.filter(layer=layer, attributes__has_key=name).current().exists()
