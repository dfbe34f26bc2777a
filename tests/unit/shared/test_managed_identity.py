"""Tokens of the function app's own identity, from the endpoint that Azure gives it."""

import asyncio
import time

import httpx
import pytest

from shared.managed_identity import ManagedIdentity


class Endpoint:
    """The managed identity endpoint of a function app."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.failure: httpx.Response | None = None

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        token = f"token for {request.url.params['resource']}"
        granted = {"access_token": token, "expires_on": str(int(time.time()) + 3600)}
        return self.failure or httpx.Response(200, json=granted)


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    monkeypatch.setenv("IDENTITY_ENDPOINT", "http://identity.test/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "secret-header")
    return Endpoint()


async def test_those_who_ask_at_once_share_a_token_of_the_resource(endpoint: Endpoint) -> None:
    identity = ManagedIdentity(httpx.MockTransport(endpoint.answer))
    async with asyncio.TaskGroup() as tasks:
        asked = [tasks.create_task(identity.token("https://one.test")) for _ in range(5)]
    assert {task.result() for task in asked} == {"token for https://one.test"}
    assert await identity.token("https://two.test") == "token for https://two.test"
    assert [request.headers["x-identity-header"] for request in endpoint.requests] == 2 * ["secret-header"]


async def test_a_refusal_is_a_value_error(endpoint: Endpoint) -> None:
    endpoint.failure = httpx.Response(400, json={"statusCode": 400, "message": "no identity"})
    with pytest.raises(ValueError, match="managed identity"):
        await ManagedIdentity(httpx.MockTransport(endpoint.answer)).token("https://one.test")
