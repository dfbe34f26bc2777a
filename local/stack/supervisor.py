"""Starts every part, keeps it running, and ends it with the stack."""

import asyncio
import ctypes
import json
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from local.errors import StartError
from local.private_file import write_private
from local.stack.layout import HOST
from local.stack.parts import Part

READY_WITHIN_SECONDS = 60.0
STOP_WITHIN_SECONDS = 8.0
BACK_OFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0)
STEADY_SECONDS = 30.0
_POLL_SECONDS = 0.05


def refuse_taken_ports(parts: Sequence[Part]) -> None:
    """Raises StartError naming the first port that somebody else listens on."""
    for part in parts:
        for port in part.ports:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((HOST, port))
                except OSError as error:
                    raise StartError(f"port {port} ({part.name}) cannot be used: {error.strerror}") from None


class Supervisor:
    """One process a part; a part that dies is started again, later each time it dies young."""

    def __init__(
        self, parts: Sequence[Part], state: Path, on_change: Callable[[dict[str, int]], None]
    ) -> None:
        self._parts = parts
        self._state = state
        self._on_change = on_change
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._stopping = asyncio.Event()

    async def run(self, on_ready: Callable[[], None]) -> None:
        """Until SIGINT or SIGTERM. Raises StartError when a part does not come up at first."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stopping.set)
        try:
            for part in self._parts:
                await self._start(part)
            self._announce()
            await self._until_ready()
            if not self._stopping.is_set():
                on_ready()
                await self._watch()
        finally:
            await self._stop()

    async def _start(self, part: Part) -> None:
        config = self._state / f"{part.name}.json"
        write_private(config, json.dumps(part.config, indent=2).encode())
        with self.log_of(part).open("ab") as log:
            self._processes[part.name] = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", part.module, "--config", str(config)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,
                start_new_session=True,  # ctrl-C reaches the supervisor alone; it ends the parts in order
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )

    def log_of(self, part: Part) -> Path:
        return self._state / "logs" / f"{part.name}.log"

    async def _until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        waiting = [(part, port) for part in self._parts for port in part.ports]
        while waiting and not self._stopping.is_set():
            self._raise_if_dead()
            if time.monotonic() > deadline:
                raise StartError(f"{waiting[0][0].name} is not ready; see {self.log_of(waiting[0][0])}")
            waiting = [(part, port) for part, port in waiting if not await _listens(port)]
            await asyncio.sleep(_POLL_SECONDS if waiting else 0)

    def _raise_if_dead(self) -> None:
        for part in self._parts:
            if self._processes[part.name].returncode is not None:
                log = self.log_of(part)
                raise StartError(f"{part.name} did not start: {_last_line(log)} (see {log})")

    async def _watch(self) -> None:
        async with asyncio.TaskGroup() as group:
            keepers = [group.create_task(self._keep(part)) for part in self._parts]
            await self._stopping.wait()
            for keeper in keepers:
                keeper.cancel()

    async def _keep(self, part: Part) -> None:
        deaths = 0
        while True:
            started = time.monotonic()
            status = await self._processes[part.name].wait()
            deaths = 0 if time.monotonic() - started > STEADY_SECONDS else deaths
            delay = BACK_OFF_SECONDS[min(deaths, len(BACK_OFF_SECONDS) - 1)]
            deaths += 1
            again = f"it is started again in {delay} s (see {self.log_of(part)})"
            print(f"{part.name} ended with status {status}; {again}", flush=True)
            await asyncio.sleep(delay)
            await self._start_again(part)

    async def _start_again(self, part: Part) -> None:
        """Where that is impossible, the old process has still ended, and the next attempt comes later."""
        try:
            await self._start(part)
            self._announce()
        except OSError as error:
            print(f"{part.name} cannot be started: {error}", flush=True)

    def _announce(self) -> None:
        self._on_change({name: process.pid for name, process in self._processes.items()})

    async def _stop(self) -> None:
        """The gateway first, so that nobody meets a half stopped system; whoever does not end is killed."""
        running = [process for process in reversed(self._processes.values()) if process.returncode is None]
        for process in running:
            with suppress(ProcessLookupError):
                process.terminate()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_WITHIN_SECONDS):
                for process in running:
                    await process.wait()
        for process in running:
            if process.returncode is None:
                process.kill()
                await process.wait()


def _end_with_parent() -> None:
    """Linux ends this process when the supervisor is killed outright: no orphans hold the ports."""
    set_parent_death_signal = 1  # PR_SET_PDEATHSIG
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    return True


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else f"it left no message; {_free(log)}"


def _free(path: Path) -> str:
    """A full disk is why a log can be empty."""
    return f"its disk has {shutil.disk_usage(path).free // 2**20} MiB left"
