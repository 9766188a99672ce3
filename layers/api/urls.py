"""Addresses under /api/ that every layer shares."""

from django.urls import path

from . import changes, common, crs, features, openapi, queryables
from .unknown import Unknown

app_name = "api"
CONFORMANCE = (*common.CONFORMANCE, *features.CONFORMANCE, *crs.CONFORMANCE, *queryables.CONFORMANCE)

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
    path("<path:rest>", Unknown.as_view(), name="unknown"),
]
