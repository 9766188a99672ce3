"""GeoJSON as a collection (RFC 7946), as a text sequence (RFC 8142), as lines: the database writes each feature."""

from collections.abc import Generator, Iterator

from django.db import transaction

from ..geojson import CHUNK, collection_text, feature_texts
from ..held import held
from .asking import Export

RECORD_SEPARATOR = "\x1e"


def collection(export: Export) -> Iterator[bytes]:
    layer, reading = export.layer, export.query.reading
    links = [{"rel": "self", "href": export.address, "type": export.form.media_type}]
    if layer.licence_url:
        links.append({"rel": "license", "href": layer.licence_url, "type": "text/html", "title": layer.licence})
    pieces = collection_text(export.query, links=lambda last: links, **reading.members, name=layer.key)
    return _encoded(pieces)


def sequence(export: Export) -> Iterator[bytes]:
    return _each(export, RECORD_SEPARATOR)


def lines(export: Export) -> Iterator[bytes]:
    return _each(export, "")


@held
def _each(export: Export, before: str) -> Generator[bytes, None, None]:
    query = export.query
    with transaction.atomic():
        for place, (_, text) in enumerate(feature_texts(query, query.page()).iterator(chunk_size=CHUNK)):
            if place == query.limit:
                break
            yield f"{before}{text}\n".encode()


def _encoded(pieces: Iterator[str]) -> Iterator[bytes]:
    yield from (piece.encode() for piece in pieces)
