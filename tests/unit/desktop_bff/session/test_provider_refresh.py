"""Refreshing: what ends a grant, what does not, and whose tokens are taken."""

from typing import Any

import httpx
import pytest

from desktop_bff.session.provider import GrantEnded, Provider
from shared.problems import (
    LoginRequired,
    StepUpRequired,
    UpstreamFailed,
    UpstreamProblem,
    UpstreamUnavailable,
)
from tests.provider import AUTHORITY, WebIdentity
from tests.unit.desktop_bff.session.logins import USER, begun
from tests.unit.desktop_bff.session.outages import EVERY_OUTAGE, OUTAGES


async def test_a_refresh_gives_the_next_tokens(provider: Provider, identity: WebIdentity) -> None:
    grant = await provider.refresh("refresh-0", USER)
    assert grant.refresh_token == "refresh-1"
    (form,) = identity.forms()
    assert (form["grant_type"], form["refresh_token"]) == ("refresh_token", "refresh-0")
    assert "api://desktop-api/.default" in form["scope"].split()
    assert "client_assertion" in form


async def test_a_refused_refresh_token_has_ended(provider: Provider) -> None:
    with pytest.raises(GrantEnded):
        await provider.refresh("refresh-of-yesterday", USER)


async def test_no_refresh_token_is_never_asked_with(provider: Provider, identity: WebIdentity) -> None:
    with pytest.raises(GrantEnded):
        await provider.refresh("", USER)
    assert identity.requests == []


@EVERY_OUTAGE
async def test_an_outage_ends_no_grant(
    provider: Provider, identity: WebIdentity, outage: httpx.Response | Exception
) -> None:
    identity.outage = outage
    with pytest.raises(UpstreamProblem):
        await provider.refresh("refresh-0", USER)


async def test_a_provider_that_is_asked_too_often_is_unavailable(
    provider: Provider, identity: WebIdentity
) -> None:
    grant = await provider.refresh("refresh-0", USER)
    identity.outage = OUTAGES["429"]
    with pytest.raises(UpstreamUnavailable):
        await provider.refresh(grant.refresh_token, USER)


async def test_one_refusal_throttles_no_other_refresh(provider: Provider, identity: WebIdentity) -> None:
    """msal would refuse by itself for 5 to 60 seconds after a 429, a 5xx or a 400."""
    for outage in (OUTAGES["429"], OUTAGES["503"]):
        identity.outage = outage
        with pytest.raises(UpstreamProblem):
            await provider.refresh("refresh-0", USER)
    identity.outage = None
    assert (await provider.refresh("refresh-0", USER)).access_token


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client", "invalid_scope", "server_error"])
async def test_a_mistake_of_ours_ends_no_grant(provider: Provider, identity: WebIdentity, error: str) -> None:
    identity.changes = {"error": error}
    with pytest.raises(UpstreamFailed):
        await provider.refresh("refresh-0", USER)


async def test_a_provider_that_asks_for_more_is_a_step_up(provider: Provider, identity: WebIdentity) -> None:
    claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    identity.changes = {"error": "interaction_required", "claims": claims}
    with pytest.raises(StepUpRequired) as raised:
        await provider.refresh("refresh-0", USER)
    assert raised.value.claims == claims


@pytest.mark.parametrize("error", ["interaction_required", "login_required", "consent_required"])
async def test_a_provider_that_wants_the_user_back_ends_no_grant(
    provider: Provider, identity: WebIdentity, error: str
) -> None:
    identity.changes = {"error": error}
    with pytest.raises(LoginRequired):
        await provider.refresh("refresh-0", USER)


@pytest.mark.parametrize(
    "changes",
    [
        {"access_token": None},
        {"access_token": "opaque"},
        {"access_token": "a b"},
        {"access_token": 1},
        {"expires_in": None},
        {"expires_in": 0},
        {"expires_in": "soon"},
        {"refresh_token": ["secret-refresh-token"]},
    ],
    ids=str,
)
async def test_an_answer_that_is_no_grant_is_refused_and_not_told(
    provider: Provider, identity: WebIdentity, changes: dict[str, object]
) -> None:
    identity.changes = changes
    with pytest.raises(UpstreamFailed) as refused:
        await provider.refresh("refresh-0", USER)
    assert "secret" not in repr(refused.value.__cause__)


@pytest.mark.parametrize("changes", [{"oid": "bob"}, {"tid": "other"}, {"oid": None}], ids=str)
async def test_an_access_token_of_somebody_else_is_refused(
    provider: Provider, identity: WebIdentity, changes: dict[str, Any]
) -> None:
    transaction = await begun(provider, identity)
    identity.changes["access_token"] = identity.token(aud="desktop-api", azp="web", **changes)
    with pytest.raises(UpstreamFailed):
        await provider.redeem(transaction, "code", AUTHORITY)
    with pytest.raises(UpstreamFailed):
        await provider.refresh(identity.refresh_token, USER)


async def test_a_provider_that_does_not_rotate_sends_no_refresh_token(
    provider: Provider, identity: WebIdentity
) -> None:
    identity.changes = {"refresh_token": None}
    assert (await provider.refresh("refresh-0", USER)).refresh_token == ""


async def test_each_request_has_an_assertion_of_its_own(provider: Provider, identity: WebIdentity) -> None:
    grant = await provider.refresh("refresh-0", USER)
    await provider.refresh(grant.refresh_token, USER)
    assert len({form["client_assertion"] for form in identity.forms()}) == 2
