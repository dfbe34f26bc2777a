import asyncio
from types import SimpleNamespace

import httpx
import pytest
from joserfc.jwk import RSAKey

from local.services.errors import Refusal
from local.services.signing_keys import SigningKeys


class Issuer:
    """Answers with its response and counts how often it was asked."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.asked = 0

    async def __call__(self, _: httpx.Request) -> httpx.Response:
        self.asked += 1
        await asyncio.sleep(0)
        return self.response


@pytest.fixture
def issuer(key: RSAKey) -> Issuer:
    return Issuer(httpx.Response(200, json={"keys": [key.as_dict(private=False)]}))


@pytest.fixture
def keys(issuer: Issuer, clock: SimpleNamespace) -> SigningKeys:
    return SigningKeys("https://login.example.com/keys", httpx.MockTransport(issuer), clock.read)


async def test_concurrent_first_requests_fetch_once(keys: SigningKeys, issuer: Issuer) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(keys.current()) for _ in range(10)]
    assert [key.kid for key in tasks[0].result()] == ["first"]
    assert issuer.asked == 1


async def test_unknown_key_causes_one_fetch_in_thirty_seconds(
    keys: SigningKeys, issuer: Issuer, clock: SimpleNamespace
) -> None:
    seen = await keys.newer_than(await keys.current())
    assert await keys.newer_than(seen) is seen
    assert issuer.asked == 2
    clock.now += 30
    assert await keys.newer_than(seen) is not seen
    assert issuer.asked == 3


async def test_keys_renewed_by_another_request_are_not_fetched_again(
    keys: SigningKeys, issuer: Issuer, clock: SimpleNamespace
) -> None:
    seen = await keys.current()
    newer = await keys.newer_than(seen)
    clock.now += 30
    assert await keys.newer_than(seen) is newer
    assert issuer.asked == 2


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(500),
        httpx.Response(200, text="no JSON"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"keys": []}),
        httpx.Response(200, json={"keys": [{"kty": "RSA"}]}),
    ],
)
async def test_issuer_without_keys_makes_the_service_unavailable(
    keys: SigningKeys, issuer: Issuer, response: httpx.Response
) -> None:
    issuer.response = response
    with pytest.raises(Refusal) as caught:
        await keys.current()
    assert (caught.value.status, caught.value.code) == (503, "keys_unavailable")


async def test_failed_first_fetch_is_tried_again(keys: SigningKeys, issuer: Issuer) -> None:
    working, issuer.response = issuer.response, httpx.Response(500)
    with pytest.raises(Refusal):
        await keys.current()
    issuer.response = working
    assert [key.kid for key in await keys.current()] == ["first"]
