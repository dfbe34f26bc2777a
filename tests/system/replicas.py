"""Further instances of the gateway and of the desktop BFF, over the same session store and provider."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import httpx

from local.functions import FunctionsHost, Keys
from local.gateway import GatewayConfig, create_gateway
from shared.settings import UPSTREAMS, read_settings
from shared.transport import Transports
from tests.system.browser import SESSION, Browser
from tests.system.conftest import Portico
from tests.system.stack import ROOT

BFF, GATEWAY = "http://replica.test:7071", "http://replica.test"
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Replica:
    """A gateway and the desktop BFF behind it."""

    url: str

    async def fetch(
        self, browser: Browser, path: str, method: str = "GET", session: str | None = None
    ) -> httpx.Response:
        """With the browser's session, or another, as if a load balancer had led it here."""
        headers = {
            "cookie": f"{SESSION}={session or browser.session}",
            "x-csrf": "1",
            "origin": browser.gateway,
            "sec-fetch-site": "same-origin",
        }
        return await browser.http.request(method, f"{self.url}{path}", headers=headers)


def replicas(portico: Portico) -> tuple[Replica, Replica]:
    """The instance that browsers sign in at, and another."""
    return Replica(portico.world.layout.public_url), replica(portico)


def replica(portico: Portico, settings: Mapping[str, str] = NOTHING) -> Replica:
    """Another instance of both; `settings` replaces app settings of its BFF."""
    config, internet = dict(portico.world.configs["gateway"].config), portico.world.internet
    config["backends"] = config["backends"] | {"desktop-bff": f"{BFF}/desktop"}
    internet.mount(BFF, _bff(portico, settings))
    internet.mount(GATEWAY, create_gateway(GatewayConfig.model_validate(config), internet, portico.clock))
    return Replica(GATEWAY)


def _bff(portico: Portico, settings: Mapping[str, str]) -> FunctionsHost:
    from function_app import create_app  # noqa: PLC0415 - reads its settings when imported

    config, internet = portico.world.configs["desktop"].config, portico.world.internet
    transports = Transports(dict.fromkeys(UPSTREAMS, internet), internet)
    app = create_app(read_settings(config["settings"] | settings), transports, portico.clock)
    keys = Keys(master=config["master_key"], host=config["host_keys"], functions={})
    return FunctionsHost(app, json.loads((ROOT / "host.json").read_text(encoding="utf-8")), keys)
