"""What is refused at the gateway, with which code, without reaching a BFF."""

import httpx
import pytest

from tests.system.conftest import APIM_KEY, Portico


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    problem = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["traceId"] == answer.headers["X-Correlation-Id"]
    assert problem["type"].endswith(code)
    assert problem["title"]
    assert problem["detail"]


async def test_no_token_is_token_missing(portico: Portico) -> None:
    answer = await portico.get("/mobile/orders", login=None)
    assert_problem(answer, 401, "token_missing")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert portico.hosts["mobile"].invocations == 0


async def test_an_expired_token_is_token_invalid(portico: Portico) -> None:
    expired = await portico.token("alice", lifetime=-60)
    answer = await portico.get("/mobile/orders", authorization=f"Bearer {expired}")
    assert_problem(answer, 401, "token_invalid")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("path", "scopes"),
    [
        ("/mobile/orders", ("catalog.read",)),
        ("/mobile/orders/ord_0000000001", ("catalog.read", "orders.write")),
        ("/mobile/products", ("orders.read",)),
        ("/mobile/home", ("orders.read",)),
        ("/mobile/home", ("catalog.read",)),
    ],
)
async def test_a_missing_scope_is_403(portico: Portico, path: str, scopes: tuple[str, ...]) -> None:
    token = await portico.token("alice", scopes=scopes)
    answer = await portico.get(path, authorization=f"Bearer {token}")
    assert_problem(answer, 403, "insufficient_scope")
    assert portico.hosts["mobile"].invocations == 0


@pytest.mark.parametrize("target", ["/mobile/orders", "/desktop/products?pages=1"])
async def test_a_caller_above_the_limit_waits_and_others_do_not(portico: Portico, target: str) -> None:
    for _ in range(600):
        assert (await portico.get(target)).status_code == 200
    refused = await portico.get(target)
    assert_problem(refused, 429, "rate_limited")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert (await portico.get(target, login="bob")).status_code == 200
    portico.clock.advance(61)
    assert (await portico.get(target)).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/nothing"), ("GET", "/mobile"), ("DELETE", "/mobile/orders"), ("GET", "/mobile/orders/a/b")],
)
async def test_a_path_or_method_no_api_has_keeps_the_gateways_own_404(
    portico: Portico, method: str, path: str
) -> None:
    answer = await portico.request(method, path, login=None)
    assert (answer.status_code, answer.content) == (
        404,
        b'{ "statusCode": 404, "message": "Resource not found" }',
    )
    assert answer.headers["X-Correlation-Id"]


async def test_a_bff_called_around_the_gateway_needs_the_function_key(portico: Portico) -> None:
    headers = {"authorization": f"Bearer {await portico.token()}"}
    url = f"{portico.world.layout.url('mobile')}/mobile/orders"
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        assert (await http.get(url, headers=headers)).status_code == 401
        assert (await http.get(url, headers=headers | {"x-functions-key": "guess"})).status_code == 401
        assert (await http.get(url, headers=headers | {"x-functions-key": APIM_KEY})).status_code == 200


async def test_an_unreachable_bff_is_unavailable_and_comes_back(portico: Portico) -> None:
    url = portico.world.layout.url("mobile")
    portico.world.internet.unmount(url)
    answer = await portico.get("/mobile/orders")
    assert_problem(answer, 503, "unavailable")
    assert answer.headers["Retry-After"]
    portico.world.internet.mount(url, portico.hosts["mobile"])
    assert (await portico.get("/mobile/orders")).status_code == 200


@pytest.mark.parametrize("status", [401, 404, 500])
async def test_what_the_functions_host_itself_says_is_not_passed_on(portico: Portico, status: int) -> None:
    async def host(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]

    portico.world.internet.mount(portico.world.layout.url("mobile"), host)
    assert_problem(await portico.get("/mobile/orders"), 503, "unavailable")


async def test_a_body_beyond_the_gateways_limit_is_413(portico: Portico) -> None:
    headers = {"content-type": "application/json", "idempotency-key": "large"}
    answer = await portico.request("POST", "/mobile/orders", headers=headers, content=b"x" * (11 * 2**20))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_session_whose_bff_is_away_is_unavailable_and_goes_on_afterwards(portico: Portico) -> None:
    browser, bff = portico.browser(), portico.world.layout.url("desktop")
    await browser.sign_in()
    portico.world.internet.unmount(bff)
    answer = await browser.fetch("GET", "/desktop/orders?pages=1")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"]
    portico.world.internet.mount(bff, portico.hosts["desktop"])
    assert (await browser.fetch("GET", "/desktop/orders?pages=1")).status_code == 200
