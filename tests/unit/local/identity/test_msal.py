"""Microsoft's own library against the provider, through the real discovery document."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msal
import pytest
from starlette.applications import Starlette

from local.identity.client_assertions import client_assertion
from local.identity.sign_in import Client

# The project answers logins by query on purpose; msal warns of it.
pytestmark = pytest.mark.filterwarnings("ignore:response_mode")

Clients = Callable[[str], Client]
Application = Any  # msal has no types


class InProcess:
    """The `http_client` msal asks for, over the ASGI app."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def get(self, url: str, params: Any = None, headers: Any = None, **_options: Any) -> httpx.Response:
        return asyncio.run(self._send(httpx.Request("GET", url, params=params, headers=headers)))

    def post(
        self, url: str, params: Any = None, data: Any = None, headers: Any = None, **_options: Any
    ) -> httpx.Response:
        return asyncio.run(self._send(httpx.Request("POST", url, params=params, data=data, headers=headers)))

    def close(self) -> None:
        """Nothing is open."""

    async def _send(self, request: httpx.Request) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app)) as client:
            return await client.send(request)


@pytest.fixture
def bridge(app: Starlette) -> InProcess:
    return InProcess(app)


@pytest.fixture
def application(
    bridge: InProcess, client: Clients, authority: str, tenant_url: str, clock: Callable[[], float]
) -> Callable[[str], Application]:
    """The msal application of a client, which proves itself with a fresh assertion each time."""

    def build(name: str) -> Application:
        registered = client(name)
        key, audience = registered.key, f"{tenant_url}/oauth2/v2.0/token"
        assert key
        return msal.ConfidentialClientApplication(
            registered.client_id,
            oidc_authority=authority,
            http_client=bridge,
            client_credential={
                "client_assertion": lambda: client_assertion(registered.client_id, key, audience, clock)
            },
        )

    return build


def signed_in(application: Application, bridge: InProcess, scope: str) -> dict[str, Any]:
    flow = application.initiate_auth_code_flow(
        [scope], redirect_uri="http://127.0.0.1:50000/callback", prompt="none", login_hint="alice"
    )
    location = bridge.get(flow["auth_uri"]).headers["location"]
    answer = {name: value for name, (value,) in parse_qs(urlsplit(location).query).items()}
    tokens: dict[str, Any] = application.acquire_token_by_auth_code_flow(flow, answer)
    return tokens


def test_msal_signs_a_user_in(application: Callable[[str], Application], bridge: InProcess) -> None:
    tokens = signed_in(application("web"), bridge, "api://portico-desktop/orders.read")
    assert tokens["id_token_claims"]["name"] == "Alice Larsen"
    assert "refresh_token" in tokens


def test_msal_finds_the_token_in_its_cache_and_refreshes_it(
    application: Callable[[str], Application], bridge: InProcess
) -> None:
    web, scope = application("web"), "api://portico-desktop/.default"
    first = signed_in(web, bridge, scope)
    (account,) = web.get_accounts()
    assert web.acquire_token_silent([scope], account)["access_token"] == first["access_token"]
    renewed = web.acquire_token_silent([scope], account, force_refresh=True)
    assert renewed["access_token"] != first["access_token"]


def test_msal_acquires_on_behalf_of(application: Callable[[str], Application], bridge: InProcess) -> None:
    assertion = signed_in(application("web"), bridge, "api://portico-desktop/.default")["access_token"]
    tokens = application("portico-desktop").acquire_token_on_behalf_of(assertion, ["api://orders/.default"])
    assert tokens["token_type"] == "Bearer"
    assert "api://orders/access_as_user" in tokens["scope"]


def test_msal_reads_the_reason_of_a_refusal(
    application: Callable[[str], Application], bridge: InProcess
) -> None:
    assertion = signed_in(application("web"), bridge, "api://portico-desktop/.default")["access_token"]
    refusal = application("portico-mobile").acquire_token_on_behalf_of(assertion, ["api://orders/.default"])
    assert (refusal["error"], refusal["error_codes"]) == ("invalid_grant", [50013])


def test_msal_acquires_for_the_client_and_caches_it(application: Callable[[str], Application]) -> None:
    partner, scopes = application("portico-partner"), ["api://orders/.default"]
    first = partner.acquire_token_for_client(scopes)
    assert first["token_source"] == "identity_provider"
    assert partner.acquire_token_for_client(scopes)["token_source"] == "cache"


def test_msal_public_client_signs_in(bridge: InProcess, client: Clients, authority: str) -> None:
    phone = msal.PublicClientApplication(
        client("phone").client_id, oidc_authority=authority, http_client=bridge
    )
    assert "access_token" in signed_in(phone, bridge, "api://portico-mobile/orders.read")
