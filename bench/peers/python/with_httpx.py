"""The BFF on FastAPI and httpx: `uvicorn with_httpx:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from bff import create_app
from fastapi import FastAPI
from settings import UPSTREAM_HEADERS

client: httpx.AsyncClient


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    global client
    async with httpx.AsyncClient(headers=UPSTREAM_HEADERS) as client:
        yield


async def get(url: str, timeout: float) -> dict[str, Any]:
    try:
        response = await client.get(url, timeout=timeout)
    except httpx.TimeoutException as error:
        raise TimeoutError from error
    return response.raise_for_status().json()


app = create_app(get, lifespan)
