"""A monitor in this process, traces that a real stack sent, and a clock that is set by hand."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from local.monitor import MonitorConfig, create_app
from local.monitor.history import History, Limits

RECORDED = Path(__file__).parent / "recorded"
NOW = 1_795_166_700.0
BASE = "http://127.0.0.1:8111"
JSON = {"content-type": "application/json"}

Receive = Callable[..., Awaitable[None]]


@pytest.fixture
def clock() -> SimpleNamespace:
    """The time is `clock.now`, shortly after the recorded traces; `clock.read` is handed to the code."""
    clock = SimpleNamespace(now=NOW)
    clock.read = lambda: clock.now
    return clock


@pytest.fixture
def limits() -> Limits:
    return Limits(1_000, 3_600)


@pytest.fixture
def history(tmp_path: Path, limits: Limits, clock: SimpleNamespace) -> History:
    return History.open(tmp_path / "monitor.db", limits, limits, clock.read)


@pytest.fixture
def upstream() -> Starlette:
    """What the monitor reaches, unless a test says otherwise: nothing."""
    return Starlette()


@pytest.fixture
def settings() -> dict[str, Any]:
    return {}


@pytest.fixture
async def monitor(
    tmp_path: Path, clock: SimpleNamespace, upstream: Starlette, settings: dict[str, Any]
) -> AsyncIterator[httpx.AsyncClient]:
    """Talks to a monitor whose history is `monitor.db`."""
    usual = {
        "host": "127.0.0.1",
        "port": 8111,
        "database": tmp_path / "monitor.db",
        "gateway": "http://gateway",
    }
    config = MonitorConfig(**usual | settings)
    app = create_app(config, httpx.ASGITransport(upstream), clock.read)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as http:
        yield http


@pytest.fixture
def receive(monitor: httpx.AsyncClient) -> Receive:
    """`await receive("a", "b")`: the monitor receives the traces of these flows."""

    async def receive(*names: str) -> None:
        for name in names:
            content = (RECORDED / f"{name}.json").read_bytes()
            answer = await monitor.post("/v1/traces", content=content, headers=JSON)
            assert (answer.status_code, answer.json()) == (200, {})

    return receive
