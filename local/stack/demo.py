"""`python -m local demo`: the flows against the running stack, with what each cost."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from local.stack.addresses import Addresses, read
from local.stack.clients import TokenRequest, subscription_key, token
from local.stack.layout import SERVICES, Layout

Credentials = dict[tuple[str, str], dict[str, str]]
_COLUMNS = "{:<46} {:>6} {:>8} {:>9} {:>7} {:>9} {:>9}"


@dataclass(frozen=True)
class Step:
    """One request of a flow."""

    flow: str
    path: str
    caller: str | None
    channel: str = "mobile"
    headers: tuple[tuple[str, str], ...] = ()


NOT_IF_KNOWN = (("If-None-Match", "*"),)
STEPS = (
    Step("A  a phone asks for its orders", "/mobile/orders?page=1", "alice"),
    Step("B  the same again", "/mobile/orders?page=1", "alice"),
    Step("   the same, but not if unchanged", "/mobile/orders?page=1", "alice", headers=NOT_IF_KNOWN),
    Step("   another user, the same address", "/mobile/orders?page=1", "bob"),
    Step("   the app's home screen", "/mobile/home", "alice"),
    Step("C  a browser asks for three pages, joined", "/desktop/orders", "alice", "desktop"),
    Step("   the browser's dashboard", "/desktop/dashboard", "alice", "desktop"),
    Step("D  a partner asks for 200 orders", "/partner/v1/orders?maxpagesize=200", "acme", "partner"),
    Step("-  a mobile token at the desktop channel", "/desktop/orders", "alice"),
    Step("-  nobody, without a token", "/mobile/orders?page=1", None),
)


def demo(layout: Layout) -> None:
    """Raises NotRunning."""
    asyncio.run(_demo(layout, read(layout)))


def served(channels: Sequence[str]) -> list[Step]:
    """The steps that need none but these channels."""
    return [step for step in STEPS if {step.channel, step.path.split("/")[1]} <= set(channels)]


async def _demo(layout: Layout, addresses: Addresses) -> None:
    steps = served(layout.channels)
    callers = {(step.channel, step.caller) for step in steps if step.caller}
    credentials = {caller: await _credentials(layout, *caller) for caller in sorted(callers)}
    print(_COLUMNS.format("flow", "status", "bytes", "time", "cache", "BFF calls", "upstream"))
    async with httpx.AsyncClient(base_url=layout.url("gateway")) as http:
        for step in STEPS:
            if step in steps:
                await _show(http, addresses, step, credentials)
            else:
                print(f"{step.flow:<46} left out: its channel is not in infra/channels.json")


async def _credentials(layout: Layout, channel: str, login: str) -> dict[str, str]:
    """The headers with which a caller is let in."""
    tokens = await token(layout, TokenRequest(channel, login))
    key = {"Ocp-Apim-Subscription-Key": subscription_key(layout, login)} if channel == "partner" else {}
    return {"Authorization": f"Bearer {tokens['access_token']}"} | key


async def _show(http: httpx.AsyncClient, addresses: Addresses, step: Step, credentials: Credentials) -> None:
    headers = dict(step.headers)
    if step.caller:
        headers |= credentials[step.channel, step.caller]
    bff, upstream = await _invocations(http, addresses), await _upstream_calls(http, addresses)
    started = time.perf_counter()
    answer = await http.get(step.path, headers=headers)
    milliseconds = (time.perf_counter() - started) * 1000
    cells = (
        answer.status_code,
        len(answer.content),
        f"{milliseconds:.1f} ms",
        answer.headers.get("X-Cache", "-"),
        await _invocations(http, addresses) - bff,
        await _upstream_calls(http, addresses) - upstream,
    )
    print(_COLUMNS.format(step.flow, *cells))


async def _invocations(http: httpx.AsyncClient, addresses: Addresses) -> int:
    """Counted by the Functions hosts themselves."""
    total = 0
    for part in addresses.values():
        if key := part.get("masterKey"):
            status = await http.get(f"{part['url']}/admin/host/status", headers={"x-functions-key": key})
            total += sum(status.json()["invocations"].values())
    return total


async def _upstream_calls(http: httpx.AsyncClient, addresses: Addresses) -> int:
    """Counted by the sample services; one of your own in their place counts none."""
    samples = [addresses[name] for name in SERVICES if "pid" in addresses[name]]
    counts = [await http.get(f"{sample['url']}/_calls") for sample in samples]
    return sum(int(answer.json()["count"]) for answer in counts)
