"""The configuration of one storage account, read from a JSON file."""

import base64
import binascii
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _base64(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("it is not base64") from None
    return text


class StorageConfig(BaseModel):
    """Where the account listens, where its blobs are, its key (base64), and the origin that may read them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str
    port: int = Field(ge=1, le=65535)
    folder: Path
    account: str = Field(pattern=r"^[a-z0-9]{3,24}$")
    key: Annotated[str, AfterValidator(_base64)] = Field(repr=False)
    origin: str
