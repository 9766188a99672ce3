"""A plain djangorestframework-gis view of the table `peer_desa`, as its documentation shows it."""

from django.contrib.gis.db import models
from django.urls import path
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.renderers import JSONRenderer
from rest_framework_gis.filters import InBBoxFilter
from rest_framework_gis.serializers import GeoFeatureModelSerializer


class Desa(models.Model):
    id = models.TextField(primary_key=True)
    nama = models.TextField()
    kelas = models.TextField()
    nilai = models.IntegerField()
    geom = models.MultiPolygonField(srid=4326)

    class Meta:
        managed = False
        db_table = "peer_desa"
        app_label = "peers"

    def __str__(self) -> str:
        return self.nama


class DesaSerializer(GeoFeatureModelSerializer):  # type: ignore[misc]
    class Meta:
        model = Desa
        geo_field = "geom"
        fields = ("id", "nama", "kelas", "nilai")


class BBox(InBBoxFilter):  # type: ignore[misc]
    bbox_param = "bbox"


class Pages(LimitOffsetPagination):
    default_limit, max_limit = 1000, 10000


class Items(ListAPIView):  # type: ignore[type-arg]
    queryset = Desa.objects.order_by("id")
    serializer_class = DesaSerializer
    filter_backends = (BBox,)
    bbox_filter_field, bbox_filter_include_overlapping = "geom", True
    pagination_class = Pages
    renderer_classes = (JSONRenderer,)
    permission_classes = authentication_classes = throttle_classes = ()


class Item(RetrieveAPIView):  # type: ignore[type-arg]
    queryset = Desa.objects.all()
    serializer_class = DesaSerializer
    renderer_classes = (JSONRenderer,)
    permission_classes = authentication_classes = throttle_classes = ()


urlpatterns = [path("items", Items.as_view()), path("items/<str:pk>", Item.as_view())]
