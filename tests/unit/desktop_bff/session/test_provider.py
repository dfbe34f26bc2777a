"""The identity provider of a web login: what is asked of it when, and whose answers count."""

import base64
import hashlib
from urllib.parse import parse_qsl, urlsplit

import httpx
import jwt
import pytest

from desktop_bff.session.provider import METADATA_SECONDS, Provider
from desktop_bff.session.session import User
from shared.problems import InvalidRequest, UpstreamFailed, UpstreamProblem
from tests.clock import Clock
from tests.provider import ALICE, AUTHORITY, WebIdentity
from tests.unit.desktop_bff.session.conftest import CALLBACK
from tests.unit.desktop_bff.session.logins import begun
from tests.unit.desktop_bff.session.outages import EVERY_OUTAGE


async def test_a_login_is_a_code_flow_with_pkce_state_and_nonce(provider: Provider) -> None:
    flow = await provider.authorization("login", '{"access_token":{}}')
    asked = dict(parse_qsl(urlsplit(flow["auth_uri"]).query))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(flow["code_verifier"].encode()).digest())
    assert asked == {
        "client_id": "web",
        "response_type": "code",
        "response_mode": "query",
        "redirect_uri": CALLBACK,
        "scope": asked["scope"],
        "state": flow["state"],
        "code_challenge": challenge.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "nonce": hashlib.sha256(flow["nonce"].encode()).hexdigest(),
        "client_info": "1",
        "prompt": "login",
        "claims": '{"access_token":{}}',
    }
    assert set(asked["scope"].split()) == {
        "api://desktop-api/.default",
        "openid",
        "profile",
        "offline_access",
    }


async def test_no_two_logins_share_state_nonce_or_verifier(provider: Provider) -> None:
    flows = [await provider.authorization(None, None) for _ in range(20)]
    for secret in ("state", "nonce", "code_verifier"):
        assert len({flow[secret] for flow in flows}) == 20
        assert min(len(flow[secret]) for flow in flows) >= 22, "128 bits, in letters of 6"


async def test_a_code_is_redeemed_with_its_verifier_and_an_assertion(
    provider: Provider, identity: WebIdentity, clock: Clock
) -> None:
    transaction = await begun(provider, identity)
    identity.id_changes |= {"sid": "sid-1"}
    grant, user = await provider.redeem(transaction, "code", AUTHORITY)
    assert user == User(tid="tenant", oid=ALICE, sub="alice-at-mobile", sid="sid-1", name="Alice Larsen")
    assert grant.refresh_token == "refresh-1"
    assert grant.access_expires_at == clock.now + 3600
    (form,) = identity.forms()
    assert form["grant_type"] == "authorization_code"
    assert form["code_verifier"] == transaction.code_verifier
    assert form["redirect_uri"] == CALLBACK
    assert "client_secret" not in form
    key, proof = identity.key.public_key(), form["client_assertion"]
    claims = jwt.decode(proof, key, ["RS256"], audience=AUTHORITY, leeway=60)
    assert (claims["iss"], claims["sub"]) == ("web", "web")


@pytest.mark.parametrize("issuer", [None, "", "https://evil.test/v2.0", f"{AUTHORITY}/"])
async def test_a_code_of_another_issuer_is_never_sent_anywhere(
    provider: Provider, identity: WebIdentity, issuer: str | None
) -> None:
    with pytest.raises(InvalidRequest):
        await provider.redeem(await begun(provider, identity), "code", issuer)
    assert identity.forms() == []


@pytest.mark.parametrize(("issuer", "accepted"), [(None, True), (AUTHORITY, True), ("https://evil", False)])
async def test_a_provider_that_tells_no_issuer_need_not(
    provider: Provider, identity: WebIdentity, issuer: str | None, accepted: bool
) -> None:
    identity.metadata["authorization_response_iss_parameter_supported"] = False
    transaction = await begun(provider, identity)
    if accepted:
        await provider.redeem(transaction, "code", issuer)
    else:
        with pytest.raises(InvalidRequest):
            await provider.redeem(transaction, "code", issuer)


@pytest.mark.parametrize("error", ["invalid_grant", "invalid_request", "interaction_required"])
async def test_a_code_that_is_refused_is_the_requests_fault(
    provider: Provider, identity: WebIdentity, error: str
) -> None:
    transaction = await begun(provider, identity)
    identity.changes["error"] = error
    with pytest.raises(InvalidRequest):
        await provider.redeem(transaction, "code", AUTHORITY)


@EVERY_OUTAGE
async def test_a_login_in_an_outage_is_an_upstream_failure(
    provider: Provider, identity: WebIdentity, outage: httpx.Response | Exception
) -> None:
    transaction = await begun(provider, identity)
    await provider.metadata()
    identity.outage = outage
    with pytest.raises(UpstreamProblem):
        await provider.redeem(transaction, "code", AUTHORITY)


async def test_a_refresh_token_is_revoked_by_the_client_it_belongs_to(
    provider: Provider, identity: WebIdentity
) -> None:
    await provider.revoke("refresh-0")
    assert identity.revoked == ["refresh-0"]
    form = dict(parse_qsl(identity.requests[-1].content.decode()))
    assert form["client_id"] == "web"
    assert jwt.decode(form["client_assertion"], options={"verify_signature": False})["sub"] == "web"


@EVERY_OUTAGE
async def test_a_revocation_in_an_outage_raises_nothing(
    provider: Provider, identity: WebIdentity, outage: httpx.Response | Exception
) -> None:
    await provider.metadata()
    identity.outage = outage
    await provider.revoke("refresh-0")


@pytest.mark.parametrize("refresh_token", ["", "refresh-0"])
async def test_without_token_or_endpoint_nothing_is_revoked(
    provider: Provider, identity: WebIdentity, refresh_token: str
) -> None:
    if refresh_token:
        del identity.metadata["revocation_endpoint"]
    await provider.revoke(refresh_token)
    assert {request.method for request in identity.requests} == {"GET"}


async def test_the_logout_page_is_told_where_to_come_back_to(
    provider: Provider, identity: WebIdentity, clock: Clock
) -> None:
    assert await provider.logout_url("https://gateway.test/app/") == (
        f"{AUTHORITY}/end_session_endpoint?client_id=web"
        "&post_logout_redirect_uri=https%3A%2F%2Fgateway.test%2Fapp%2F"
    )
    del identity.metadata["end_session_endpoint"]
    clock.now += METADATA_SECONDS + 1
    assert await provider.logout_url("https://gateway.test/app/") == ""


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.test/v2.0"},
        {"issuer": f"{AUTHORITY}/"},
        {"no": "issuer"},
        ["issuer"],
        None,
    ],
    ids=str,
)
async def test_the_metadata_of_another_issuer_is_not_believed(
    provider: Provider, identity: WebIdentity, document: object
) -> None:
    identity.outage = httpx.Response(200, json=document)
    with pytest.raises(UpstreamFailed):
        await provider.metadata()


async def test_metadata_nested_too_deep_is_an_upstream_failure(
    provider: Provider, identity: WebIdentity
) -> None:
    identity.outage = httpx.Response(200, text="[" * 100_000)
    with pytest.raises(UpstreamFailed):
        await provider.metadata()
