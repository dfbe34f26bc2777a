"""Signing out: the session ends, its clients are told, and only registered places are returned to."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.identity import IdentityConfig, create_app

Authorize = Callable[..., Awaitable[httpx.Response]]
Tokens = Callable[[], Awaitable[dict[str, Any]]]


@pytest.fixture
def logout_url(config: IdentityConfig, tenant_url: str) -> str:
    return f"{config.page_url}/{tenant_url.rpartition('/')[2]}/oauth2/v2.0/logout"


async def test_logout_ends_single_sign_on(
    http: httpx.AsyncClient, authorize: Authorize, authorization: dict[str, str], logout_url: str
) -> None:
    await authorize(authorization)
    by_hand = {"prompt": "", "login_hint": ""}
    assert (await authorize(authorization, **by_hand)).status_code == 303
    stolen = dict(http.cookies)
    http.cookies.clear()
    http.cookies.update(stolen)
    assert (await authorize(authorization, **by_hand)).status_code == 303
    assert "You are signed out" in (await http.get(logout_url)).text
    assert (await authorize(authorization, **by_hand)).status_code == 200
    http.cookies.update(stolen)
    assert (await authorize(authorization, **by_hand)).status_code == 200


async def test_logout_twice_is_no_error(http: httpx.AsyncClient, logout_url: str) -> None:
    assert (await http.get(logout_url)).status_code == 200
    assert (await http.post(logout_url, data={"state": "x"})).status_code == 200


@pytest.mark.parametrize("page", ["http://127.0.0.1:8080/app", "http://127.0.0.1:8080"])
async def test_browser_returns_to_a_registered_origin(
    http: httpx.AsyncClient, logout_url: str, page: str
) -> None:
    answer = await http.get(logout_url, params={"post_logout_redirect_uri": page, "state": "s"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}?state=s")


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/",
        "http://127.0.0.1:8080.evil.example/",
        "http://127.0.0.1:8080@evil.example/",
        "//x",
    ],
)
async def test_browser_is_not_sent_elsewhere(http: httpx.AsyncClient, logout_url: str, page: str) -> None:
    answer = await http.get(logout_url, params={"post_logout_redirect_uri": page})
    assert answer.status_code == 200
    assert "evil" not in answer.text


async def test_forged_hint_is_an_error_page(http: httpx.AsyncClient, logout_url: str) -> None:
    answer = await http.get(logout_url, params={"id_token_hint": "a.b.c"})
    assert answer.status_code == 400
    assert "AADSTS50013" in answer.text


async def test_stale_hint_ends_its_session(
    http: httpx.AsyncClient,
    phone_tokens: Tokens,
    authorize: Authorize,
    authorization: dict[str, str],
    logout_url: str,
    time: list[float],
) -> None:
    hint = (await phone_tokens())["id_token"]
    by_hand = {"prompt": "", "login_hint": ""}
    time[0] += 7200
    cookies = dict(http.cookies)
    http.cookies.clear()
    assert (await http.get(logout_url, params={"id_token_hint": hint})).status_code == 200
    http.cookies.update(cookies)
    assert (await authorize(authorization, **by_hand)).status_code == 200


async def test_clients_of_the_session_are_told_in_frames(
    config: IdentityConfig,
    clock: Callable[[], float],
    authorization: dict[str, str],
    tmp_path: Path,
    logout_url: str,
) -> None:
    content = json.loads(config.directory.read_text())
    content["apps"][0]["frontchannelLogoutUri"] = "{publicUrl}/desktop/session/frontchannel-logout"
    (tmp_path / "directory.json").write_text(json.dumps(content))
    app = create_app(config.model_copy(update={"directory": tmp_path / "directory.json"}), clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as http:
        await http.get(logout_url.replace("logout", "authorize"), params=authorization)
        answer = await http.get(logout_url, params={"post_logout_redirect_uri": "http://127.0.0.1:8080/app"})
    assert (
        '<iframe title="Signing out" src="http://127.0.0.1:8080/desktop/session/frontchannel-logout?iss='
        in answer.text
    )
    assert "&amp;sid=" in answer.text
    assert 'content="2; url=http://127.0.0.1:8080/app"' in answer.text
    assert "frame-src http://127.0.0.1:8080" in answer.headers["content-security-policy"]
