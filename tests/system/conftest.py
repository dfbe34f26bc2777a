"""The whole pipe in one process: policies, Functions host, BFF, services and identity provider, no sockets.

Everything speaks real HTTP messages over ASGI; only the network between the parts is simulated.
"""

import json
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

import azure.functions as func
import httpx
import pytest
from starlette.types import ASGIApp

import local.clients
import local.identity
import local.services
from local.functions import FunctionsHost, Keys
from local.gateway import Coverage, GatewayConfig, create_gateway
from local.stack.clients import TokenRequest, request_token
from local.stack.directory import partners, read_directory
from local.stack.layout import SERVICES, Layout
from local.stack.parts import Part, identity_config, parts
from shared.settings import UPSTREAMS, read_settings
from shared.transport import Transports
from tests.clock import RunningClock
from tests.system.browser import Browser
from tests.system.stack import ROOT, Stack, start

COVERAGE = Coverage()
MASTER_KEY = "master-key"
APIM_KEY = "apim-key"
RING = f"key-1:{43 * 'A'}"
STORAGE_KEY = 88 * "A"


def pytest_sessionfinish(session: pytest.Session) -> None:
    least = session.config.getoption("--policy-coverage", None)
    if least is not None and COVERAGE.percent(ROOT / "infra") < least:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    least = config.getoption("--policy-coverage", None)
    if least is not None:
        terminalreporter.section("policy coverage")
        for point in COVERAGE.missed(ROOT / "infra"):
            terminalreporter.line(f"infra/{point}")
        percent = COVERAGE.percent(ROOT / "infra")
        terminalreporter.line(
            f"{percent:.1f} % of the policies' elements, arms and expressions ran ({least} % wanted)"
        )


class Internet(httpx.AsyncBaseTransport):
    """Routes requests to in-process applications by origin; where nobody is mounted, nobody listens."""

    def __init__(self) -> None:
        self._transports: dict[str, httpx.ASGITransport] = {}
        self.refused: list[str] = []
        self._bytes: Counter[str] = Counter()

    def mount(self, url: str, app: ASGIApp) -> None:
        self._transports[urlsplit(url).netloc] = httpx.ASGITransport(app, raise_app_exceptions=False)

    def mounted(self, url: str) -> ASGIApp:
        return self._transports[urlsplit(url).netloc].app

    def unmount(self, url: str) -> None:
        del self._transports[urlsplit(url).netloc]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        transport = self._transports.get(request.url.netloc.decode())
        if transport is None:
            known = ", ".join(self._transports)
            self.refused.append(str(request.url))
            raise httpx.ConnectError(f"nothing is mounted at {request.url.netloc!r}; there is {known}")
        response = await transport.handle_async_request(request)
        self._bytes[request.url.netloc.decode()] += len(await response.aread())
        return response

    def bytes_from(self, url: str) -> int:
        """How many bytes of bodies came from there so far."""
        return self._bytes[urlsplit(url).netloc]


@dataclass
class World:
    """What outlives a test: the services with their data, and the identity provider."""

    layout: Layout
    internet: Internet
    configs: Mapping[str, Part]
    tokens: dict[TokenRequest, str] = field(default_factory=dict)


