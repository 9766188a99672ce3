"""Words of documents, found by their stems: PostgreSQL's Indonesian dictionary, or none where a server lacks it."""

from functools import cache
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Value

MOST_BYTES = 200_000  # of a document's text: a vector holds 1 MB, and a word with hyphens is in it thrice


@cache
def dictionary() -> str:
    """Return the name of the text search configuration of this database's server. One query, once a process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_ts_config WHERE cfgname = 'indonesian'")
        return "indonesian" if cursor.fetchone() else "simple"


def query_for(words: str) -> SearchQuery:
    return SearchQuery(words, config=dictionary(), search_type="websearch")


def vector_of(heading: str, text: str) -> Any:
    """Return what is stored to be searched: heading before text."""
    own, told = dictionary(), text.encode()[:MOST_BYTES].decode(errors="ignore")
    return SearchVector(Value(heading), weight="A", config=own) + SearchVector(Value(told), weight="B", config=own)
