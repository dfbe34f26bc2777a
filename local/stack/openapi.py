"""`python -m local openapi`: writes infra/openapi/*.json from the code, or checks that they agree."""

import asyncio
import os
from collections.abc import Iterator

import azure.functions as func

from local.stack.directory import read_directory
from local.stack.layout import Layout
from local.stack.parts import app_settings, channels


def write(layout: Layout) -> None:
    for channel, document in _documents(layout):
        path = layout.infra / "openapi" / f"{channel}.json"
        path.write_bytes(document)
        print(f"wrote {path}")


def differing(layout: Layout) -> list[str]:
    """The committed documents that are not what the code generates."""
    paths = (
        (layout.infra / "openapi" / f"{channel}.json", document) for channel, document in _documents(layout)
    )
    return [str(path) for path, document in paths if not path.exists() or path.read_bytes() != document]


def _documents(layout: Layout) -> Iterator[tuple[str, bytes]]:
    """Asked of each channel's own `openapi.json` function."""
    for channel in channels(layout):
        yield channel, asyncio.run(_ask(channel, layout))


async def _ask(channel: str, layout: Layout) -> bytes:
    settings = app_settings(layout, read_directory(layout), channel)
    files = {
        "REQUESTS_CA_BUNDLE",
        "SPANS_FILE",
        f"{channel.upper()}_ASSERTION_KEY",
    }  # made only when a stack starts
    os.environ.update({name: value for name, value in settings.items() if name not in files})
    from function_app import create_app  # noqa: PLC0415 - reads its settings when imported
    from shared.settings import read  # noqa: PLC0415

    functions = {function.get_function_name(): function for function in create_app(read()).get_functions()}
    request = func.HttpRequest("GET", f"{layout.url(channel)}/{channel}/openapi.json", body=b"")
    response: func.HttpResponse = await functions[f"{channel}_get_openapi"].get_user_function()(request)
    return response.get_body()
