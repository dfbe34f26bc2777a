"""Whatever an upstream does: a useful answer or a clear problem, within the channel's budget."""

import asyncio
import json
import time
import uuid

import httpx
import pytest

from tests.system.conftest import Portico
from tests.system.test_refusals import assert_problem

BUDGETS = {"mobile": 2.0, "desktop": 5.0}
MARGIN = 0.5
FAULTS: dict[str, tuple[dict[str, object], int, str, str]] = {
    # fault, status and code where the part is required, reason where it is not
    "slow but in time": ({"kind": "slow", "delayMs": 50}, 200, "", ""),
    "hang": ({"kind": "hang"}, 504, "upstream_timeout", "timeout"),
    "500": ({"kind": "fail", "status": 500}, 502, "upstream_failed", "unavailable"),
    "503": ({"kind": "fail", "status": 503}, 502, "upstream_failed", "unavailable"),
    "401": ({"kind": "fail", "status": 401}, 502, "upstream_failed", "unavailable"),
    "429": ({"kind": "fail", "status": 429, "retryAfter": 17}, 503, "upstream_unavailable", "unavailable"),
    "rubbish": ({"kind": "rubbish"}, 502, "upstream_failed", "bad_response"),
}
EVERY_FAULT = pytest.mark.parametrize(
    ("fault", "status", "code", "reason"), FAULTS.values(), ids=FAULTS.keys()
)


