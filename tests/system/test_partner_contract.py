"""Random requests made from the partner's OpenAPI document, as two partners: nothing undocumented, no 5xx."""

import itertools
from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from schemathesis import Case

from tests.system.stack import Stack
from tests.system.test_openapi_contract import CHECKS, document, few

partner = schemathesis.openapi.from_dict(document("partner"))
Credentials = Mapping[str, str]


@pytest.fixture(scope="module")
def partners(stack: Stack) -> "itertools.cycle[Credentials]":
    """They take turns: each has a rate limit."""
    return itertools.cycle([credentials(stack, name) for name in ("acme", "globex")])


def credentials(stack: Stack, name: str) -> Credentials:
    key = stack.run("key", "--as", name).stdout.strip()
    return {"Authorization": f"Bearer {stack.token(name, 'partner')}", "Ocp-Apim-Subscription-Key": key}


@partner.parametrize()
@few
def test_every_answer_of_partner_is_as_described(
    case: Case[Any], stack: Stack, partners: "itertools.cycle[Credentials]"
) -> None:
    response = case.call(base_url=f"{stack.url}/partner", headers=dict(next(partners)))
    case.validate_response(response, checks=CHECKS)


def test_commands_give_a_partner_its_key_and_refuse_others(stack: Stack) -> None:
    assert len(credentials(stack, "acme")["Ocp-Apim-Subscription-Key"]) == 32
    assert (
        credentials(stack, "acme")["Ocp-Apim-Subscription-Key"]
        != (credentials(stack, "globex")["Ocp-Apim-Subscription-Key"])
    )
    refused = stack.run("key", "--as", "alice")
    assert (refused.returncode, refused.stderr) == (
        1,
        "portico: no partner is called 'alice'; try acme or globex\n",
    )
    assert {"url", "pid", "functionKey"} <= stack.addresses()["partner"].keys()
