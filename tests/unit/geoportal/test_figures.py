import pytest
from django.utils.translation import override

from geoportal.templatetags.portal import km2


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        ("id", 332.96, "333,0"),
        ("id", 1262.59, "1.262,6"),
        ("en", 1262.59, "1,262.6"),
        ("id", 0.126, "0,13"),
        ("id", 31572.691, "31.572,7"),
        ("id", None, ""),
    ],
)
def test_area_is_rounded_and_written_as_its_reader_writes(language: str, value: float | None, text: str) -> None:
    with override(language):
        assert km2(value) == text
