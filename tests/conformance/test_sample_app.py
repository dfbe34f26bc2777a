"""The sample app gives the same answers in the production runtime and in the local host."""

from pathlib import Path

import httpx
import pytest

from tests.conformance.comparison import Comparison
from tests.conformance.production_runtime import PACKAGE
from tests.conformance.sample_app.answers import ANSWERS, caller

pytest.importorskip(PACKAGE, reason=f"{PACKAGE} is not installed: see requirements-conformance.in")

_ROOT = Path(__file__).parent / "sample_app"
_FAILING = {"none", "dict", "list", "raw-bytes", "tuple", "error", "cookie-bad-date", "cookie-bad-age"}


@pytest.fixture
async def sample() -> Comparison:
    return await Comparison.of(_ROOT, "sample_app.py")


def _request(method: str, path: str, **options: object) -> httpx.Request:
    return httpx.Request(method, f"http://127.0.0.1:8091/{path}", **options)  # type: ignore[arg-type]  # passed on


@pytest.mark.parametrize("name", ANSWERS)
async def test_answers_are_the_same(sample: Comparison, name: str) -> None:
    response = await sample.same("sample_answer", _request("GET", f"answers/{name}"), {"name": name})
    assert (response.status == 500) == (name in _FAILING)


@pytest.mark.parametrize("name", ["created", "text", "error", "none"])
async def test_answers_of_blocking_handlers_are_the_same(sample: Comparison, name: str) -> None:
    await sample.same("sample_blocking", _request("GET", f"blocking/{name}"), {"name": name})


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
async def test_methods_are_the_same(sample: Comparison, method: str) -> None:
    await sample.same("sample_echo", _request(method, "echo/1"), {"id": "1"})


@pytest.mark.parametrize(
    "query", ["a=1&a=2", "a=&b=2", "a", "a=1&a=", "a=%20%2B+x&b=%C3%A9", "page=1&code=2", "=x", "&&a=1"]
)
async def test_queries_are_the_same(sample: Comparison, query: str) -> None:
    await sample.same("sample_echo", _request("GET", f"echo/1?{query}"), {"id": "1"})


@pytest.mark.parametrize(
    "path", ["echo/1/x", "ECHO/1/x", "echo/1/x/", "echo/1/%C3%A9%20b", "echo/1/a%2Fb", "echo/+1/x"]
)
async def test_paths_are_the_same(sample: Comparison, path: str) -> None:
    _, number, part = path.rstrip("/").split("/")
    part = part.replace("%C3%A9%20b", "é b")
    await sample.same("sample_echo", _request("GET", path), {"id": number, "part": part})


async def test_headers_are_the_same(sample: Comparison) -> None:
    headers = [
        ("X-Part", "1"),
        ("x-part", "2"),
        ("Cookie", "a=1"),
        ("cookie", "b=2"),
        ("X-Name", "Zoë".encode()),
    ]
    await sample.same("sample_echo", _request("GET", "echo/1", headers=headers), {"id": "1"})


@pytest.mark.parametrize(
    "options",
    [
        {"content": b"\x00\xff"},
        {"content": b""},
        {"data": {"a": "1", "b": "ü"}},
        {"data": {"a": "1"}, "files": {"f": ("name.txt", b"content")}},
        {"json": {"a": [1, None]}},
    ],
    ids=["bytes", "empty", "form", "multipart", "json"],
)
async def test_bodies_are_the_same(sample: Comparison, options: dict[str, object]) -> None:
    await sample.same("sample_echo", _request("POST", "echo/1", **options), {"id": "1"})


@pytest.mark.parametrize("content", [b'{"a":[1,2.5,"\xc3\xa9"]}', b"{", b"\xff", b""])
async def test_json_bodies_are_the_same(sample: Comparison, content: bytes) -> None:
    await sample.same("sample_json", _request("POST", "json", content=content))


@pytest.mark.parametrize(
    "headers", [{}, {"traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01", "tracestate": "c=d"}]
)
async def test_contexts_are_the_same(sample: Comparison, headers: dict[str, str]) -> None:
    await sample.same("sample_context", _request("GET", "context", headers=headers))


async def test_context_variables_reach_coroutines_but_not_threads(sample: Comparison) -> None:
    token = caller.set("somebody")
    try:
        in_coroutine = await sample.same("sample_task", _request("GET", "task"))
        in_thread = await sample.same("sample_thread", _request("GET", "thread"))
    finally:
        caller.reset(token)
    assert in_coroutine.body == b"called by somebody"
    assert in_thread.body == b'[true, "nobody"]'
