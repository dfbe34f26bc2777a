"""The console's switches: what goes wrong with an upstream service."""

from collections.abc import Mapping
from typing import Any, Literal

import httpx
from pydantic import BaseModel, ConfigDict

from local.monitor.errors import Refusal
from local.monitor.shape import Shape

State = Literal["well", "slow", "failing", "dead", "other"]
TIMEOUT_SECONDS = 5.0
# As the services' `PUT /_faults` takes them; `slow` outlasts the mobile channel's budget, not the desktop's.
FAULTS: Mapping[str, dict[str, Any]] = {
    "slow": {"kind": "slow", "delayMs": 3000},
    "failing": {"kind": "fail", "status": 500},
    "dead": {"kind": "reset"},
}


class Switch(BaseModel):
    """The position that a switch is put to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: Literal["well", "slow", "failing", "dead"]


class Position(Shape):
    """The position that a service's switch is in; `other` is a fault that no switch makes."""

    service: str
    state: State


class FaultSwitches:
    """One for each service."""

    def __init__(self, services: Mapping[str, str], transport: httpx.AsyncBaseTransport) -> None:
        self._services = services
        self._http = httpx.AsyncClient(transport=transport, timeout=TIMEOUT_SECONDS)

    async def positions(self) -> list[Position]:
        """Raises Refusal."""
        return [Position(service=name, state=await self._state(name)) for name in self._services]

    async def turn(self, service: str, switch: Switch) -> Position:
        """Raises Refusal."""
        if switch.state == "well":
            await self._request("DELETE", service)
        else:
            await self._request("PUT", service, FAULTS[switch.state])
        return Position(service=service, state=await self._state(service))

    async def _state(self, service: str) -> State:
        active = (await self._request("GET", service)).json()
        for state in ("slow", "failing", "dead"):
            if active == FAULTS[state]:
                return state
        return "other" if active else "well"

    async def _request(
        self, method: str, service: str, fault: Mapping[str, Any] | None = None
    ) -> httpx.Response:
        if service not in self._services:
            raise Refusal(404, f"there is no service '{service}'")
        try:
            answer = await self._http.request(method, f"{self._services[service]}/_faults", json=fault)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise Refusal(502, f"the service '{service}' does not take a fault") from error
        return answer
