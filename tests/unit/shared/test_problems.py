"""Problem details."""

import json
import re

import pytest

from shared import problems
from shared.problems import InvalidRequest, Problem, UpstreamFailed, UpstreamUnavailable


def kinds(kind: type[Problem]) -> list[type[Problem]]:
    return [each for child in kind.__subclasses__() for each in (child, *kinds(child))]


def test_a_problem_is_rendered_as_rfc_9457_has_it() -> None:
    document = json.loads(InvalidRequest("The page is wrong.", parameter="page").body("0af7"))
    assert document == {
        "type": "urn:portico:problem:invalid_request",
        "title": "Bad Request",
        "status": 400,
        "detail": "The page is wrong.",
        "code": "invalid_request",
        "traceId": "0af7",
        "parameter": "page",
    }


@pytest.mark.parametrize("kind", kinds(Problem), ids=lambda kind: kind.__name__)
def test_the_tree_in_the_docstring_names_every_problem(kind: type[Problem]) -> None:
    answer = rf"{kind.status.value} {kind.code}\b" if hasattr(kind, "code") else ""
    assert re.search(rf"── {kind.__name__} +{answer}", problems.__doc__ or "")


def test_an_upstream_problem_says_when_to_come_back() -> None:
    assert UpstreamFailed("x").response_headers()["Retry-After"] == "5"
    assert UpstreamUnavailable("x", retry_after="17").response_headers()["Retry-After"] == "17"
