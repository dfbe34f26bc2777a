"""What a BFF answers: screens as JSON bytes encoded once, problems as problem+json."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, Generic, TypeAlias, TypeVar

import azure.functions as func
import msgspec
from msgspec import Struct, field
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from shared import content_coding, problems, telemetry
from shared.problems import Problem

T = TypeVar("T")
MayBeAbsent: TypeAlias = T | None  # with the default None: left out, never null


class Screen(BaseModel):
    """What one endpoint answers: immutable, camelCase; a `MayBeAbsent` field is left out, never null.

    What it holds by the hundred are `Document`s. pydantic checks and describes a screen, msgspec writes it.
    """

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, defer_build=True)


class ComposedScreen(Screen):
    """A screen some parts of which may be missing; it says so in its body and in the header `X-Complete`."""

    complete: bool


S = TypeVar("S", bound=Screen | None)


class Answer(Struct, Generic[S], frozen=True):
    """A screen, or None for an answer without a body, with the headers and cookies that belong to it."""

    screen: S
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[str] = ()

    def with_headers(self, headers: Mapping[str, str]) -> "Answer[S]":
        return Answer(self.screen, {**headers, **self.headers}, self.cookies)


def response(answer: Answer[Any], status: HTTPStatus, request: func.HttpRequest) -> func.HttpResponse:
    if answer.screen is None:
        made = func.HttpResponse(status_code=status, headers=answer.headers)
    else:
        made = _screen_response(answer, status, request)
    return _with_cookies(made, answer.cookies)


def _screen_response(answer: Answer[Any], status: HTTPStatus, request: func.HttpRequest) -> func.HttpResponse:
    """In a coding that the request accepts; what may be stored and asked for again has a strong ETag over its
    bytes and coding."""
    body = _encoder.encode(answer.screen)
    headers = {"Vary": "Accept-Encoding"} | dict(answer.headers)
    if isinstance(answer.screen, ComposedScreen):
        headers |= _completeness(answer.screen)
    coding = None
    if len(body) >= content_coding.LEAST_BYTES:
        coding = content_coding.negotiate(request.headers.get("accept-encoding"))
    if status == HTTPStatus.OK and headers.get("Cache-Control") != "no-store":
        headers["ETag"] = _etag(body, coding)
    if coding:
        body = content_coding.encode(body, coding)
        headers["Content-Encoding"] = coding
    return func.HttpResponse(body, status_code=status, headers=headers, mimetype="application/json")


def _completeness(screen: ComposedScreen) -> dict[str, str]:
    if invocation := telemetry.current():
        invocation.composed(complete=screen.complete)
    return {} if screen.complete else {"X-Complete": "false"}


def problem_response(problem: Problem, login_url: str = "") -> func.HttpResponse:
    if invocation := telemetry.current():
        invocation.failed(problem.code)
    response = func.HttpResponse(
        problem.body(telemetry.trace_id(), login_url),
        status_code=problem.status,
        headers=problem.response_headers(),
        mimetype=problems.MEDIA_TYPE,
    )
    return _with_cookies(response, problem.cookies)


def _with_cookies(response: func.HttpResponse, cookies: Sequence[str]) -> func.HttpResponse:
    for cookie in cookies:
        response.headers.add("Set-Cookie", cookie)
    return response


def _etag(body: bytes, coding: str | None) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:18]).decode()
    return f'"{digest}-{coding}"' if coding else f'"{digest}"'


@cache
def _members(screen: type[BaseModel]) -> tuple[tuple[str, str, bool], ...]:
    """Name, alias and whether it is always there, null if need be, of each field."""
    fields = screen.model_fields.items()
    return tuple((name, info.serialization_alias or name, info.is_required()) for name, info in fields)


def _object(screen: object) -> dict[str, object]:
    """A screen as msgspec can write it."""
    if not isinstance(screen, BaseModel):
        raise TypeError(f"a screen cannot hold a {type(screen).__name__}")
    members = ((alias, getattr(screen, name), required) for name, alias, required in _members(type(screen)))
    return {alias: value for alias, value, required in members if required or value is not None}


_encoder = msgspec.json.Encoder(enc_hook=_object)
