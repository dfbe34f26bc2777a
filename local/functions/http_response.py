"""From what a handler returns to an HTTP answer, through the library's own converter as in the worker."""

import json
from typing import NamedTuple

from azure.functions.http import HttpResponseConverter
from azure.functions.meta import Datum

from local.functions.cookies import rendered

_BODILESS = {204, 205, 304}

Header = tuple[bytes, bytes]


class Answer(NamedTuple):
    """An HTTP answer as ASGI wants it: lower-case header names, one entry for each line."""

    status: int
    headers: list[Header]
    body: bytes = b""


def bare(status: int, *headers: Header) -> Answer:
    """An answer of the host itself, which has no body."""
    return Answer(status, [*headers, (b"content-length", b"0")] if status not in _BODILESS else [*headers])


def json_answer(value: object) -> Answer:
    return _with_body(json.dumps(value).encode(), b"application/json")


def answer(returned: object) -> Answer:
    """The answer for a handler's return value; an exception here fails the invocation, as in the host."""
    datum = _encoded(returned)
    if datum.type == "string":
        return _text(datum.value)
    value = datum.value
    status, body = int(value["status_code"].value), value["body"].value
    headers: dict[str, str] = {}
    for name, header in value["headers"].items():
        headers.setdefault(name.lower(), header.value)
    _frame(headers, status, body)
    lines = [(name.encode("ascii"), text.encode("ascii")) for name, text in headers.items()]
    lines += [(b"set-cookie", cookie.encode("ascii")) for cookie in rendered(value["cookies"] or [])]
    return Answer(status, lines, body)


def _encoded(returned: object) -> Datum:
    try:
        return HttpResponseConverter.encode(returned, expected_type=None)
    except NotImplementedError:
        raise TypeError(f"it returned a {type(returned).__name__}, not an HttpResponse or a str") from None


def _text(text: str) -> Answer:
    try:
        json.loads(text)
    except ValueError:
        return _with_body(text.encode(), b"text/plain; charset=utf-8")
    raise ValueError("the host would interpret and reformat a str that is JSON: return an HttpResponse")


def _with_body(body: bytes, content_type: bytes) -> Answer:
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
    return Answer(200, headers, body)


def _frame(headers: dict[str, str], status: int, body: bytes) -> None:
    if status not in _BODILESS:
        headers["content-length"] = str(len(body))
    elif body:
        raise ValueError(f"an answer with status {status} cannot have a body")
