"""The provider wants more of a user: the answer leads to a login that asks for it (RFC 9470)."""

import base64
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.system.browser import Browser, parameters
from tests.system.conftest import Portico

SCREEN = "/desktop/orders?pages=1"
CLAIMS = {"access_token": {"acrs": {"essential": True, "value": "c1"}}}


@pytest.fixture
async def browser(portico: Portico) -> AsyncIterator[Browser]:
    """One that has signed in as maya, whose calls to the services need the authentication context `c1`."""
    drill = f"{portico.world.layout.url('identity')}/_step_up"
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        (await http.put(drill, json={"login": "maya", "acrs": "c1"})).raise_for_status()
        browser = portico.browser()
        await browser.sign_in("maya")
        yield browser
        (await http.delete(drill)).raise_for_status()


async def test_the_answer_says_what_is_wanted_and_where_to_give_it(browser: Browser) -> None:
    answer = await browser.fetch("GET", SCREEN)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (401, "step_up_required")
    assert problem["loginUrl"].startswith(f"{browser.gateway}/desktop/session/login?")
    assert json.loads(parameters(problem["loginUrl"])["claims"]) == CLAIMS
    challenge = answer.headers["WWW-Authenticate"]
    encoded = challenge.partition('claims="')[2].rstrip('"')
    assert challenge.startswith('Bearer error="insufficient_claims"')
    assert json.loads(base64.b64decode(encoded)) == CLAIMS


async def test_after_that_login_it_works(browser: Browser) -> None:
    former = browser.session
    asked = parameters((await browser.fetch("GET", SCREEN)).json()["loginUrl"])
    landed = await browser.sign_in("maya", returnUrl="/app/?view=orders", **asked)
    assert (landed.status_code, landed.headers["Location"]) == (303, "/app/?view=orders")
    assert (await browser.fetch("GET", SCREEN)).status_code == 200
    assert browser.session != former


async def test_what_needs_no_more_goes_on(browser: Browser) -> None:
    assert (await browser.fetch("GET", SCREEN)).status_code == 401
    assert (await browser.fetch("GET", "/desktop/session/me")).status_code == 200


@pytest.mark.parametrize("claims", ["", "x", "[]", "1", "null", '"x"', "{", "[" * 900, "{}" + " " * 999])
async def test_claims_that_are_no_challenge_begin_no_login(portico: Portico, claims: str) -> None:
    answer = await portico.browser().navigate("/desktop/session/login", params={"claims": claims})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "claims")
