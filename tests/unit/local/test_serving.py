import asyncio
import socket
from pathlib import Path

import pytest
import uvloop
from pydantic import BaseModel, ConfigDict

from local.errors import StartError
from local.serving import ACCEPTED_AT_ONCE, listen, read_config


class Told(BaseModel):
    model_config = ConfigDict(extra="forbid")

    host: str
    port: int


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"port": "high", "colour": 1}',
            "host: Field required; port: Input should be a valid integer.*colour: Ex",
        ),
        ("{", "Invalid JSON: "),
        (None, "No such file or directory$"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_one_line_that_names_it(
    tmp_path: Path, text: str | None, message: str
) -> None:
    path = tmp_path / "part.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(StartError, match=rf"^{path}: {message}") as refused:
        read_config(path, Told)
    assert "\n" not in str(refused.value)


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError) as refused:
            listen("127.0.0.1", port)
    assert str(refused.value) == f"cannot listen on 127.0.0.1:{port}: Address already in use"


class Door(asyncio.Protocol):
    """Counts whom it lets in."""

    def __init__(self) -> None:
        self.let_in = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.let_in += 1
        transport.close()


def test_clients_who_come_at_once_are_let_in_together() -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(_turns(ACCEPTED_AT_ONCE)) < ACCEPTED_AT_ONCE / 4


async def _turns(number: int) -> int:
    """How often the loop goes round until so many clients are let in, all of whom were there before."""
    loop, door, turns = asyncio.get_running_loop(), Door(), 0
    listeners = listen("127.0.0.1", 0)
    clients = [socket.create_connection(listeners[0].getsockname()) for _ in range(number)]
    servers = [await loop.create_server(lambda: door, sock=one) for one in listeners]
    while door.let_in < number:
        await asyncio.sleep(0)
        turns += 1
    for server in servers:
        server.close()
    for client in clients:
        client.close()
    return turns
