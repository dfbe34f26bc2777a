"""The servers under test: ours and each peer, and how each is started."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.stack.layout import SERVICES

from bench.process import Process, running
from bench.stack import Caller, Stack

PEERS = Path("bench/peers").resolve()
PEERS_PYTHON = Path(".venv-bench/bin/python").absolute()
OURS = "Portico"
FASTIFY = "Fastify + undici"
FASTAPI_HTTPX = "FastAPI + httpx"
FASTAPI_AIOHTTP = "FastAPI + aiohttp"
YOGA = "GraphQL Yoga"
PEER_PORTS = {FASTIFY: 9751, FASTAPI_HTTPX: 9752, FASTAPI_AIOHTTP: 9753, YOGA: 9754}
UPSTREAM_TOKEN = "a-token-of-the-length-that-an-upstream-is-sent." * 24

_NODE = {FASTIFY: "fastify.js", YOGA: "yoga.js"}
_UVICORN = {FASTAPI_HTTPX: "with_httpx:app", FASTAPI_AIOHTTP: "with_aiohttp:app"}
NAMES = (OURS, FASTIFY, FASTAPI_HTTPX, FASTAPI_AIOHTTP, YOGA)


@dataclass(frozen=True)
class Server:
    """A running server under test: its processes by channel, and the headers that its door asks for."""

    name: str
    processes: Mapping[str, Process]
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def pid(self, channel: str) -> int:
        return self.processes[channel].pid

    def url(self, channel: str) -> str:
        return f"http://127.0.0.1:{self.processes[channel].port}"

    def headers_for(self, channel: str, caller: Caller) -> dict[str, str]:
        accepted = {"Accept": "application/json", "Accept-Encoding": "identity"}
        door = {"Authorization": f"Bearer {caller.tokens[channel]}"} | dict(self.headers.get(channel, {}))
        return accepted | door


@contextmanager
def serving(
    name: str, stack: Stack, core: int, channels: tuple[str, ...], urls: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server on its core; `urls` replaces the address of a service."""
    upstreams = {f"{service.upper()}_URL": stack.url(service) for service in SERVICES} | {
        f"{service.upper()}_URL": url for service, url in (urls or {}).items()
    }
    if name == OURS:
        with _ours(stack, core, channels, upstreams) as server:
            yield server
    else:
        with _peer(name, stack, core, upstreams) as process:
            yield Server(name, dict.fromkeys(("mobile", "desktop"), process))


@contextmanager
def _ours(
    stack: Stack, core: int, channels: tuple[str, ...], upstreams: Mapping[str, str]
) -> Iterator[Server]:
    with ExitStack() as hosts:
        processes = {
            channel: hosts.enter_context(functions_host(stack, channel, core, upstreams))
            for channel in channels
        }
        yield Server(OURS, processes, function_keys(stack))


def function_keys(stack: Stack) -> dict[str, dict[str, str]]:
    """The header that the Functions host of each channel asks for."""
    return {channel: {"x-functions-key": keys["apim"]} for channel, keys in stack.keys.items()}


@contextmanager
def functions_host(
    stack: Stack, channel: str, core: int, upstreams: Mapping[str, str] | None = None
) -> Iterator[Process]:
    """A channel in the Functions host, with telemetry on: the run's collector takes it."""
    settings = stack.settings(channel) | dict(upstreams or {})
    module, config = stack.config_of(channel, {"settings": settings})
    with running(
        (sys.executable, "-m", module, "--config", str(config)),
        log=stack.log(channel),
        port=stack.layout.port_of(channel),
        cores=[core],
    ) as process:
        yield process


@contextmanager
def _peer(name: str, stack: Stack, core: int, upstreams: Mapping[str, str]) -> Iterator[Process]:
    port = PEER_PORTS[name]
    with running(
        _command(name, port),
        log=stack.log(Path(_NODE.get(name) or _UVICORN[name]).stem.partition(":")[0]),
        port=port,
        cores=[core],
        environment=_environment(stack, port) | dict(upstreams),
        folder=PEERS / ("node" if name in _NODE else "python"),
    ) as process:
        yield process


def _command(name: str, port: int) -> tuple[str, ...]:
    if name in _NODE:
        return ("node", _NODE[name])
    options = ("--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning")
    return (str(PEERS_PYTHON), "-m", "uvicorn", _UVICORN[name], *options)


def _environment(stack: Stack, port: int) -> dict[str, str]:
    ours: dict[str, Any] = stack.settings("mobile") | stack.settings("desktop")
    told = ("PUBLIC_URL", "AUTHORITY", "MOBILE_AUDIENCE", "DESKTOP_AUDIENCE")
    trusted = str(stack.layout.ca_bundle.absolute())
    return {name: ours[name] for name in told} | {
        "PORT": str(port),
        "UPSTREAM_TOKEN": UPSTREAM_TOKEN,
        "NODE_ENV": "production",
        "NODE_EXTRA_CA_CERTS": trusted,
        "SSL_CERT_FILE": trusted,
        "PATH": os.environ["PATH"],
    }
