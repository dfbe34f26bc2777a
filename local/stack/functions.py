"""A channel's functions, made in this process with the settings that the stack would give its host."""

import json
import os

from azure.functions.decorators.function_app import Function

from local.checks.route import Route
from local.errors import StartError
from local.stack.directory import read_directory
from local.stack.keys import new_keys
from local.stack.layout import Layout
from local.stack.parts import app_settings
from shared.settings import SettingsError, read_settings


def functions_of(layout: Layout, channel: str) -> list[Function]:
    """Raises StartError."""
    settings = app_settings(layout, read_directory(layout), channel, new_keys())
    # Files are there, and a monitor listens, only where a stack has started.
    absent = {"REQUESTS_CA_BUNDLE", "SESSION_ASSERTION_KEY", f"{channel.upper()}_ASSERTION_KEY"}
    absent |= {"OTEL_EXPORTER_OTLP_ENDPOINT"}
    os.environ.update({name: value for name, value in settings.items() if name not in absent})
    try:
        from function_app import create_app  # noqa: PLC0415 - reads its settings when imported

        return create_app(read_settings()).get_functions()
    except (SettingsError, ModuleNotFoundError) as error:
        raise StartError(f"{channel}: {error}") from error


def routes(layout: Layout) -> list[Route]:
    """Every HTTP function of every channel."""
    return [
        Route(channel, str(function.get_function_name()), frozenset(trigger["methods"]), trigger["route"])
        for channel in layout.channels
        for function in functions_of(layout, channel)
        for trigger in map(json.loads, function.get_raw_bindings())
        if trigger["type"] == "httpTrigger"
    ]
