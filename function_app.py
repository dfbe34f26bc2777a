"""The composition root: settings, the way out, and a blueprint for each channel that is served here."""

import time
from collections.abc import Callable
from importlib import import_module

import azure.functions as func

from shared import garbage_collection, telemetry
from shared.environment import Environment
from shared.settings import Settings, SettingsError, read_settings
from shared.transport import Transports, open_transports

CHANNELS = {"mobile": "mobile_bff", "desktop": "desktop_bff", "partner": "partner_bff"}


def create_app(
    settings: Settings, transports: Transports | None = None, clock: Callable[[], float] = time.time
) -> func.FunctionApp:
    """The function app of the channels named in the settings; only their packages are imported."""
    if unknown := sorted(settings.channels.keys() - CHANNELS.keys()):
        raise SettingsError(f"BFF_CHANNELS names {', '.join(unknown)}; there are {', '.join(CHANNELS)}")
    environment = Environment(settings, transports or open_transports(settings), clock)
    application = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)
    for name in settings.channels:
        application.register_functions(import_module(CHANNELS[name]).blueprint(environment))
    return application


def _start() -> func.FunctionApp:
    settings = read_settings()
    telemetry.start(settings)
    return create_app(settings)


app = _start()
garbage_collection.freeze()
