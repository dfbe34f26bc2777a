"""Signing in from a script."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from local.identity import IdentityConfig
from local.identity.directory import Directory
from local.identity.sign_in import Client, SignInFailed, client_credentials, registered_client, sign_in

Clients = Callable[[str], Client]
Read = Callable[[str], Awaitable[dict[str, Any]]]


async def test_public_client_signs_a_user_in(
    http: httpx.AsyncClient, authority: str, client: Clients, claims: Read
) -> None:
    tokens = await sign_in(http, authority, client("phone"), "alice", "api://portico-mobile/.default")
    assert (await claims(tokens["access_token"]))["scp"] == "orders.read orders.write catalog.read"


async def test_confidential_client_signs_a_user_in(
    http: httpx.AsyncClient, authority: str, client: Clients, claims: Read
) -> None:
    scope = "api://portico-desktop/orders.read"
    tokens = await sign_in(http, authority, client("web"), "carol", scope, lifetime="-60")
    access = await claims(tokens["access_token"])
    assert (access["roles"], access["exp"]) == (["Orders.Read.All"], 1_799_999_940)


async def test_app_gets_a_token_of_its_own(
    http: httpx.AsyncClient, authority: str, client: Clients, claims: Read
) -> None:
    tokens = await client_credentials(http, authority, client("acme"), "api://portico-partner/.default")
    assert (await claims(tokens["access_token"]))["roles"] == ["Orders.Read.All"]


async def test_unknown_user_is_told(http: httpx.AsyncClient, authority: str, client: Clients) -> None:
    with pytest.raises(SignInFailed, match="AADSTS50058: No user is signed in"):
        await sign_in(http, authority, client("phone"), "nobody", "api://portico-mobile/.default")


async def test_refused_scope_is_told(http: httpx.AsyncClient, authority: str, client: Clients) -> None:
    with pytest.raises(SignInFailed, match="AADSTS70011"):
        await client_credentials(http, authority, client("acme"), "api://nowhere/.default")


async def test_issuer_must_be_the_one_asked_for(
    http: httpx.AsyncClient, authority: str, client: Clients
) -> None:
    elsewhere = authority.replace("127.0.0.1", "localhost")
    with pytest.raises(SignInFailed, match="calls itself"):
        await client_credentials(http, elsewhere, client("acme"), "api://portico-partner/.default")


def test_resource_is_no_client(directory: Directory, config: IdentityConfig) -> None:
    with pytest.raises(SignInFailed, match="no client is called 'orders'"):
        registered_client(directory, config.state, "orders")
