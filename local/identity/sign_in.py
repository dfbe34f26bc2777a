"""Signing in without a browser, for scripts: the real code flow with PKCE, and client credentials."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc.jwk import RSAKey

from local.identity import client_assertions
from local.identity.client_keys import client_key
from local.identity.digests import sha256_base64url
from local.identity.directory import Directory

Tokens = dict[str, Any]


class SignInFailed(Exception):
    """The provider's own words for it."""


@dataclass(frozen=True)
class Client:
    """A client as the provider knows it; `key` is a confidential client's private key."""

    client_id: str
    redirect_uri: str = "http://127.0.0.1/callback"
    key: RSAKey | None = None
    clock: Callable[[], float] = time.time

    def credentials(self, audience: str) -> dict[str, str]:
        if self.key is None:
            return {"client_id": self.client_id}
        assertion = client_assertions.client_assertion(self.client_id, self.key, audience, self.clock)
        return {
            "client_id": self.client_id,
            "client_assertion_type": client_assertions.TYPE,
            "client_assertion": assertion,
        }


def registered_client(
    directory: Directory, state: Path, name: str, clock: Callable[[], float] = time.time
) -> Client:
    """The client of that name, with its key if it has one."""
    app = next((app for app in directory.apps if app.name == name and app.kind != "resource"), None)
    if app is None:
        raise SignInFailed(f"no client is called '{name}'")
    key = client_key(state, name) if app.kind == "confidential" else None
    return Client(app.client_id, key=key, clock=clock)


async def sign_in(
    http: httpx.AsyncClient,
    authority: str,
    client: Client,
    login: str,
    scope: str,
    **extra: str,
) -> Tokens:
    """The tokens of a user; `authority` is the issuer, `extra` goes to the token endpoint."""
    endpoints = await _discover(http, authority)
    verifier, state = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    request = {
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "response_type": "code",
        "scope": scope,
        "state": state,
        "code_challenge": sha256_base64url(verifier),
        "code_challenge_method": "S256",
        "prompt": "none",
        "login_hint": login,
    }
    answer = await http.get(endpoints["authorization_endpoint"], params=request, follow_redirects=False)
    form = {
        "grant_type": "authorization_code",
        "code": _code(answer, state, endpoints["issuer"]),
        "code_verifier": verifier,
        "redirect_uri": client.redirect_uri,
    }
    return await _tokens(http, endpoints["token_endpoint"], client, form | extra)


async def client_credentials(
    http: httpx.AsyncClient, authority: str, client: Client, scope: str, **extra: str
) -> Tokens:
    """The tokens of the client itself; `scope` ends in `/.default`."""
    endpoints = await _discover(http, authority)
    form = {"grant_type": "client_credentials", "scope": scope}
    return await _tokens(http, endpoints["token_endpoint"], client, form | extra)


async def _discover(http: httpx.AsyncClient, authority: str) -> dict[str, str]:
    endpoints: dict[str, str] = _answered(await http.get(f"{authority}/.well-known/openid-configuration"))
    if endpoints["issuer"] != authority:
        raise SignInFailed(f"{authority} calls itself {endpoints['issuer']}")
    return endpoints


def _code(answer: httpx.Response, state: str, issuer: str) -> str:
    location: str = answer.headers.get("location", "")
    sent = parse_qs(urlsplit(location).query)
    if "error" in sent:
        raise SignInFailed(sent["error_description"][0])
    if sent.get("state") != [state] or sent.get("iss") != [issuer] or "code" not in sent:
        raise SignInFailed(f"no code came back: {answer.status_code}")
    return sent["code"][0]


async def _tokens(http: httpx.AsyncClient, endpoint: str, client: Client, form: dict[str, str]) -> Tokens:
    return _answered(await http.post(endpoint, data=form | client.credentials(endpoint)))


def _answered(answer: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    if answer.is_error:
        raise SignInFailed(body["error_description"])
    return body
