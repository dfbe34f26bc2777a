"""infra/channels.json, the one list of channels, as far as the stack needs it."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field

from local.serving import read_config

MOST_CHANNELS = 10  # each has a port of the stack's


class Channel(BaseModel):
    """A channel; one with a product is for its subscribers."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$")]
    product: str | None = None


class Publication(BaseModel):
    """What the gateway publishes: channels, and maybe the web client."""

    channels: Annotated[tuple[Channel, ...], Field(min_length=1, max_length=MOST_CHANNELS)]
    web: dict[str, Any] | None = None


def read_publication(path: Path) -> Publication:
    """Raises StartError, which names the file."""
    return read_config(path, Publication)
