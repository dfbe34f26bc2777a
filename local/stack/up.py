"""`python -m local up`: the whole stack in the foreground, until ctrl-C."""

import asyncio
import fcntl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from local.errors import StartError
from local.identity import IdentityConfig, prepare
from local.stack import addresses, own_services
from local.stack.directory import partners, read_directory
from local.stack.keys import function_keys, subscription_keys
from local.stack.layout import DEFAULT_PORT, Layout
from local.stack.parts import Part, identity_config, parts
from local.stack.supervisor import Supervisor, refuse_taken_ports

Change = Callable[[list[Part]], list[Part]]
NO_URLS: own_services.Urls = MappingProxyType({})


def up(layout: Layout, changes: Sequence[Change] = (), urls: own_services.Urls = NO_URLS) -> None:
    """Raises StartError with one line that says what stands in the way.

    `changes` replace parts by others; `urls` are services of yours, by the name of the sample they replace.
    """
    (layout.state / "logs").mkdir(parents=True, exist_ok=True)
    layout.state.chmod(0o700)  # keys, tokens' databases and spans: nobody else's business
    with _alone(layout):
        _run(layout, changes, urls)


def _run(layout: Layout, changes: Sequence[Change], urls: own_services.Urls) -> None:
    started = time.monotonic()
    keys = function_keys(layout.state / "keys.json", layout.channels)
    directory = read_directory(layout)
    subscriptions = subscription_keys(
        layout.state / "keys.json", [partner.name for partner in partners(directory)]
    )
    processes = parts(layout, directory, keys, subscriptions)
    for change in changes:
        processes = change(processes)
    own = own_services.addresses(processes, urls)
    processes = own_services.in_place(processes, urls)
    refuse_taken_ports(processes)
    # The other parts need its CA and client keys to start.
    prepare(IdentityConfig.model_validate(identity_config(layout)))
    supervisor = Supervisor(processes, layout.state, lambda pids: addresses.write(layout, keys, pids, own))
    try:
        asyncio.run(supervisor.run(lambda: _say_ready(layout, processes, own, started)))
    finally:
        addresses.remove(layout)
    print("stopped")


@contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    """Two stacks on one port would share their state."""
    with (layout.state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StartError(f"a stack already runs on port {layout.port}") from None
        yield


def _say_ready(layout: Layout, processes: Sequence[Part], own: addresses.Addresses, started: float) -> None:
    names = {part.name for part in processes}
    print(f"gateway   {layout.url('gateway')}")
    if "identity" in names:
        page, endpoint = layout.url("identity-page"), layout.url("identity")
        print(f"identity  {page} (sign-in page), {endpoint} (token endpoint)")
    if "web" in names:
        print(f"web       {layout.public_url}/app/")
    for channel in layout.channels:
        print(f"{channel:<9} {layout.url('gateway')}/{channel}/ (its Functions host: {layout.url(channel)})")
    for service, address in own.items():
        print(f"{service:<9} {address['url']} (yours); it must accept tokens with")
        for name, value in address["accepts"].items():
            print(f"          {name:<10} {value}")
    print(f"console   {layout.url('monitor')}/ (see what happens to a request)")
    print(f"logs      {layout.state}/logs/")
    print()
    if "identity" in names:
        _say_what_to_try(layout)
    print(f"ready ({time.monotonic() - started:.1f} s); ctrl-C ends it", flush=True)


def _say_what_to_try(layout: Layout) -> None:
    option = f" PORT={layout.port}" if layout.port != DEFAULT_PORT else ""
    print("a phone's first request, from another terminal:")
    print(f"  TOKEN=$(make -s token CHANNEL=mobile AS=alice{option})")
    print(f'  curl -i -H "Authorization: Bearer $TOKEN" "{layout.url("gateway")}/mobile/orders?page=1"')
    print(f"or all flows at once: make demo{option}; the web client knows alice")
    print()
