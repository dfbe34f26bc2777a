"""The identity provider's own description of itself (OpenID Connect Discovery 1.0)."""

import json
from typing import Any

import httpx

_TIMEOUTS = httpx.Timeout(5.0).as_dict()


async def read_metadata(authority: str, transport: httpx.AsyncBaseTransport) -> dict[str, Any]:
    """The discovery document; ValueError when it is another issuer's (it must match exactly) or none."""
    metadata = await read_document(f"{authority}/.well-known/openid-configuration", transport)
    if metadata["issuer"] != authority:
        raise ValueError("the discovery document names another issuer")
    return metadata


async def read_document(url: str, transport: httpx.AsyncBaseTransport) -> dict[str, Any]:
    """A JSON document; ValueError or httpx.HTTPError when it cannot be had."""
    request = httpx.Request("GET", url, extensions={"timeout": _TIMEOUTS})
    response = await transport.handle_async_request(request)
    body = await response.aread()
    if response.status_code != httpx.codes.OK:
        raise ValueError(f"{url} answered {response.status_code}")
    try:
        document: dict[str, Any] = json.loads(body)
    except RecursionError as error:
        raise ValueError(f"{url} answered with something nested too deep") from error
    return document
