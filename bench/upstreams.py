"""The upstream process, and the wire to its control port."""

import json
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from local.stack.directory import PATH as DIRECTORY
from local.stack.layout import SERVICES

from bench.process import HOST, running
from bench.stack import CONTROL_PORT, Stack

Behaviours = Mapping[str, Mapping[str, object]]


def everywhere(**behaviour: object) -> Behaviours:
    """The same behaviour of every service."""
    return dict.fromkeys(SERVICES, behaviour)


@dataclass(frozen=True)
class Traffic:
    """What the upstreams saw since they were last told how to behave."""

    calls: int
    bytes: int
    faults: Mapping[str, int]
    faulty_traces: frozenset[str]


class Upstreams:
    """The three services, as the harness steers them."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._answers = control.makefile("rb")

    def behave(self, behaviours: Behaviours) -> None:
        """From now on; a service that is not named is prompt and well. Counts start at nought."""
        self._ask({"orders": {}} | dict(behaviours))

    def traffic(self) -> Traffic:
        services = self._ask({}).values()
        faults: dict[str, int] = {}
        for service in services:
            for kind, count in service["faults"].items():
                faults[kind] = faults.get(kind, 0) + count
        return Traffic(
            calls=sum(service["calls"] for service in services),
            bytes=sum(service["bytes"] for service in services),
            faults=faults,
            faulty_traces=frozenset(trace for service in services for trace in service["faulty_traces"]),
        )

    def _ask(self, command: Mapping[str, object]) -> dict[str, Any]:
        self._control.sendall(json.dumps(command).encode() + b"\n")
        answer: dict[str, Any] = json.loads(self._answers.readline())
        return answer


@contextmanager
def upstreams(stack: Stack) -> Iterator[Upstreams]:
    """The upstreams on the ports where the stack's services would be."""
    config = stack.layout.state / "upstream.json"
    ports = {service: stack.layout.port_of(service) for service in SERVICES}
    told = {
        "ports": ports,
        "control_port": CONTROL_PORT,
        "folder": str(stack.layout.state),
        "directory": str(DIRECTORY),
    }
    config.write_text(json.dumps(told), encoding="utf-8")
    command = (sys.executable, "-m", "bench.upstream", "--config", str(config))
    with (
        running(command, log=stack.log("upstream"), port=CONTROL_PORT),
        socket.create_connection((HOST, CONTROL_PORT)) as control,
    ):
        yield Upstreams(control)
