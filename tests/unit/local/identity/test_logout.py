"""Signing out: the session ends, its clients are told, and only registered places are returned to."""

import re
from collections.abc import Awaitable, Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from local.identity import IdentityConfig

Authorize = Callable[..., Awaitable[httpx.Response]]
Tokens = Callable[[], Awaitable[dict[str, Any]]]
PHONE, WEB = "d0a170e7-7e80-5cfe-b052-ba59b98d77f8", "73421bc3-ab78-5d95-9142-f096076961f4"


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


@pytest.mark.parametrize("client", [{}, {"client_id": WEB}])
async def test_browser_returns_to_a_registered_redirect_uri(
    http: httpx.AsyncClient, logout_url: str, client: dict[str, str]
) -> None:
    page = "http://127.0.0.1:8080/app/"
    answer = await http.get(logout_url, params=client | {"post_logout_redirect_uri": page, "state": "s"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}?state=s")


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/",
        "http://127.0.0.1:8080/app/evil",
        "http://127.0.0.1:8080/app/?evil",
        "http://127.0.0.1:8080.evil.example/",
        "http://127.0.0.1:8080@evil.example/",
        "//x",
    ],
)
async def test_browser_is_not_sent_elsewhere(http: httpx.AsyncClient, logout_url: str, page: str) -> None:
    answer = await http.get(logout_url, params={"post_logout_redirect_uri": page})
    assert answer.status_code == 200
    assert "evil" not in answer.text


async def test_browser_is_not_sent_to_another_clients_page(http: httpx.AsyncClient, logout_url: str) -> None:
    page = {"post_logout_redirect_uri": "http://127.0.0.1:8080/app/", "client_id": PHONE}
    assert (await http.get(logout_url, params=page)).status_code == 200


@pytest.mark.parametrize(
    ("hint", "left"),
    [("alice", 200), ("alice.larsen@example.com", 200), ("bob", 303), ("nobody", 303)],
)
async def test_only_the_hinted_user_is_signed_out(
    http: httpx.AsyncClient,
    authorize: Authorize,
    authorization: dict[str, str],
    logout_url: str,
    hint: str,
    left: int,
) -> None:
    await authorize(authorization)
    await http.get(logout_url, params={"logout_hint": hint})
    assert (await authorize(authorization, prompt="", login_hint="")).status_code == left


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
    http: httpx.AsyncClient,
    authorize: Authorize,
    authorization: dict[str, str],
    authority: str,
    logout_url: str,
) -> None:
    web = {
        "client_id": WEB,
        "redirect_uri": "http://127.0.0.1:8080/desktop/session/callback",
        "scope": "api://portico-desktop/.default",
    }
    await authorize(authorization | web)
    answer = await http.get(logout_url, params={"post_logout_redirect_uri": "http://127.0.0.1:8080/app/"})
    [(frame, query)] = re.findall(r'<iframe title="Signing out" src="([^?]+)[?]([^"]+)">', answer.text)
    told = parse_qs(unescape(query))
    assert frame == "http://127.0.0.1:8080/desktop/session/frontchannel-logout"
    assert told["iss"] == [authority]
    assert len(told["sid"][0]) == 32
    assert 'content="2; url=http://127.0.0.1:8080/app/"' in answer.text
    assert "frame-src http://127.0.0.1:8080" in answer.headers["content-security-policy"]
