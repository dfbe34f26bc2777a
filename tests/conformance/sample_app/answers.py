"""What the sample app's handlers return, by the name of the edge case."""

from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

import azure.functions as func

caller: ContextVar[str] = ContextVar("caller", default="nobody")

ANSWERS: dict[str, Any] = {
    "created": lambda: func.HttpResponse('{"id":1}', status_code=201, mimetype="application/json"),
    "named-status": lambda: func.HttpResponse("gone", status_code=HTTPStatus.GONE),
    "bytes": lambda: func.HttpResponse(bytes(range(256)), mimetype="application/octet-stream"),
    "charset": lambda: func.HttpResponse("Grüße", charset="latin-1"),
    "content-type-wins": lambda: func.HttpResponse(
        "a", mimetype="text/html", headers={"Content-Type": "text/csv"}
    ),
    "no-content": lambda: func.HttpResponse(status_code=204),
    "not-modified": lambda: func.HttpResponse(status_code=304, headers={"ETag": '"1"'}),
    "text": lambda: "plain text",
    "empty-text": lambda: "",
    "repeated-header": lambda: _with("X-Part", "1", "2"),
    "header-in-two-cases": lambda: func.HttpResponse("a", headers={"X-Part": "1", "x-part": "2"}),
    "cookie": lambda: _with("Set-Cookie", "session=abc"),
    "cookie-with-everything": lambda: _with(
        "Set-Cookie",
        "a=1; Domain=example.com; Path=/x; Expires=Thu, 12 Jan 2034 13:55:08 GMT; Max-Age=60; "
        "Secure; HttpOnly; SameSite=Lax",
        "b=2; SameSite=None; Secure; Path=/",
    ),
    "cookie-value": lambda: _with("Set-Cookie", "a=b/c+d=; Path=/", 'q="two words"'),
    "cookie-removed": lambda: _with("Set-Cookie", "a=; Max-Age=0; Path=/"),
    "cookie-lost-attributes": lambda: _with(
        "Set-Cookie", "a=1; SameSite=Sometimes", "c=1; Partitioned; Path=/"
    ),
    "cookie-bad-date": lambda: _with("Set-Cookie", "a=1; Expires=tomorrow"),
    "cookie-bad-age": lambda: _with("Set-Cookie", "a=1; Max-Age=long"),
    "none": lambda: None,
    "dict": lambda: {"a": 1},
    "list": lambda: [1],
    "raw-bytes": lambda: b"a",
    "tuple": lambda: ("a", 200),
    "error": lambda: 1 / 0,
}


def _with(header: str, *values: str) -> func.HttpResponse:
    response = func.HttpResponse("a")
    for value in values:
        response.headers.add(header, value)
    return response
