"""Strict input: query, path, body and idempotency key, each read in one place.

What does not fit is refused with a problem that names the parameter or field; nothing is coerced or ignored.
"""

import json
import re
from collections.abc import Mapping
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl, urlsplit

import azure.functions as func
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from shared.problems import (
    IdempotencyKeyMissing,
    InvalidRequest,
    NotFound,
    TooLarge,
    UnsupportedMediaType,
)

MAX_BODY_BYTES = 64 * 1024
MAX_PARAMETERS = 20
MAX_NAME_LENGTH = 100


class Input(BaseModel):
    """Something a caller sends: unknown members are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        hide_input_in_errors=True,
        defer_build=True,  # by the first request that needs it: a cold start builds no model
    )


def unfit(reason: str) -> ValueError:
    """What our own validators raise: the caller is told this reason, and no other exception's text."""
    return PydanticCustomError("unfit", reason)


def _digits(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[1-9][0-9]{0,3}", value, re.ASCII):
        raise unfit(
            "it must be a whole number above zero of at most four digits, without sign or leading zeros"
        )
    return value


MAX_PAGE = 9999
Digits = BeforeValidator(_digits)
PageNumber = Annotated[int, Field(ge=1, le=MAX_PAGE), Digits]
SearchText = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class NoQuery(Input):
    """An operation without query parameters refuses any."""


class IdPath(Input):
    """The id of the resource a path addresses."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


Model = TypeVar("Model", bound=Input)


def read_query(model: type[Model], url: str) -> Model:
    """The query of a URL; it is read from the URL because the Functions host drops empty values."""
    values: dict[str, str] = {}
    for name, value in _pairs(urlsplit(url).query):
        if name in values:
            raise _refusal("query parameter", name[:MAX_NAME_LENGTH], "it is given more than once")
        values[name] = value
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _invalid("query parameter", error) from error


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError as error:
        raise InvalidRequest("The query is not valid: it has too many parameters or is not UTF-8.") from error


def read_path(model: type[Model], parameters: Mapping[str, str]) -> Model:
    """Path parameters; a value that cannot name a resource is NotFound."""
    try:
        return model.model_validate(parameters)
    except ValidationError as error:
        raise NotFound from error


def read_body(model: type[Model], request: func.HttpRequest) -> Model:
    """A JSON body of at most 64 KiB, without coercion of types, with each field once."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise UnsupportedMediaType("The body must be application/json.")
    if request.headers.get("content-encoding", "").strip().lower() not in {"", "identity"}:
        raise UnsupportedMediaType("The body must be sent as it is, without a Content-Encoding.")
    body = request.get_body()
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(f"The body must be at most {MAX_BODY_BYTES} bytes.")
    try:
        content = model.model_validate_json(body, strict=True, by_alias=True)
    except ValidationError as error:
        raise _invalid("field", error) from error
    # pydantic keeps the last of two equal names. Only they fail this second reading: the first has refused
    # nesting that is too deep and numbers that are too long.
    json.loads(body, object_pairs_hook=_require_each_once)
    return content


def _require_each_once(members: list[tuple[str, object]]) -> None:
    names: set[str] = set()
    for name, _ in members:
        if name in names:
            raise _refusal("field", name[:MAX_NAME_LENGTH], "it is given more than once")
        names.add(name)


_REASONS = {
    "extra_forbidden": "it is not known here",
    "missing": "it is missing",
    "less_than_equal": "it is too large",
    "greater_than_equal": "it is too small",
    "string_too_short": "it is empty",
    "string_too_long": "it is too long",
    "string_pattern_mismatch": "it has characters or a length that are not allowed",
    "too_short": "it has too few items",
    "too_long": "it has too many items",
    "json_invalid": "it is not JSON",
    "value_error": "it has another form",
    "assertion_error": "it has another form",
}
_NAMELESS = {"field": "The body", "query parameter": "A query parameter"}


def _invalid(kind: str, error: ValidationError) -> InvalidRequest:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    reason = _REASONS.get(first["type"], first["msg"])
    return _refusal(kind, _field(first["loc"]), reason)


def _refusal(kind: str, name: str, reason: str) -> InvalidRequest:
    subject = f"The {kind} {name}" if name else _NAMELESS[kind]
    return InvalidRequest(f"{subject} is not valid: {reason}.", parameter=name or None)


def _field(location: tuple[int | str, ...]) -> str:
    """`("lines", 0, "quantity")` as `lines[0].quantity`, cut short: an unknown name is the caller's text."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return path.removeprefix(".")[:MAX_NAME_LENGTH]


# A comma needs the quotes: two headers arrive as one, joined by it.
_KEY = re.compile(r'"([\x21\x23-\x7e]{1,255})"|([\x21\x23-\x2b\x2d-\x7e]{1,255})', re.ASCII)


def read_idempotency_key(header: str | None, *, required: bool = True) -> str | None:
    """The key of an `Idempotency-Key` header, with or without the quotes of a structured-field string."""
    if not header and not required:
        return None
    if not header:
        raise IdempotencyKeyMissing("This request needs an Idempotency-Key header.")
    key = _KEY.fullmatch(header)
    if not key:
        detail = (
            "There must be one Idempotency-Key: 1 to 255 visible ASCII characters, in quotes if with a comma."
        )
        raise InvalidRequest(detail, parameter="Idempotency-Key")
    return key[1] or key[2]
