"""Addresses under /api/ that every layer shares; whatever else is asked for there is `unknown`'s."""

from django.urls import path

from ..feeds import releases
from . import changes, common, crs, features, metadata, openapi, queryables, styles, tiles

app_name = "api"
CONFORMANCE = (
    *common.CONFORMANCE,
    *features.CONFORMANCE,
    *crs.CONFORMANCE,
    *queryables.CONFORMANCE,
    *tiles.CONFORMANCE,
)

urlpatterns = [
    path("", common.LandingPage.as_view(), name="landing"),
    path("conformance", common.Conformance.as_view(classes=CONFORMANCE), name="conformance"),
    path("openapi.json", openapi.OpenApiDocument.as_view(), name="openapi"),
    path("collections", features.Collections.as_view(), name="collections"),
    path("collections/<str:key>", features.Collection.as_view(), name="collection"),
    path("collections/<str:key>/items", features.Items.as_view(), name="items"),
    path("collections/<str:key>/items/<path:feature>", features.Item.as_view(), name="item"),
    path("collections/<str:key>/schema", queryables.SchemaView.as_view(), name="schema"),
    path("collections/<str:key>/queryables", queryables.QueryablesView.as_view(), name="queryables"),
    path("collections/<str:key>/sortables", queryables.SortablesView.as_view(), name="sortables"),
    path("collections/<str:key>/changes", changes.Changes.as_view(), name="changes"),
    path("collections/<str:key>/releases.atom", releases.ReleasesFeed.as_view(), name="releases_feed"),
    path("collections/<str:key>/tiles", tiles.Tilesets.as_view(), name="tilesets"),
    path("collections/<str:key>/tiles/tilejson.json", tiles.TileJson.as_view(), name="tilejson"),
    path("collections/<str:key>/tiles/<str:matrix_set>", tiles.Tileset.as_view(), name="tileset"),
    path("collections/<str:key>/tiles/<str:z>/<str:x>/<str:y>.mvt", tiles.LiveTile.as_view(), name="tile_xyz"),
    path("collections/<str:key>/tiles/<str:matrix_set>/<str:z>/<str:y>/<str:x>", tiles.LiveTile.as_view(), name="tile"),
    path("collections/<str:key>/styles", styles.Styles.as_view(), name="styles"),
    path("collections/<str:key>/styles/<str:style>.<slug:extension>", styles.Stylesheet.as_view(), name="stylesheet"),
    path("collections/<str:key>/metadata.xml", metadata.Metadata.as_view(), name="metadata"),
    path("tileMatrixSets/<str:matrix_set>", tiles.MatrixSet.as_view(), name="tile_matrix_set"),
]
