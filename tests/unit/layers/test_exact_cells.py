"""Cells of standard CSV: texts in quotes, nothing else; what is not known is told from an empty text."""

from datetime import date
from typing import Any

import pytest

from layers.exports.delimited import exact_cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("64.08", '"64.08"'),
        ("", '""'),
        (None, ""),
        ('Desa "Baru", lama', '"Desa ""Baru"", lama"'),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (12, "12"),
        (True, "true"),
        (date(2026, 1, 31), "2026-01-31"),
    ],
)
def test_a_value_as_standard_csv_holds_it(value: Any, cell: str) -> None:
    assert exact_cell(value) == cell
