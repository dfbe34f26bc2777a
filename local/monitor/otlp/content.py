"""The content of an export request: bounded, unpacked, and read as the message that its path asks for."""

import zlib
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import DecodeError, Message
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request

from local.monitor.errors import Refusal

T = TypeVar("T")

MOST_BYTES = 4 * 2**20
PROTOBUF, JSON = "application/x-protobuf", "application/json"
_GZIP = zlib.MAX_WBITS | 16


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A kind of message in both of its encodings."""

    protobuf: type[Message]
    json: TypeAdapter[T]


@dataclass(frozen=True)
class Export(Generic[T]):
    """A message, the encoding it came in, and how its ids become hexadecimal digits."""

    message: T
    media_type: str
    hexadecimal: Callable[[str], str]


async def read(request: Request, kind: Kind[T]) -> Export[T]:
    """Raises Refusal."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in {PROTOBUF, JSON}:
        raise Refusal(415, f"an export is {PROTOBUF} or {JSON}")
    content = _unpacked(await bounded_body(request), request.headers.get("content-encoding", "identity"))
    try:
        if media_type == JSON:
            return Export(kind.json.validate_json(content), media_type, str.lower)
        translated = MessageToDict(kind.protobuf.FromString(content), use_integers_for_enums=True)
        return Export(kind.json.validate_python(translated), media_type, _from_base64)
    except (DecodeError, ValidationError):
        raise Refusal(400, f"the export is not the {media_type} message of this path") from None


async def bounded_body(request: Request) -> bytes:
    """Raises Refusal."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise _too_large()
    return bytes(body)


def _unpacked(content: bytes, coding: str) -> bytes:
    if coding == "identity":
        return content
    if coding != "gzip":
        raise Refusal(415, "an export is packed with gzip or not at all")
    unpacking = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacking.decompress(content, MOST_BYTES + 1)
    except zlib.error:
        raise Refusal(400, "the export is not gzip") from None
    if len(unpacked) > MOST_BYTES:
        raise _too_large()
    if not unpacking.eof:
        raise Refusal(400, "the export ends too early")
    return unpacked


def _from_base64(text: str) -> str:
    """The JSON mapping of Protobuf, which OTLP's own JSON departs from in this alone, has bytes in base64."""
    return b64decode(text).hex()


def _too_large() -> Refusal:
    return Refusal(413, f"an export has at most {MOST_BYTES} bytes, packed and unpacked")
