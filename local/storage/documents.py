"""The XML that the service reads and writes."""

import re
from collections.abc import Iterable
from email.utils import formatdate
from html import unescape
from xml.sax.saxutils import escape

from local.storage.blobs import Properties
from local.storage.errors import invalid

_BLOCK = re.compile(r"<(Uncommitted|Latest|Committed)>([^<]*)</\1>")


def block_list(body: bytes) -> list[str]:
    """The ids of a Put Block List, in order. Read without an XML parser: ids are base64 and nothing nests."""
    text = body.decode("utf-8", "replace")
    if "<BlockList>" not in text:
        raise invalid("The body is not a block list.")
    return [unescape(block) for _, block in _BLOCK.findall(text)]


def listing(found: Iterable[Properties]) -> str:
    """The answer of List Blobs, all in one page."""
    blobs = "".join(
        f"<Blob><Name>{escape(each.name)}</Name><Properties>"
        f"<Last-Modified>{http_date(each.modified)}</Last-Modified><Etag>{escape(each.etag)}</Etag>"
        f"<Content-Length>{each.size}</Content-Length><Content-Type>{escape(_content_type(each))}</Content-Type>"
        "<BlobType>BlockBlob</BlobType></Properties></Blob>"
        for each in found
    )
    results = f"<EnumerationResults><Blobs>{blobs}</Blobs><NextMarker/></EnumerationResults>"
    return f'<?xml version="1.0" encoding="utf-8"?>{results}'


def http_date(seconds: float) -> str:
    return formatdate(seconds, usegmt=True)


def _content_type(each: Properties) -> str:
    return each.headers.get("content-type", "application/octet-stream")
