"""The token endpoint's manners: errors in Entra's shape, never a 500; and revocation."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from local.identity.sign_in import Client

Clients = Callable[[str], Client]
Ask = Callable[..., Awaitable[httpx.Response]]
Tokens = Callable[[], Awaitable[dict[str, Any]]]
FORM_TYPE = "application/x-www-form-urlencoded"


async def test_error_has_entras_shape(client: Clients, token: Ask) -> None:
    answer = await token(client("acme"), grant_type="password")
    body = answer.json()
    assert answer.status_code == 400
    assert answer.headers["cache-control"] == "no-store"
    assert (body["error"], body["error_codes"]) == ("unsupported_grant_type", [70003])
    assert body["error_description"].startswith("AADSTS70003: ")
    assert body["timestamp"] == "2027-01-15 08:00:00Z"
    assert body["trace_id"] in body["error_description"]
    assert body["correlation_id"] in body["error_description"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"grant_type=client_credentials", 400),
        (b"grant_type=a&grant_type=b", 400),
        (b"grant_type=%ff", 400),
        (b"\xff\xfe", 400),
        (b"&".join(b"p%d=1" % number for number in range(51)), 400),
        (b"x=" + b"x" * 40_000, 413),
    ],
)
async def test_malformed_form_is_an_invalid_request(
    http: httpx.AsyncClient, tenant_url: str, body: bytes, status: int
) -> None:
    url = f"{tenant_url}/oauth2/v2.0/token"
    answer = await http.post(url, content=body, headers={"Content-Type": FORM_TYPE})
    assert (answer.status_code, answer.json()["error"]) == (status, "invalid_request")


async def test_json_is_not_a_form(http: httpx.AsyncClient, tenant_url: str) -> None:
    answer = await http.post(f"{tenant_url}/oauth2/v2.0/token", json={"grant_type": "client_credentials"})
    assert answer.json()["error"] == "invalid_request"


async def test_unknown_tenant_is_an_oauth_error(http: httpx.AsyncClient) -> None:
    for path in ("oauth2/v2.0/token", "v2.0/.well-known/openid-configuration"):
        answer = await http.post(f"https://127.0.0.1:8082/common/{path}")
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_tenant")


async def test_revoked_refresh_token_is_dead(
    client: Clients, token: Ask, phone_tokens: Tokens, http: httpx.AsyncClient, tenant_url: str
) -> None:
    phone, url = client("phone"), f"{tenant_url}/oauth2/v2.0/revoke"
    secret = (await phone_tokens())["refresh_token"]
    assert (await http.post(url, data={"client_id": phone.client_id, "token": secret})).status_code == 200
    assert (await http.post(url, data={"client_id": phone.client_id, "token": secret})).status_code == 200
    answer = await token(phone, grant_type="refresh_token", refresh_token=secret)
    assert answer.json()["error"] == "invalid_grant"


async def test_client_cannot_revoke_anothers_token(
    client: Clients, token: Ask, phone_tokens: Tokens, http: httpx.AsyncClient, tenant_url: str
) -> None:
    phone, url = client("phone"), f"{tenant_url}/oauth2/v2.0/revoke"
    secret = (await phone_tokens())["refresh_token"]
    credentials = client("web").credentials(f"{tenant_url}/oauth2/v2.0/token")
    assert (await http.post(url, data=credentials | {"token": secret})).status_code == 200
    assert (await token(phone, grant_type="refresh_token", refresh_token=secret)).status_code == 200
