import asyncio
import socket

import uvloop

from local.serving import ACCEPTED_AT_ONCE, accepting


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
    listener = socket.create_server(("127.0.0.1", 0), backlog=number)
    clients = [socket.create_connection(listener.getsockname()) for _ in range(number)]
    servers = [await loop.create_server(lambda: door, sock=one) for one in accepting(listener)]
    while door.let_in < number:
        await asyncio.sleep(0)
        turns += 1
    for server in servers:
        server.close()
    for client in clients:
        client.close()
    return turns
