"""What must not be seen: tokens in the browser, tokens and cookies in logs, traces and files (A3, A25)."""

import logging
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.system.browser import LOGIN, SESSION, Browser, parameters
from tests.system.conftest import Portico
from tests.system.interception import Interceptor, intercepted
from tests.system.stack import start
from tests.system.test_started_stack import eventually


@dataclass
class Visit:
    """A browser that has met every endpoint and most refusals, and what nobody else may have seen of it."""

    browser: Browser
    secrets: set[str]


async def visit(browser: Browser) -> Visit:
    callback = await browser.authorize(returnUrl="/app/?view=orders")
    secrets = {browser.cookies[LOGIN], parameters(callback)["code"]}
    await browser.navigate(callback, cross_site=True)
    secrets.add(str(browser.session))
    for path in ("session/me", "session/sessions", "orders?pages=1", "dashboard", "orders?pages=0"):
        await browser.fetch("GET", f"/desktop/{path}")
    await browser.send("GET", "/desktop/orders")
    await browser.send("GET", "/desktop/session/callback", params={"state": "x", "code": "a-stolen-code"})
    await browser.fetch("GET", "/desktop/orders", {"cookie": f"{SESSION}=a-guessed-cookie"})
    copied = {"cookie": f"{SESSION}={browser.session}"}
    await browser.fetch("POST", "/desktop/session/logout")
    await browser.fetch("GET", "/desktop/orders", copied)
    statuses = [answer.status_code for answer in browser.answers]
    assert {200, 204, 302, 303, 400, 401, 403} <= set(statuses)
    return Visit(browser, secrets | {"a-stolen-code", "a-guessed-cookie"})


@pytest.fixture
async def provider(portico: Portico) -> AsyncIterator[Interceptor]:
    with intercepted(portico) as provider:
        yield provider


def confidential(visit: Visit, provider: Interceptor) -> set[str]:
    """With every token that was granted, and what the client proved itself by."""
    fields = ("client_assertion", "code_verifier", "refresh_token", "assertion")
    sent = {form[name] for _, form in provider.asked for name in fields if name in form}
    found = visit.secrets | provider.secrets() | sent
    assert len(found) > 10
    return found


def held_by(secrets: set[str], text: str) -> list[str]:
    return [secret for secret in secrets if secret in text]


async def test_a25_no_token_reaches_the_browser(portico: Portico, provider: Interceptor) -> None:
    visited = await visit(portico.browser())
    tokens = confidential(visited, provider) - visited.secrets
    for answer in visited.browser.answers:
        assert not held_by(tokens, f"{answer.headers} {answer.text}"), answer.url
        assert not re.search(r"eyJ[\w-]{10,}\.", f"{answer.headers} {answer.text}"), answer.url


async def test_a3_a_cookie_is_in_no_answer_but_as_the_cookie(portico: Portico) -> None:
    visited = await visit(portico.browser())
    cookies = {secret for secret in visited.secrets if len(secret) > 40}
    ours = [
        answer for answer in visited.browser.answers if str(answer.url).startswith(visited.browser.gateway)
    ]
    for answer in ours:
        headers = [value for name, value in answer.headers.multi_items() if name != "set-cookie"]
        assert not held_by(cookies, f"{headers} {answer.text}"), answer.url


async def test_a3_logs_tell_neither_tokens_nor_cookies(
    portico: Portico, provider: Interceptor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = confidential(await visit(portico.browser()), provider)
    formatter = logging.Formatter()
    ours = [formatter.format(record) for record in caplog.records if record.name != "httpx"]  # the browser's
    assert any("session_expired" in line for line in ours)
    assert not [line for line in ours if held_by(secrets, line)]


async def test_a3_traces_tell_neither_tokens_nor_cookies(
    portico: Portico, provider: Interceptor, spans: InMemorySpanExporter
) -> None:
    secrets = confidential(await visit(portico.browser()), provider)
    recorded = [span.to_json() for span in spans.get_finished_spans()]
    assert any("desktop_internal_exchange" in span for span in recorded)
    assert not [span for span in recorded if held_by(secrets, span)]


def written_below(folder: Path) -> dict[str, bytes]:
    """The files of a stack, but for those of its identity provider."""
    files = [path for path in folder.rglob("*") if path.is_file() and "identity" not in path.parts]
    return {path.name: path.read_bytes() for path in files}


def recorded(written: Mapping[str, bytes]) -> bool:
    return any(b"desktop_internal_exchange" in content for content in written.values())


async def test_a3_nothing_that_a_stack_writes_holds_a_token_or_a_cookie(tmp_path: Path) -> None:
    """Its logs, what its monitor keeps and its session store, when all has been written."""
    stack = start(tmp_path, 22_000)
    try:
        async with httpx.AsyncClient() as http:
            secrets = (await visit(Browser(http, stack.url))).secrets
        assert eventually(lambda: recorded(written_below(tmp_path / "22000")))
    finally:
        stack.stop()
    written = written_below(tmp_path / "22000")
    assert {"sessions.db", "desktop.log"} <= written.keys()
    for name, content in written.items():
        assert not [secret for secret in secrets if secret.encode() in content], name
        assert not re.search(rb"\.eyJ[\w-]{10,}\.", content), name  # the second part of every JSON web token
