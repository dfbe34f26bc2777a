"""Blob Batch: several deletes in one multipart request, each with a signature and an answer of its own."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.responses import Response

from local.storage.authorization import Signed
from local.storage.errors import StorageError, invalid

MOST = 256
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


def answer(content_type: str, body: bytes, delete: Callable[[Signed], None]) -> Response:
    """202 with one part for each part of the request; `delete` raises StorageError for what is not done."""
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise invalid("A batch is multipart/mixed.")
    parts = body.split(f"--{boundary[1]}".encode())[1:-1]
    if len(parts) > MOST:
        raise invalid(f"A batch has at most {MOST} parts.")
    answers = [_part(part, delete) for part in parts]
    own = "batchresponse_1"
    text = "".join(f"--{own}\r\n{each}\r\n" for each in answers) + f"--{own}--\r\n"
    return Response(text, 202, media_type=f"multipart/mixed; boundary={own}")


def _part(part: bytes, delete: Callable[[Signed], None]) -> str:
    head, _, inner = part.decode("utf-8", "replace").lstrip("\r\n").partition("\r\n\r\n")
    request_line, *lines = inner.strip().split("\r\n")
    method, _, rest = request_line.partition(" ")
    target = urlsplit(rest.rpartition(" ")[0])
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    number = re.search(r"(?i)content-id: *(\S+)", head)
    try:
        if method != "DELETE":
            raise invalid("Only deletes are supported in a batch.")
        delete(Signed(method, target.path, target.query, headers))
        status = "202 Accepted"
    except StorageError as error:
        status = f"{error.status} {error.code}\r\nx-ms-error-code: {error.code}"
    identified = f"Content-ID: {number[1]}\r\n" if number else ""
    return f"Content-Type: application/http\r\n{identified}\r\nHTTP/1.1 {status}\r\n\r\n"
