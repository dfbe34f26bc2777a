"""JSON objects that no upstream sends: the identity provider's documents, a configuration store's pages."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

_TIMEOUTS = httpx.Timeout(5.0).as_dict()


async def read_object(
    url: str, transport: httpx.AsyncBaseTransport, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """ValueError or httpx.HTTPError when it cannot be had."""
    request = httpx.Request("GET", url, headers=headers, extensions={"timeout": _TIMEOUTS})
    response = await transport.handle_async_request(request)
    body = await response.aread()
    if response.status_code != httpx.codes.OK:
        raise ValueError(f"{url} answered {response.status_code}")
    try:
        document = json.loads(body)
    except RecursionError as error:
        raise ValueError(f"{url} answered with something nested too deep") from error
    if isinstance(document, dict):
        return document
    raise ValueError(f"{url} answered with no JSON object")
