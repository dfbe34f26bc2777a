"""Tokens of the function app's own identity, from the endpoint that Azure gives it."""

import asyncio

import httpx
import pytest

from shared.managed_identity import ManagedIdentity
from tests.managed_identity import Endpoint


async def test_those_who_ask_at_once_share_a_token_of_the_resource(managed_identity: Endpoint) -> None:
    identity = ManagedIdentity(httpx.MockTransport(managed_identity.answer))
    async with asyncio.TaskGroup() as tasks:
        asked = [tasks.create_task(identity.token("https://one.test")) for _ in range(5)]
    assert {task.result() for task in asked} == {managed_identity.token}
    managed_identity.token = "another"
    assert await identity.token("https://two.test") == "another"
    assert managed_identity.resources() == ["https://one.test", "https://two.test"]


async def test_who_stops_waiting_makes_nobody_ask_again(managed_identity: Endpoint) -> None:
    answering = asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        await answering.wait()
        return managed_identity.answer(request)

    identity = ManagedIdentity(httpx.MockTransport(answer))
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await identity.token("https://one.test")
    answering.set()
    assert await identity.token("https://one.test") == managed_identity.token
    assert managed_identity.resources() == ["https://one.test"]


async def test_a_refusal_is_a_value_error(managed_identity: Endpoint) -> None:
    managed_identity.failure = httpx.Response(400, json={"statusCode": 400, "message": "no identity"})
    with pytest.raises(ValueError, match="managed identity"):
        await ManagedIdentity(httpx.MockTransport(managed_identity.answer)).token("https://one.test")
