"""What names a contract test after the abstract tests of a standard it holds (`abstract_tests.holds`)."""

import pytest


@pytest.fixture
def abstract_test(request: pytest.FixtureRequest) -> str:
    """The identifiers, as they stand in the name of the test."""
    return str(request.param)