class Watch:
    """How long something took."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    def within(self, seconds: float) -> bool:
        return time.monotonic() - self.started <= seconds + MARGIN


@EVERY_FAULT
@pytest.mark.parametrize(
    "target", ["/mobile/orders", "/mobile/home", "/desktop/orders", "/desktop/dashboard"]
)
async def test_a_fault_of_a_required_part_is_told_within_the_budget(
    portico: Portico, target: str, fault: dict[str, object], status: int, code: str, reason: str
) -> None:
    await portico.get(target)  # a token exchange outlives its caller by design: have them done
    portico.clock.advance(61)  # past what the gateway keeps
    await portico.fault("orders", **fault)
    watch, tasks = Watch(), len(asyncio.all_tasks())
    answer = await portico.get(target)
    assert answer.status_code == status
    assert watch.within(BUDGETS[target.split("/")[1]])
    if code:
        assert answer.json()["code"] == code
        assert answer.headers["Retry-After"] == ("17" if "retryAfter" in fault else "5")
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) <= tasks, "nothing is left running"


@EVERY_FAULT
@pytest.mark.parametrize(
    ("target", "service", "part"),
    [
        ("/mobile/home", "products", "featured"),
        ("/desktop/orders", "products", "products"),
        ("/desktop/orders", "users", "users"),
        ("/desktop/dashboard", "products", "recommendations"),
    ],
)
async def test_a_fault_of_an_optional_part_leaves_a_partial_answer(
    portico: Portico,
    target: str,
    service: str,
    part: str,
    fault: dict[str, object],
    status: int,
    code: str,
    reason: str,
) -> None:
    await portico.fault(service, **fault)
    watch = Watch()
    answer = await portico.get(target)
    body = answer.json()
    assert (answer.status_code, body["complete"]) == (200, not code)
    assert watch.within(BUDGETS[target.split("/")[1]])
    if code and target.startswith("/desktop"):
        assert body["missing"] == [{"part": part, "reason": reason}]


async def test_last_good_products_stand_in_and_are_listed_as_stale(portico: Portico) -> None:
    fresh = (await portico.get("/desktop/orders")).json()
    portico.clock.advance(90)
    await portico.fault("products", kind="fail", status=500)
    body = (await portico.get("/desktop/orders")).json()
    assert body["items"] == fresh["items"]
    assert (body["complete"], "missing" in body) == (True, False)
    (stale,) = body["stale"]
    assert (stale["part"], 90 <= stale["ageSeconds"] <= 95) == ("products", True)


async def test_last_good_data_ends_after_ten_minutes(portico: Portico) -> None:
    await portico.get("/desktop/orders")
    portico.clock.advance(601)
    await portico.fault("products", kind="fail", status=500)
    body = (await portico.get("/desktop/orders")).json()
    assert body["missing"] == [{"part": "products", "reason": "unavailable"}]


async def test_what_one_caller_saw_of_users_is_not_anothers_last_good_data(portico: Portico) -> None:
    await portico.get("/desktop/orders?all=true", login="carol")
    await portico.fault("users", kind="fail", status=500)
    body = (await portico.get("/desktop/orders")).json()
    assert body["missing"] == [{"part": "users", "reason": "unavailable"}]


async def test_an_upstream_that_only_fails_is_left_alone_and_tried_again(portico: Portico) -> None:
    await portico.fault("orders", kind="fail", status=500)
    codes = [(await portico.get(f"/mobile/orders?page={page}")).json()["code"] for page in range(1, 41)]
    assert (codes[0], codes[-1]) == ("upstream_failed", "upstream_unavailable")
    refused = await portico.get("/mobile/orders?page=41")
    assert (refused.status_code, 1 <= int(refused.headers["Retry-After"]) <= 5) == (503, True)
    await portico.repair("orders")
    assert (await portico.get("/mobile/orders?page=42")).status_code == 503
    portico.clock.advance(6)
    assert (await portico.get("/mobile/orders?page=43")).status_code == 200


async def test_a_screen_of_many_calls_comes_back_with_its_upstream(portico: Portico) -> None:
    """Nothing else asks: one call of the first screen is the probe, and the next screen is whole."""
    await portico.fault("orders", kind="fail", status=500)
    for _ in range(10):
        failed = await portico.get("/desktop/dashboard")
    assert failed.json()["code"] == "upstream_unavailable"
    await portico.repair("orders")
    portico.clock.advance(6)
    assert [(await portico.get("/desktop/dashboard")).status_code for _ in range(2)] == [503, 200]


async def test_a_passing_failure_is_not_noticed(portico: Portico) -> None:
    await portico.fault("orders", kind="fail", status=503, share=0.5, retryAfter=0)
    statuses = [(await portico.get(f"/mobile/orders?page={page}")).status_code for page in range(1, 5)]
    assert statuses == [200] * 4


async def test_two_hundred_identical_requests_make_one_set_of_upstream_calls(portico: Portico) -> None:
    await portico.get("/desktop/orders?page=9")  # tokens and keys are warm
    await portico.fault("orders", kind="slow", delayMs=1000)  # the last comes before the first is answered
    before = await portico.upstream_calls()
    async with asyncio.TaskGroup() as group:
        answers = [group.create_task(portico.get("/desktop/orders?pages=2")) for _ in range(200)]
    assert {answer.result().status_code for answer in answers} == {200}
    assert len({answer.result().content for answer in answers}) == 1
    alone = 2 + 2 + 1  # order pages, at most two batches of products, one of users
    assert await portico.upstream_calls() - before <= alone


async def test_a_bff_at_its_limit_sheds(portico: Portico) -> None:
    portico.serve("mobile", CONCURRENCY_LIMIT="20")
    await portico.fault("orders", kind="slow", delayMs=1000)  # the last comes before the first is answered
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(portico.get(f"/mobile/orders?page={page}")) for page in range(1, 31)]
    answers = [task.result() for task in asked]
    shed = [answer for answer in answers if answer.status_code != 200]
    assert len(shed) == 10
    for answer in shed:
        assert_problem(answer, 503, "overloaded")
        assert answer.headers["Retry-After"] == "1"


async def test_an_order_placed_is_answered_even_if_nothing_can_be_joined(portico: Portico) -> None:
    for service in ("products", "users"):
        await portico.fault(service, kind="fail", status=500)
    headers = {"content-type": "application/json", "idempotency-key": str(uuid.uuid4())}
    content = json.dumps({"lines": [{"productId": "prd_0001", "quantity": 1}]})
    placed = await portico.request("POST", "/desktop/orders", headers=headers, content=content)
    assert (placed.status_code, placed.json()["complete"], placed.json()["buyer"]) == (201, False, None)


async def test_parts_tell_how_long_they_took(portico: Portico) -> None:
    answer = await portico.get("/desktop/orders")
    parts = dict(part.strip().split(";dur=") for part in answer.headers["Server-Timing"].split(","))
    assert parts.keys() == {"orders", "products", "users"}
    assert all(float(duration) > 0 for duration in parts.values())


@pytest.mark.parametrize("coding", ["br", "gzip"])
@pytest.mark.parametrize("target", ["/mobile/orders", "/desktop/orders"])
async def test_answers_are_compressed_on_request(portico: Portico, target: str, coding: str) -> None:
    plain = await portico.get(target, accept_encoding="identity")
    for _ in ("miss", "hit"):
        coded = await portico.get(target, accept_encoding=coding)
        assert coded.headers["Content-Encoding"] == coding
        assert coded.json() == plain.json()
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


async def test_the_identity_provider_down_leaves_those_who_have_tokens_alone(portico: Portico) -> None:
    assert (await portico.get("/mobile/orders")).status_code == 200
    url = portico.world.layout.url("identity")
    for login in ("bob", "carol"):
        await portico.token(login)
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        await http.put(f"{url}/_faults", json={"status": 503, "share": 1})
        try:
            assert (await portico.get("/mobile/orders?page=2")).status_code == 200
            refused = await portico.get("/mobile/orders", login="bob")
            assert (refused.status_code, refused.json()["code"]) == (502, "upstream_failed")
        finally:
            await http.delete(f"{url}/_faults")
    assert (await portico.get("/mobile/orders", login="carol")).status_code == 200
