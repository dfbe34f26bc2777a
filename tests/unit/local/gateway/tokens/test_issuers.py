"""Fetching an issuer's keys."""

import asyncio
import itertools

import httpx
import pytest
from joserfc.jwk import RSAKey

from local.gateway.faults import PolicyFault
from local.gateway.forwarding import HttpClient
from local.gateway.tokens.issuers import Issuer

URL = "https://identity.test/.well-known/openid-configuration"


def issuer(*answers: httpx.Response) -> tuple[Issuer, list[httpx.Request]]:
    """An issuer that gives these answers, the last of them for ever."""
    requests: list[httpx.Request] = []
    following = itertools.chain(answers, itertools.repeat(answers[-1]))

    async def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        await asyncio.sleep(0)
        return next(following)

    return Issuer(URL, HttpClient(httpx.MockTransport(answer)), lambda: 1000.0), requests


async def test_requests_at_the_same_time_make_one_fetch(signing_key: RSAKey) -> None:
    configuration = httpx.Response(200, json={"issuer": "i", "jwks_uri": "https://identity.test/keys"})
    subject, requests = issuer(
        configuration, httpx.Response(200, json={"keys": [signing_key.as_dict(private=False)]})
    )
    async with asyncio.TaskGroup() as tasks:
        fetches = [tasks.create_task(subject.keys("first")) for _ in range(5)]
    assert (len({id(fetch.result()) for fetch in fetches}), len(requests)) == (1, 2)


async def test_each_document_has_two_seconds() -> None:
    configuration = httpx.Response(200, json={"issuer": "i", "jwks_uri": "https://identity.test/keys"})
    subject, requests = issuer(configuration, httpx.Response(200, json={"keys": []}))
    await subject.keys(None)
    assert [request.extensions["timeout"]["read"] for request in requests] == [2, 2]


async def test_requests_at_the_same_time_share_a_failure() -> None:
    subject, requests = issuer(httpx.Response(503))

    async def fail() -> None:
        with pytest.raises(PolicyFault):
            await subject.keys(None)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(5):
            tasks.create_task(fail())
    assert len(requests) == 1
    await fail()
    assert len(requests) == 2


@pytest.mark.parametrize("document", [[], {"issuer": "i"}, {"jwks_uri": "u"}, {"issuer": 1, "jwks_uri": "u"}])
async def test_configuration_without_issuer_or_keys_is_a_fault(document: object) -> None:
    subject, _ = issuer(httpx.Response(200, json=document))
    with pytest.raises(PolicyFault):
        await subject.keys(None)


async def test_document_that_is_not_json_is_a_fault() -> None:
    subject, _ = issuer(httpx.Response(200, text="<html>"))
    with pytest.raises(PolicyFault, match="is not a JSON object"):
        await subject.keys(None)
