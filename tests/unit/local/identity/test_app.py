"""State: made once, kept private, and carried over a restart."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from local.identity import IdentityConfig, create_app, prepare
from local.identity.sign_in import Client

Clients = Callable[[str], Client]
Tokens = Callable[[], Awaitable[dict[str, Any]]]


def contents(state: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in state.rglob("*.*") if path.suffix in (".pem", ".json")}


def test_preparing_twice_changes_nothing(config: IdentityConfig, clock: Callable[[], float]) -> None:
    before = contents(config.state)
    prepare(config)
    create_app(config, clock)
    assert contents(config.state) == before


def test_keys_are_for_their_owner_only(config: IdentityConfig) -> None:
    for path in contents(config.state):
        assert path.stat().st_mode & 0o077 == 0, path


def test_every_confidential_client_has_a_key_pair(config: IdentityConfig) -> None:
    names = {path.name.partition(".")[0] for path in (config.state / "clients").iterdir()}
    assert names == {"web", "acme", "globex", "portico-mobile", "portico-desktop", "portico-partner"}
    private = RSAKey.import_key((config.state / "clients" / "acme.pem").read_bytes())
    public = RSAKey.import_key((config.state / "clients" / "acme.pub.pem").read_bytes())
    assert (private.is_private, public.is_private) == (True, False)
    assert private.thumbprint() == public.thumbprint()


async def test_tokens_survive_a_restart(
    config: IdentityConfig, clock: Callable[[], float], phone_tokens: Tokens, client: Clients, tenant_url: str
) -> None:
    tokens, phone, url = await phone_tokens(), client("phone"), f"{tenant_url}/oauth2/v2.0/token"
    restarted = httpx.ASGITransport(create_app(config, clock))
    async with httpx.AsyncClient(transport=restarted) as http:
        keys = (await http.get(f"{tenant_url}/discovery/v2.0/keys")).json()
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        answer = await http.post(url, data=phone.credentials(url) | form)
    assert answer.status_code == 200
    assert jwt.decode(tokens["access_token"], KeySet.import_key_set(keys)).claims["name"] == "Alice Larsen"


async def test_secrets_are_not_in_the_database(config: IdentityConfig, phone_tokens: Tokens) -> None:
    secret = (await phone_tokens())["refresh_token"]
    assert secret.encode() not in (config.state / "identity.db").read_bytes()


async def test_user_who_left_gets_no_new_tokens(
    config: IdentityConfig, phone_tokens: Tokens, client: Clients, tenant_url: str, tmp_path: Path
) -> None:
    secret, url = (await phone_tokens())["refresh_token"], f"{tenant_url}/oauth2/v2.0/token"
    content = json.loads(config.directory.read_text())
    content["users"] = [user for user in content["users"] if user["login"] != "alice"]
    (tmp_path / "directory.json").write_text(json.dumps(content))
    changed = config.model_copy(update={"directory": tmp_path / "directory.json"})
    transport = httpx.ASGITransport(create_app(changed, client("phone").clock))
    async with httpx.AsyncClient(transport=transport) as http:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": secret,
            "client_id": client("phone").client_id,
        }
        assert (await http.post(url, data=form)).json()["error_codes"] == [50034]


async def test_page_port_says_what_it_is(http: httpx.AsyncClient, config: IdentityConfig) -> None:
    answer = await http.get(f"{config.page_url}/")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "identity provider" in answer.text
    assert "sign-in starts from an application" in answer.text
