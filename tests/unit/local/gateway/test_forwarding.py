"""HTTP exchanges."""

import httpx
import pytest
from opentelemetry.trace import INVALID_SPAN

from local.gateway.context import Headers
from local.gateway.faults import PolicyFault
from local.gateway.forwarding import MAX_REDIRECTS, HttpClient, outgoing


@pytest.mark.parametrize(
    ("method", "body", "length"), [("POST", None, "0"), ("POST", b"abc", "3"), ("GET", None, None)]
)
def test_request_has_its_own_length_and_is_never_chunked(
    method: str, body: bytes | None, length: str | None
) -> None:
    request = outgoing(method, "http://bff.test/", Headers([("Content-Length", "99")]), body)
    assert (request.headers.get("Content-Length"), "Transfer-Encoding" in request.headers) == (length, False)


def test_what_policies_set_is_forwarded_whatever_they_say_of_the_connection() -> None:
    headers = Headers(
        [("Connection", "X-Key"), ("X-Key", "1"), ("Upgrade", "h2c"), ("Expect", "100-continue")]
    )
    request = outgoing("GET", "http://bff.test/", headers, None)
    assert sorted(request.headers) == ["host", "x-key"]


def test_malformed_address_is_a_fault() -> None:
    with pytest.raises(PolicyFault, match="the URL is not valid"):
        outgoing("GET", "http://bff.test:port/", Headers(), None)


async def test_redirects_end() -> None:
    there = httpx.Response(302, headers={"Location": "/again"})
    client = HttpClient(httpx.MockTransport(lambda request: there))
    request = httpx.Request("GET", "http://bff.test/")
    response = await client.send(request, 1, INVALID_SPAN)
    with pytest.raises(PolicyFault, match=f"more than {MAX_REDIRECTS} redirects"):
        await client.follow(request, response, 1, INVALID_SPAN)


async def test_credentials_do_not_follow_to_another_host() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        elsewhere = request.url.host == "bff.test"
        return (
            httpx.Response(303, headers={"Location": "http://other.test/"})
            if elsewhere
            else httpx.Response(200)
        )

    client = HttpClient(httpx.MockTransport(answer))
    request = httpx.Request(
        "POST", "http://bff.test/", headers={"Authorization": "Bearer x"}, content=b"body"
    )
    await client.follow(request, await client.send(request, 1, INVALID_SPAN), 1, INVALID_SPAN)
    assert (seen[1].method, "Authorization" in seen[1].headers, seen[1].headers["Host"]) == (
        "GET",
        False,
        "other.test",
    )


async def test_redirect_may_keep_method_and_body() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(307, headers={"Location": "/there"}) if len(seen) == 1 else httpx.Response(200)

    client = HttpClient(httpx.MockTransport(answer))
    request = httpx.Request("PUT", "http://bff.test/", content=b"body")
    await client.follow(request, await client.send(request, 1, INVALID_SPAN), 1, INVALID_SPAN)
    assert (seen[1].method, seen[1].url.path, seen[1].content) == ("PUT", "/there", b"body")


async def test_document_that_is_not_there_is_a_fault() -> None:
    client = HttpClient(httpx.MockTransport(lambda request: httpx.Response(404)))
    with pytest.raises(PolicyFault, match="the service answered 404"):
        await client.fetch("http://identity.test/", 1)


@pytest.mark.parametrize("status", [99, 600])
async def test_status_that_is_none_is_a_fault(status: int) -> None:
    client = HttpClient(httpx.MockTransport(lambda request: httpx.Response(status)))
    with pytest.raises(PolicyFault, match=f"the service answered {status}"):
        await client.send(httpx.Request("GET", "http://bff.test/"), 1, INVALID_SPAN)
