"""The monitor as an ASGI application: OTLP in, the console and its API out."""

import time
from collections.abc import Callable
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from local.monitor.access_tokens import AccessTokens
from local.monitor.config import MonitorConfig
from local.monitor.console_api import ConsoleApi, World
from local.monitor.errors import Refusal
from local.monitor.fault_switches import FaultSwitches
from local.monitor.history import History, Limits
from local.monitor.local_only import LocalOnly
from local.monitor.otlp.receiver import Receiver
from local.monitor.sample_clients import SampleClients

CONSOLE = Path(__file__).parent / "static"


def create_app(
    config: MonitorConfig, transport: httpx.AsyncBaseTransport, clock: Callable[[], float] = time.time
) -> Starlette:
    """`transport` reaches the gateway and the services. Raises StartError."""
    spans = Limits(config.most_spans, config.most_seconds)
    points = Limits(config.most_points, config.most_seconds)
    history = History.open(config.database, spans, points, clock)
    clients = SampleClients(
        config.gateway, AccessTokens(config.token_command, clock), history, transport, clock
    )
    switches = FaultSwitches(config.services, transport)
    world = World(gateway=config.gateway, users=config.users)
    api = ConsoleApi(world, history, clients, switches, clock)
    console = Mount("/", StaticFiles(directory=CONSOLE, html=True))
    return Starlette(
        routes=[*Receiver(history).routes(), api.routes(), console],
        middleware=[Middleware(LocalOnly)],
        exception_handlers={Refusal: _refused, HTTPException: _refused, ClientDisconnect: _gone},
    )


async def _refused(_: Request, error: Exception) -> Response:
    match error:
        case Refusal(status=status, message=message, retry_after=int(seconds)):
            return JSONResponse({"message": message}, status, {"Retry-After": str(seconds)})
        case Refusal(status=status, message=message) | HTTPException(status_code=status, detail=message):
            return JSONResponse({"message": message}, status)
    raise error


async def _gone(_: Request, __: Exception) -> Response:
    """Nobody is there to read it."""
    return Response(status_code=400)
