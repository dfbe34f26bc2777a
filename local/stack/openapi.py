"""`python -m local openapi`: writes infra/openapi/*.json from the code, or checks that they agree."""

import asyncio
from collections.abc import Iterator

import azure.functions as func

from local.errors import StartError
from local.stack.functions import functions_of
from local.stack.layout import Layout


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
    for channel in layout.channels:
        yield channel, asyncio.run(_ask(channel, layout))


async def _ask(channel: str, layout: Layout) -> bytes:
    functions = {function.get_function_name(): function for function in functions_of(layout, channel)}
    name = f"{channel}_get_openapi"
    if name not in functions:
        raise StartError(f"{channel}: its blueprint has no function {name}")
    request = func.HttpRequest("GET", f"{layout.url(channel)}/{channel}/openapi.json", body=b"")
    response: func.HttpResponse = await functions[name].get_user_function()(request)
    return response.get_body()
