"""What the console reads."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from local.monitor.history import History
from local.monitor.span import Span

Receive = Callable[..., Any]


async def test_requests_are_told_in_camel_case_newest_first(
    monitor: httpx.AsyncClient, receive: Receive
) -> None:
    await receive("a", "b")
    newest, first = (await monitor.get("/api/requests")).json()["items"]
    assert (newest["cache"], first["cache"]) == ("hit", "miss")
    assert (first["bytesFetched"], first["upstreamCalls"]) == (18700, 1)


async def test_requests_are_not_sent_again_until_something_was_added(
    monitor: httpx.AsyncClient, receive: Receive
) -> None:
    await receive("a")
    known = {"if-none-match": (await monitor.get("/api/requests")).headers["etag"]}
    assert (await monitor.get("/api/requests", headers=known)).status_code == 304
    await receive("b")
    assert (await monitor.get("/api/requests", headers=known)).status_code == 200


async def test_a_trace_has_its_requests_and_its_rows(monitor: httpx.AsyncClient, receive: Receive) -> None:
    await receive("c")
    trace = (await monitor.get("/api/traces/a04a5f72de971f76cbd68161168688d9")).json()
    assert [request["path"] for request in trace["requests"]] == ["/desktop/orders"]
    (tree,) = trace["trees"]
    services = [(row["depth"], row["service"]) for row in tree["rows"]]
    assert services[:2] == [(0, "browser"), (1, "portico-gateway")]
    inbound = next(row for row in tree["rows"] if row["name"] == "inbound")
    assert "api choose[2]/otherwise[1]/validate-jwt[1]" in inbound["attributes"]["portico.policies"]
    assert all(row["offset"] + row["milliseconds"] <= tree["milliseconds"] + 0.01 for row in tree["rows"])


async def test_an_unknown_trace_is_404(monitor: httpx.AsyncClient) -> None:
    answer = await monitor.get(f"/api/traces/{'a' * 32}")
    assert (answer.status_code, answer.json()["message"][:24]) == (404, "no trace is known that b")


async def test_spans_of_odd_attributes_are_shown(monitor: httpx.AsyncClient, history: History) -> None:
    odd: dict[str, Any] = {
        "http.response.status_code": "200",
        "portico.complete": "no",
        "portico.missing": 7,
        "http.response.body.size": None,
        "url.path": ["x"],
    }
    events = ()
    history.spans.add(
        [
            Span("a" * 32, "b" * 16, None, "portico-gateway", "n", "server", 5, 4, False, odd, events),
            Span("a" * 32, "c" * 16, "b" * 16, "portico-mobile", "n", "server", 5, 4, False, odd, events),
            Span("d" * 32, "e" * 16, "e" * 16, "portico-gateway", "n", "server", 5, 4, True, odd, events),
        ]
    )
    for path in ("requests", "failures", f"traces/{'a' * 32}", f"traces/{'d' * 32}"):
        assert (await monitor.get(f"/api/{path}")).status_code == 200


async def test_failures_are_told(monitor: httpx.AsyncClient, receive: Receive) -> None:
    await receive("refused")
    (failure,) = (await monitor.get("/api/failures")).json()["items"]
    assert (failure["count"], failure["code"]) == (1, "token_missing")


async def test_charts_have_a_step_every_five_seconds(monitor: httpx.AsyncClient) -> None:
    charts = (await monitor.get("/api/charts?minutes=2")).json()
    assert (charts["stepSeconds"], len(charts["times"])) == (5, 24)


async def test_the_console_is_told_whom_it_may_sign_in(monitor: httpx.AsyncClient) -> None:
    world = (await monitor.get("/api/world")).json()
    assert world == {"gateway": "http://gateway", "users": ["alice", "bob", "carol"]}


@pytest.mark.parametrize(
    ("status", "method", "path", "body"),
    [
        (400, "GET", "requests?limit=0", None),
        (400, "GET", "requests?limit=1e3", None),
        (400, "GET", "requests?limit=201", None),
        (400, "GET", f"requests?limit={'9' * 5_000}", None),
        (400, "GET", "charts?minutes=-1", None),
        (404, "GET", "traces/%2e%2e", None),
        (404, "GET", "elsewhere", None),
        (405, "POST", "requests", {}),
        (400, "POST", "asks", {"client": "fridge", "path": "/mobile/orders"}),
        (400, "POST", "asks", {"client": "phone", "path": "//elsewhere/"}),
        (400, "POST", "asks", {"client": "phone", "path": "/mobile/orders\nx"}),
        (400, "POST", "asks", {"client": "phone", "path": "http://elsewhere/"}),
        (400, "POST", "asks", {"client": "phone", "path": "/mobile/orders", "login": "--home"}),
        (400, "POST", "asks", {"client": "phone", "path": "/mobile/orders", "method": "DELETE"}),
        (400, "PUT", "switches/orders", {"state": "exploding"}),
        (404, "PUT", "switches/elsewhere", {"state": "well"}),
    ],
)
async def test_what_nobody_offers_is_refused(
    monitor: httpx.AsyncClient, status: int, method: str, path: str, body: Any
) -> None:
    answer = await monitor.request(method, f"/api/{path}", json=body)
    assert (answer.status_code, list(answer.json())) == (status, ["message"])
