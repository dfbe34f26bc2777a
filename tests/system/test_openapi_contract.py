"""Random requests made from the OpenAPI documents: no 5xx, no undocumented status, no other shape."""

import itertools
import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import (
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from local.stack.directory import read_directory
from local.stack.layout import Layout
from tests.system.stack import ROOT, Stack

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
LOGINS = [user.login for user in read_directory(Layout(8080, root=ROOT)).users]


def document(channel: str) -> dict[str, Any]:
    return dict(json.loads((ROOT / "infra" / "openapi" / f"{channel}.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def tokens(stack: Stack) -> dict[str, "itertools.cycle[str]"]:
    """Several callers take turns: each has a rate limit."""
    return {
        channel: itertools.cycle([stack.token(login, channel) for login in LOGINS[:4]])
        for channel in ("mobile", "desktop")
    }


mobile = schemathesis.openapi.from_dict(document("mobile"))
desktop = schemathesis.openapi.from_dict(document("desktop"))
few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@mobile.parametrize()
@few
def test_every_answer_of_mobile_is_as_described(
    case: Case[Any], stack: Stack, tokens: dict[str, "itertools.cycle[str]"]
) -> None:
    ask(case, stack, "mobile", next(tokens["mobile"]))


@desktop.parametrize()
@few
def test_every_answer_of_desktop_is_as_described(
    case: Case[Any], stack: Stack, tokens: dict[str, "itertools.cycle[str]"]
) -> None:
    ask(case, stack, "desktop", next(tokens["desktop"]))


def ask(case: Case[Any], stack: Stack, channel: str, token: str) -> None:
    response = case.call(base_url=f"{stack.url}/{channel}", headers={"Authorization": f"Bearer {token}"})
    case.validate_response(response, checks=CHECKS)
