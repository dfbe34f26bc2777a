"""forward-request."""

import httpx
import pytest

from tests.unit.local.gateway.conftest import Shop


def failing(error: type[httpx.TransportError]) -> "httpx.Response":
    raise error("no")


async def test_path_query_method_and_body_are_the_client_s(shop: Shop) -> None:
    shop.policy()
    await shop.send("POST", "/shop/orders?a=%41&b='x'&b", body=b"{}")
    request = shop.requests[0]
    assert (request.method, request.content) == ("POST", b"{}")
    assert request.url.raw_path == b"/shop/orders?a=%41&b='x'&b"


async def test_backend_gets_its_own_host_and_the_client_s_address(shop: Shop) -> None:
    shop.policy()
    await shop.get(X_Forwarded_For="10.0.0.1")
    headers = shop.requests[0].headers
    assert (headers["Host"], headers["X-Forwarded-For"]) == ("bff.test:8091", "10.0.0.1, 127.0.0.1")


async def test_host_that_a_policy_sets_is_kept(shop: Shop) -> None:
    shop.policy("<set-header name='Host'><value>public.test</value></set-header>")
    await shop.get()
    assert shop.requests[0].headers["Host"] == "public.test"


async def test_headers_of_the_connection_are_not_passed_on(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(
        200, headers={"Connection": "X-Hop", "X-Hop": "1", "Keep-Alive": "5"}
    )
    shop.policy()
    response = await shop.get(Connection="X-Mine", X_Mine="1", TE="trailers", Upgrade="h2c")
    assert {"connection", "x-mine", "te", "upgrade"}.isdisjoint(shop.requests[0].headers)
    assert {"connection", "x-hop", "keep-alive"}.isdisjoint(response.headers)


async def test_compressed_body_is_passed_on_as_it_came(shop: Shop) -> None:
    coded = b"not really gzip"
    shop.answer = lambda request: httpx.Response(
        200, headers={"Content-Encoding": "x-own"}, stream=httpx.ByteStream(coded)
    )
    shop.policy()
    response = await shop.get()
    assert (response.content, response.headers["Content-Encoding"]) == (coded, "x-own")


async def test_every_set_cookie_is_kept(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(200, headers=[("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    shop.policy()
    assert (await shop.get()).headers.get_list("Set-Cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [(httpx.ConnectError, "BackendConnectionFailure"), (httpx.ReadTimeout, "Timeout")],
)
async def test_failure_is_named_in_last_error(
    shop: Shop, error: type[httpx.TransportError], reason: str
) -> None:
    shop.answer = lambda request: failing(error)
    shop.policy(on_error='<set-body>@(context.LastError.Source + ":" + context.LastError.Reason)</set-body>')
    response = await shop.get()
    assert (response.status_code, response.text) == (500, f"forward-request:{reason}")


async def test_error_status_is_passed_on(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(503, text="busy")
    shop.policy()
    response = await shop.get()
    assert (response.status_code, response.text) == (503, "busy")


async def test_error_status_is_an_error_on_demand(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(503)
    shop.policy(backend="<forward-request fail-on-error-status-code='true'/>")
    assert (await shop.get()).status_code == 500


async def test_redirect_is_followed_on_demand(shop: Shop) -> None:
    shop.answer = lambda request: (
        httpx.Response(200, text="there")
        if request.url.path == "/there"
        else httpx.Response(302, headers={"Location": "/there"})
    )
    shop.policy(backend="<forward-request follow-redirects='true'/>")
    assert (await shop.get()).text == "there"


async def test_without_a_backend_nothing_can_be_forwarded(shop: Shop) -> None:
    shop.document("<policies/>")
    assert (await shop.get()).status_code == 500


async def test_answer_to_head_keeps_its_length_without_a_body(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(
        200, headers={"Content-Length": "12"}, stream=httpx.ByteStream(b"")
    )
    shop.policy()
    response = await shop.send("HEAD")
    assert (response.headers["Content-Length"], response.content) == ("12", b"")