@dataclass
class Portico:
    """One stack under test; caches and counters are its own."""

    world: World
    clock: RunningClock
    hosts: Mapping[str, FunctionsHost]
    http: httpx.AsyncClient

    async def token(
        self,
        login: str = "alice",
        channel: str = "mobile",
        scopes: tuple[str, ...] = (),
        lifetime: int | None = None,
    ) -> str:
        request = TokenRequest(channel, login, scopes, lifetime)
        if request not in self.world.tokens:
            self.world.tokens[request] = await self.fresh_token(request)
        return self.world.tokens[request]

    async def fresh_token(self, request: TokenRequest) -> str:
        async with httpx.AsyncClient(transport=self.world.internet) as http:
            answer = await request_token(http, self.world.layout, request)
        return str(answer["access_token"])

    async def get(self, path: str, login: str | None = "alice", **headers: str) -> httpx.Response:
        """A GET through the gateway, as `login` with a token of the path's channel."""
        return await self.request("GET", path, login, headers=headers)

    async def request(
        self,
        method: str,
        path: str,
        login: str | None = "alice",
        headers: Mapping[str, str] | None = None,
        **rest: object,
    ) -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if login is not None and "authorization" not in sent:
            channel = path.split("/")[1]
            sent["authorization"] = f"Bearer {await self.token(login, channel)}"
        return await self.http.request(method, path, headers=sent, **rest)  # type: ignore[arg-type]

    def serve(self, channel: str, **settings: str) -> None:
        """Replace a channel's function app by one with other settings."""
        host = _host(self.world, channel, self.clock, settings)
        self.world.internet.mount(self.world.layout.url(channel), host)

    def browser(self) -> Browser:
        """A new browser, signed in nowhere."""
        return Browser(httpx.AsyncClient(transport=self.world.internet), self.world.layout.public_url)

    async def upstream_calls(self) -> int:
        total = 0
        async with httpx.AsyncClient(transport=self.world.internet) as http:
            for service in SERVICES:
                total += (await http.get(f"{self.world.layout.url(service)}/_calls")).json()["count"]
        return total

    async def fault(self, service: str, **fault: object) -> None:
        async with httpx.AsyncClient(transport=self.world.internet) as http:
            answer = await http.put(f"{self.world.layout.url(service)}/_faults", json=fault)
            answer.raise_for_status()

    async def repair(self, service: str) -> None:
        async with httpx.AsyncClient(transport=self.world.internet) as http:
            await http.delete(f"{self.world.layout.url(service)}/_faults")


def subscription(partner: str) -> dict[str, str]:
    return {name: f"{name} key of {partner}" for name in ("primary", "secondary")}


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    os.chdir(ROOT)
    layout = Layout(20_000, tmp_path_factory.mktemp("portico"), ROOT)
    layout.state.mkdir(parents=True)
    directory, internet = read_directory(layout), Internet()
    own = {"apim": APIM_KEY, "master": MASTER_KEY, "ring": RING, "storage": STORAGE_KEY}
    keys = dict.fromkeys(layout.channels, own)
    subscriptions = {partner.name: subscription(partner.name) for partner in partners(directory)}
    configs = {part.name: part for part in parts(layout, directory, keys, subscriptions)}
    identity = local.identity.create_app(
        local.identity.IdentityConfig.model_validate(identity_config(layout))
    )
    internet.mount(layout.url("identity"), identity)
    internet.mount(layout.url("identity-page"), identity)
    for service in SERVICES:
        config = local.services.ServiceConfig.model_validate(configs[service].config)
        internet.mount(layout.url(service), local.services.create_app(config, internet))
    return World(layout, internet, configs)


@pytest.fixture
async def portico(world: World) -> AsyncIterator[Portico]:
    clock, internet = RunningClock(), world.internet
    internet.refused.clear()
    hosts = {channel: _host(world, channel, clock) for channel in world.layout.channels}
    for channel, host in hosts.items():
        internet.mount(world.layout.url(channel), host)
    internet.mount(world.layout.url("web"), local.clients.create_app(world.configs["web"].config["root"]))
    config = GatewayConfig.model_validate(world.configs["gateway"].config)
    gateway = create_gateway(config, internet, clock, coverage=COVERAGE)
    internet.mount(world.layout.url("gateway"), gateway)
    transport = httpx.ASGITransport(gateway, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=world.layout.url("gateway")) as http:
        portico = Portico(world, clock, hosts, http)
        yield portico
        for service in SERVICES:
            await portico.repair(service)


def function_app_of(
    world: World, channel: str, clock: RunningClock, changes: Mapping[str, str] = MappingProxyType({})
) -> func.FunctionApp:
    settings, internet = world.configs[channel].config["settings"] | changes, world.internet
    del settings["OTEL_EXPORTER_OTLP_ENDPOINT"]  # tests/conftest.py collects what is recorded
    os.environ.update(settings)
    from function_app import create_app  # noqa: PLC0415 - reads its settings when imported

    transports = Transports(dict.fromkeys(UPSTREAMS, internet), internet)
    return create_app(read_settings(settings), transports, clock)


def _host(
    world: World, channel: str, clock: RunningClock, changes: Mapping[str, str] = MappingProxyType({})
) -> FunctionsHost:
    config = world.configs[channel].config
    host_json = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))
    keys = Keys(master=config["master_key"], host=config["host_keys"], functions={})
    return FunctionsHost(function_app_of(world, channel, clock, changes), host_json, keys)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of processes, for the few tests that need the real network."""
    stack = start(tmp_path_factory.mktemp("home"), 21_000)
    yield stack
    stack.stop()
