"""`python -m local.identity --config FILE`: https for servers, plain http for what a browser sees."""

import argparse
import asyncio
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from pydantic import ValidationError
from starlette.applications import Starlette

from local.errors import StartError
from local.identity import IdentityConfig, StateDamaged, create_app


class Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: they end two servers, not one."""
        yield


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m local.identity", description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    try:
        servers = listening_servers(parser.parse_args(arguments).config)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        sys.exit(f"identity: {error.title}: {'; '.join(faults)}")
    except (OSError, StartError, StateDamaged) as error:
        sys.exit(f"identity: {error}")
    # uvicorn's own choice of loop: plain asyncio answers 40 ms late on a listener it did not open.
    loop_factory = next(iter(servers)).config.get_loop_factory()
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(serve(servers))


def listening_servers(config_file: Path) -> dict[Server, socket.socket]:
    """Listening last: a port that can be reached is one that answers."""
    config = IdentityConfig.model_validate_json(config_file.read_bytes())
    app = create_app(config)
    page = socket.create_server((config.host, config.page_port))
    tls = socket.create_server((config.host, config.tls_port))
    return {_server(app): page, _server(app, config.state / "server.pem"): tls}


def _server(app: Starlette, certificate: Path | None = None) -> Server:
    return Server(
        uvicorn.Config(
            app,
            ssl_certfile=certificate,
            log_level="warning",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
    )


async def serve(servers: dict[Server, socket.socket]) -> None:
    def stop() -> None:
        for server in servers:
            server.should_exit = True

    for signal_number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop)
    async with asyncio.TaskGroup() as tasks:
        for server, listener in servers.items():
            tasks.create_task(server.serve([listener]))


if __name__ == "__main__":
    main()
