"""What is declared is true: each class has its abstract tests, each of those a test of ours, and nothing else is declared."""

import importlib
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

from tests.contract.abstract_tests import DRAFTS, ELSEWHERE, NOT_ASKED, SPEC, TESTS, identifiers

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent


def held() -> Counter[str]:
    """Return which abstract tests the tests of this folder hold, and how many hold each."""
    found: Counter[str] = Counter()
    for path in sorted(HERE.glob("test_*.py")):
        module = importlib.import_module(f"tests.contract.{path.stem}")
        for test in vars(module).values():
            found.update(getattr(test, "abstract_tests", ()))
    return found


def test_every_class_that_is_declared_has_abstract_tests(client: Client) -> None:
    declared = [each.removeprefix(SPEC) for each in client.get("/api/conformance").json()["conformsTo"]]
    assert len(declared) == len(set(declared))
    named = [each for each in declared if not each.startswith(ELSEWHERE)]
    assert set(named) == {*TESTS, *DRAFTS}
    assert {*DRAFTS.values()} <= set(named)


def test_every_abstract_test_is_held_once_or_told_why_not() -> None:
    wanted = {each for listed in identifiers().values() for each in listed}
    assert wanted >= NOT_ASKED.keys()
    found = held()
    assert wanted - found.keys() - NOT_ASKED.keys() == set()
    assert NOT_ASKED.keys() & found.keys() == set()
    assert [name for name, times in found.items() if times > 1] == []


def test_what_is_not_served_is_not_declared(client: Client) -> None:
    declared = client.get("/api/conformance").json()["conformsTo"]
    for absent in (
        "accent-insensitive-comparison", "spatial-functions", "temporal-functions", "array-functions", "property-property",
        "functions", "arithmetic",
    ):  # fmt: skip
        assert f"{SPEC}cql2/1.0/conf/{absent}" not in declared
    assert not [each for each in declared if "features-4" in each]
