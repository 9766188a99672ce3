"""The abstract tests of the OGC standards the API says it keeps to, and `holds`, which names a test after those it holds.

Identifiers and methods are from the annexes of Features Part 1 (17-069r4), Part 2 (18-058r1), Part 3 (19-079r2), Common
Part 3: Schemas (23-058r2, drafted as Features Part 5) and CQL2 (21-065r2). An identifier is that of the annex with the class of
conformance before it, `features-1` for http://www.opengis.net/spec/ogcapi-features-1/1.0 and so on.
"""

from collections.abc import Callable
from typing import TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., object])
SPEC = "http://www.opengis.net/spec/"
FEATURES_1, FEATURES_2, FEATURES_3 = (f"ogcapi-features-{part}/1.0" for part in (1, 2, 3))
SCHEMAS, CQL2 = "ogcapi-common-3/1.0", "cql2/1.0"

TESTS = {
    f"{FEATURES_1}/conf/core": """
        http crs84 root-op root-success conformance-op conformance-success api-definition-op api-definition-success fc-md-op
        fc-md-success fc-md-links fc-md-items fc-md-items-links fc-md-extent sfc-md-op sfc-md-success fc-op fc-bbox-definition
        fc-bbox-response fc-limit-definition fc-limit-response fc-time-definition fc-time-response query-param-unknown
        query-param-invalid fc-response fc-links fc-timeStamp fc-numberMatched fc-numberReturned f-op f-success f-links
    """,
    f"{FEATURES_1}/conf/geojson": "definition content",
    f"{FEATURES_1}/conf/html": "definition content",
    f"{FEATURES_1}/conf/oas30": "completeness exception-codes oas-definition-1 oas-definition-2 oas-impl security",
    f"{FEATURES_2}/conf/crs": """
        crs-uri default-crs storageCrs crs-parameter crs-parameter-default crs-parameter-invalid crs-parameter-transform
        bbox-crs-parameter bbox-crs-parameter-default bbox-crs-parameter-invalid
    """,
    f"{FEATURES_3}/conf/queryables": "get-conformance get-queryables-uris get-queryables",
    f"{FEATURES_3}/conf/queryables-query-parameters": "get-conformance query-param",
    f"{FEATURES_3}/conf/filter": """
        get-conformance filter-param filter-lang-default expression-construction filter-crs-wgs84 filter-crs-param get-functions
    """,
    f"{FEATURES_3}/conf/features-filter": "get-conformance get-collections get-collection filter-on-items mixing-expression",
    f"{SCHEMAS}/conf/schemas": "basic-schema-inspection role role-id property-seq unit definition nullvalues",
    f"{SCHEMAS}/conf/advanced-property-roles": "role-primary-geometry role-primary-temporal role-type",
    f"{SCHEMAS}/conf/returnables-and-receivables": "get-conformance link op-and-response response-1 response-2",
    f"{SCHEMAS}/conf/sortables": "get-conformance link op-and-response",
    f"{CQL2}/conf/cql2-text": "validate escaping",
    f"{CQL2}/conf/cql2-json": "validate",
    f"{CQL2}/conf/basic-cql2": "basic-test comparison is-null boolean test-data logical",
    f"{CQL2}/conf/advanced-comparison-operators": "like between in test-data logical",
    f"{CQL2}/conf/case-insensitive-comparison": "casei casei-like test-data logical",
    f"{CQL2}/conf/basic-spatial-functions": "s_intersects test-data logical",
    f"{CQL2}/conf/basic-spatial-functions-plus": "s_intersects test-data",
}
# Classes that are declared under a name of a draft, too, and the class whose tests hold them.
DRAFTS = {
    "ogcapi-features-5/1.0/conf/schemas": f"{SCHEMAS}/conf/schemas",
    "ogcapi-features-5/1.0/conf/core-roles-features": f"{SCHEMAS}/conf/advanced-property-roles",
    "ogcapi-features-5/1.0/conf/returnables-and-receivables": f"{SCHEMAS}/conf/returnables-and-receivables",
    "ogcapi-features-5/1.0/conf/sortables": f"{SCHEMAS}/conf/sortables",
    "cql2/1.0/conf/basic-spatial-operators": f"{CQL2}/conf/basic-spatial-functions",
}
# Held by other tests, not one by one: Common Part 1 says of landing page and conformance what Features Part 1 says.
ELSEWHERE = ("ogcapi-common-1/1.0/", "ogcapi-tiles-1/1.0/")
# What cannot be asked of this server, and why.
NOT_ASKED = {
    **{
        f"{CQL2}/conf/{name}/test-data": "its data set (ne110m4cql2.gpkg) is not beside the checkout"
        for name in (
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
        )
    },
    f"{FEATURES_3}/conf/filter/get-functions": "filters have no functions of this server's own",
    f"{SCHEMAS}/conf/returnables-and-receivables/response-2": "features are not written by this API",
}


def identifiers() -> dict[str, list[str]]:
    """Return the identifiers of the abstract tests by class of conformance."""
    return {name: [f"{name}/{each}" for each in tests.split()] for name, tests in TESTS.items()}


def holds(*tests: str, each: bool = False) -> Callable[[Test], Test]:
    """Name a test after the abstract tests it holds, such as `features-1/conf/core/http`; `each`: run it once for each of them,
    which it asks for as `abstract_test`.
    """
    known = {_short(name): name for listed in identifiers().values() for name in listed}
    found, names = [known[test] for test in tests], [f"/{test.split('/', 1)[1]}" for test in tests]
    cases = dict(zip(tests, names, strict=True)) if each else {" ".join(tests): " ".join(names)}

    def named(test: Test) -> Test:
        test.abstract_tests = found  # type: ignore[attr-defined]
        marked = pytest.mark.parametrize("abstract_test", list(cases), indirect=True, ids=list(cases.values()))(test)
        return pytest.mark.usefixtures("abstract_test")(marked)

    return named


def _short(identifier: str) -> str:
    return identifier.replace("ogcapi-", "").replace("/1.0/", "/")
