"""The parts of Portico that take part: told what `local.stack` tells them, on ports of their own."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from local.identity import IdentityConfig, prepare
from local.stack.clients import TokenRequest, request_token
from local.stack.directory import read_directory
from local.stack.keys import function_keys
from local.stack.layout import Layout
from local.stack.parts import Part, parts

from bench.process import Process, running

PORT = 9700
CONTROL_PORT = PORT + 40
CACHE = Path("bench/.cache")
CALLERS = 32


@dataclass(frozen=True)
class Caller:
    """A user, with an access token for each channel."""

    login: str
    object_id: str
    tokens: Mapping[str, str]


class Stack:
    """Where the parts are and how each is started; nothing runs yet, and nothing is left of earlier runs."""

    def __init__(self, port: int = PORT, home: Path = CACHE) -> None:
        self.layout = Layout(port, home)
        shutil.rmtree(self.layout.state, ignore_errors=True)
        (self.layout.state / "logs").mkdir(parents=True, exist_ok=True)
        self.directory = read_directory(self.layout)
        self.keys = function_keys(self.layout.state / "keys.json", self.layout.channels)
        prepare(IdentityConfig.model_validate(self._parts["identity"].config))

    @cached_property
    def _parts(self) -> dict[str, Part]:
        return {part.name: part for part in parts(self.layout, self.directory, self.keys, {})}

    def settings(self, channel: str) -> dict[str, str]:
        """The app settings of a channel's function app."""
        settings: dict[str, str] = dict(self._parts[channel].config["settings"])
        return settings

    def url(self, part: str) -> str:
        return self.layout.url(part)

    def log(self, name: str) -> Path:
        return self.layout.state / "logs" / f"{name}.log"

    def config_of(self, part: str, changes: Mapping[str, Any] | None = None) -> tuple[str, Path]:
        """The module of a part, and its configuration as a file; `changes` replaces keys of it."""
        told = dict(self._parts[part].config) | dict(changes or {})
        path = self.layout.state / f"{part}.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(told), encoding="utf-8")
        return self._parts[part].module, path

    @contextmanager
    def identity(self, python: str) -> Iterator[Process]:
        """The identity provider: it signs tokens before a run and answers each server's first exchange."""
        module, config = self.config_of("identity")
        command = (python, "-m", module, "--config", str(config))
        with running(command, log=self.log("identity"), port=self.layout.port_of("identity")) as process:
            yield process

    @contextmanager
    def collector(self, python: str) -> Iterator[Process]:
        """Where the monitor would be: whatever telemetry is sent there is taken."""
        port = self.layout.port_of("monitor")
        command = (python, "-m", "bench.collector", str(port))
        with running(command, log=self.log("collector"), port=port) as process:
            yield process

    async def callers(self, count: int) -> list[Caller]:
        """The first users of the directory; the identity provider must run."""
        async with httpx.AsyncClient(verify=str(self.layout.ca_bundle)) as http:
            return [await self._caller(http, user.login, user.id) for user in self.directory.users[:count]]

    async def _caller(self, http: httpx.AsyncClient, login: str, object_id: str) -> Caller:
        tokens = {
            channel: (await request_token(http, self.layout, TokenRequest(channel, login)))["access_token"]
            for channel in ("mobile", "desktop")
        }
        return Caller(login, object_id, tokens)
