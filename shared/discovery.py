"""The documents that the identity provider publishes: its description of itself, its keys."""

from typing import Any

import httpx

from shared.http.json_object import read_object
from shared.telemetry import TracedTransport


async def read_metadata(authority: str, transport: httpx.AsyncBaseTransport) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0; ValueError if it is another issuer's (it must match exactly) or none."""
    metadata = await read_published(f"{authority}/.well-known/openid-configuration", transport)
    if metadata.get("issuer") != authority:
        raise ValueError("the discovery document names another issuer")
    return metadata


async def read_published(url: str, transport: httpx.AsyncBaseTransport) -> dict[str, Any]:
    """ValueError or httpx.HTTPError when it cannot be had."""
    return await read_object(url, TracedTransport("identity", transport))
