"""The responses in a channel's OpenAPI document: answers and refusals by status, with their headers."""

import inspect
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from shared import problems
from shared.operation import Operation

REF = "#/components/schemas/"
_REFUSALS = {
    400: "The request is not valid.",
    401: "The access token is missing or not valid.",
    403: "The access token does not grant this.",
    429: "Too many requests.",
    500: "The BFF failed.",
    502: "A service behind the BFF failed.",
    503: "The BFF or a service behind it is unavailable.",
    504: "A service behind the BFF did not answer in time.",
}
_PATH_REFUSALS = {404: "There is no such resource."}
_BODY_REFUSALS = {
    409: "The same request is in progress.",
    413: "The body is too large.",
    415: "The body is not JSON, or is encoded.",
    422: "The request is understood but refused.",
}
_PUBLIC_REFUSALS = {
    400: "The request is not valid.",
    500: "The BFF failed.",
    503: "The BFF is unavailable.",
    504: "The BFF did not answer in time.",
}
_KEY_REFUSALS = {401: "The subscription key is missing or not valid.", 429: "Too many requests."}
_HEADERS_OF: Mapping[int, Sequence[str]] = {
    201: ("Location",),
    202: ("Operation-Location", "Retry-After"),
    302: ("Location",),
    303: ("Location",),
    401: ("WWW-Authenticate",),
    429: ("Retry-After",),
    502: ("Retry-After",),
    503: ("Retry-After",),
    504: ("Retry-After",),
}


def _header(description: str, kind: str = "string", **more: object) -> dict[str, Any]:
    return {"description": description, "schema": {"type": kind, **more}}


_ALWAYS = {"required": True}
_HEADERS = {
    "ETag": _header("The answer's entity tag, for If-None-Match."),
    "Location": _header("Where to go on, or where the new resource is.", format="uri-reference") | _ALWAYS,
    "Operation-Location": _header("Where to ask how far it is.", format="uri") | _ALWAYS,
    "RateLimit": _header("How many calls remain."),
    "Retry-After": _header("In how many seconds to ask again.", "integer"),
    "WWW-Authenticate": _header("What is missing or wrong."),
    "X-Cache": _header("Whether the gateway's cache had the answer.", enum=["hit", "miss"]),
    "X-Correlation-Id": _header("The trace id of this request.") | _ALWAYS,
}


def content_of(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"{REF}{model.__name__}"}}}


def responses_of(operation: Operation, *, cached: bool, counted: bool) -> dict[str, Any]:
    """Those of one operation; the gateway stores its answers (`cached`), or counts its calls (`counted`)."""
    count = ["RateLimit"] if counted else []
    headers = [*count, "ETag", "X-Cache"] if cached else count
    content = content_of(operation.answer) if operation.answer else None
    under_way = ["Retry-After"] if operation.durable and content else []
    answers = _response(operation.status, operation.status.phrase, content, [*headers, *under_way])
    if cached:
        answers |= _response(HTTPStatus.NOT_MODIFIED, "Not Modified", None, headers)
    return answers | _refused(_refusals(operation), count)


def public_responses(*, keyed: bool) -> dict[str, Any]:
    """Those of an operation that needs no token and calls no upstream, but may need a subscription key."""
    answer = _response(HTTPStatus.OK, "OK", {"application/json": {"schema": {"type": "object"}}})
    return answer | _refused(_PUBLIC_REFUSALS | (_KEY_REFUSALS if keyed else {}))


def _refusals(operation: Operation) -> dict[int, str]:
    path = _PATH_REFUSALS if "path" in operation.inputs else {}
    body = _BODY_REFUSALS if "body" in operation.inputs else {}
    own = {problem.status.value: inspect.getdoc(problem) or "" for problem in operation.refusals}
    return _REFUSALS | path | body | own


def _refused(refusals: Mapping[int, str], headers: Sequence[str] = ()) -> dict[str, Any]:
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": f"{REF}Problem"}}}
    described: dict[str, Any] = {}
    for status, text in sorted(refusals.items()):
        described |= _response(status, text, content, headers)
    return described


def _response(
    status: int, description: str, content: Mapping[str, Any] | None, headers: Sequence[str] = ()
) -> dict[str, Any]:
    """One response by its status, which tells most of its headers."""
    names = sorted({"X-Correlation-Id", *_HEADERS_OF.get(status, ()), *headers})
    told = {"description": description, "headers": {name: _HEADERS[name] for name in names}}
    return {str(int(status)): told | ({"content": content} if content else {})}
