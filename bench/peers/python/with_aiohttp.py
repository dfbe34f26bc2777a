"""The BFF on FastAPI and aiohttp: `uvicorn with_aiohttp:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from bff import create_app
from fastapi import FastAPI
from settings import UPSTREAM_HEADERS

client: aiohttp.ClientSession


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    global client
    async with aiohttp.ClientSession(headers=UPSTREAM_HEADERS, raise_for_status=True) as client:
        yield


async def get(url: str, timeout: float) -> dict[str, Any]:
    async with client.get(url, timeout=aiohttp.ClientTimeout(timeout)) as response:
        return await response.json()


app = create_app(get, lifespan)
