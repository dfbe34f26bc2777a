"""Exports over the network: processes that can be killed, a database that survives, a file to compare."""

import csv
import io
import json
import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.system.stack import Stack
from tests.system.test_started_stack import eventually

EVERYTHING = {"kind": "orders", "format": "csv", "all": True}


@pytest.fixture(scope="module")
def carol(stack: Stack) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {stack.token('carol', 'desktop')}"}
    with httpx.Client(base_url=f"{stack.url}/desktop", headers=headers, timeout=30) as http:
        yield http


@pytest.fixture(scope="module")
def alice(stack: Stack) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {stack.token('alice', 'desktop')}"}
    with httpx.Client(base_url=f"{stack.url}/desktop", headers=headers, timeout=30) as http:
        yield http


def started(http: httpx.Client, wanted: object, **headers: str) -> str:
    answer = http.post("/exports", json=wanted, headers=headers)
    assert answer.status_code == 202, answer.text
    location = answer.headers["operation-location"]
    assert location == f"{http.base_url}exports/{answer.json()['id']}"
    return str(answer.json()["id"])


def status(http: httpx.Client, export: str) -> dict[str, Any]:
    """The status resource; while the BFF is being restarted, nothing."""
    answer = http.get(f"/exports/{export}")
    return dict(answer.json()) if answer.status_code == 200 else {"status": "unknown"}


def finished(http: httpx.Client, export: str, within: float = 60) -> dict[str, Any]:
    eventually(lambda: status(http, export)["status"] in {"Succeeded", "Failed", "Canceled"}, within)
    return status(http, export)


def content(http: httpx.Client, export: str) -> str:
    answer = http.get(f"/exports/{export}/content")
    assert answer.status_code == 303, answer.text
    return httpx.get(answer.headers["location"]).text


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def source(stack: Stack, user_id: str | None = None) -> list[dict[str, Any]]:
    """The orders as the service has them, oldest first."""
    database = stack.home / str(stack.port) / "orders.db"
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    found = connection.execute("SELECT document FROM orders ORDER BY placed_at, id").fetchall()
    connection.close()
    documents = [json.loads(document) for (document,) in found]
    return [document for document in documents if user_id in {None, document["userId"]}]


def resident_bytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def test_all_orders_are_exported_row_by_row_in_little_memory(stack: Stack, carol: httpx.Client) -> None:
    finished(carol, started(carol, {"kind": "orders", "format": "csv"}))  # imports and pools are not growth
    pid = stack.addresses()["desktop"]["pid"]
    before = resident_bytes(pid)
    export = started(carol, EVERYTHING)
    most = [before]

    def succeeded() -> bool:
        most.append(resident_bytes(pid))
        return bool(status(carol, export)["status"] == "Succeeded")

    assert eventually(succeeded, 60)
    exported = rows(content(carol, export))
    expected = source(stack)
    assert [row["id"] for row in exported] == [document["id"] for document in expected]
    for row, document in zip(exported, expected, strict=True):
        assert (row["status"], row["total"], row["userId"]) == (
            document["status"],
            document["total"],
            document["userId"],
        )
        assert row["quantity"] == str(sum(line["quantity"] for line in document["lines"]))
    assert max(most) - before < 50 * 2**20


def test_a_user_exports_their_own_orders_and_nobody_else_sees_the_export(
    stack: Stack, alice: httpx.Client, carol: httpx.Client
) -> None:
    export = started(alice, {"kind": "orders", "format": "ndjson"})
    assert finished(alice, export) | {"createdAt": ""} == {
        "id": export,
        "status": "Succeeded",
        "progress": 100,
        "createdAt": "",
    }
    documents = [json.loads(line) for line in content(alice, export).splitlines()]
    owners = {document["userId"] for document in documents}
    assert len(owners) == 1
    assert [document["id"] for document in documents] == [
        document["id"] for document in source(stack, owners.pop())
    ]
    for answer in (
        carol.get(f"/exports/{export}"),
        carol.get(f"/exports/{export}/content"),
        carol.delete(f"/exports/{export}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_everybodys_orders_need_the_role(alice: httpx.Client) -> None:
    refused = alice.post("/exports", json=EVERYTHING)
    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")


@pytest.mark.parametrize("wanted", [{}, {"kind": "users", "format": "csv"}, EVERYTHING | {"format": "xlsx"}])
def test_what_is_not_known_is_refused_with_its_field(carol: httpx.Client, wanted: object) -> None:
    refused = carol.post("/exports", json=wanted)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_request")
    assert refused.json()["parameter"] in {"kind", "format"}


def test_the_same_key_starts_one_export(carol: httpx.Client) -> None:
    key = {"idempotency-key": f"export-{time.time_ns()}"}
    first, second = (started(carol, {"kind": "orders", "format": "csv"}, **key) for _ in range(2))
    assert first == second
    other = carol.post("/exports", json={"kind": "orders", "format": "ndjson"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_content_asked_for_early_is_not_ready_and_a_cancelled_export_stops(
    stack: Stack, carol: httpx.Client
) -> None:
    export = started(carol, EVERYTHING)
    early = carol.get(f"/exports/{export}/content")
    assert (early.status_code, early.json()["code"]) == (409, "not_ready")
    assert eventually(lambda: status(carol, export)["progress"] > 0)
    assert carol.delete(f"/exports/{export}").status_code == 204
    assert eventually(lambda: status(carol, export)["status"] == "Canceled")
    calls = _calls(stack)
    time.sleep(0.5)
    assert _calls(stack) == calls, "pages are still being read"


@pytest.mark.parametrize("after", [0.0, 0.05, 0.1, 0.2, 0.4])
def test_an_export_deleted_by_several_at_once_leaves_nothing(
    stack: Stack, carol: httpx.Client, after: float
) -> None:
    export = started(carol, EVERYTHING)
    assert eventually(lambda: status(carol, export)["progress"] > 0)
    time.sleep(after)
    with ThreadPoolExecutor() as twins:
        answers = list(twins.map(carol.delete, 3 * [f"/exports/{export}"]))
    assert [answer.status_code for answer in answers] == [204, 204, 204]
    assert eventually(lambda: status(carol, export)["status"] == "Canceled")
    time.sleep(0.5)  # what was being written has come
    assert not list(stack.home.rglob(f"{export}*"))


def _calls(stack: Stack) -> int:
    url = stack.addresses()["orders"]["url"]
    return int(httpx.get(f"{url}/_calls").json()["count"])


def test_no_management_address_or_key_reaches_the_client(stack: Stack, carol: httpx.Client) -> None:
    answer = carol.post("/exports", json=EVERYTHING)
    seen = answer.text + str(answer.headers)
    assert "durabletask" not in seen
    assert "code=" not in seen
    carol.delete(f"/exports/{answer.json()['id']}")


def test_a_host_killed_again_and_again_loses_no_row(stack: Stack, carol: httpx.Client) -> None:
    export = started(carol, EVERYTHING)
    chance = random.Random(7)  # noqa: S311 - it chooses moments, not secrets
    for _ in range(5):
        time.sleep(chance.uniform(0.1, 1.0))
        os.kill(stack.addresses()["desktop"]["pid"], signal.SIGKILL)
        assert eventually(lambda: carol.get("/health").status_code == 200)
    assert finished(carol, export, 120)["status"] == "Succeeded"
    exported = [row["id"] for row in rows(content(carol, export))]
    assert exported == [document["id"] for document in source(stack)]
