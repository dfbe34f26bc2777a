"""What a request may ask for: query parameters and a JSON body, both checked strictly."""

import re
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from starlette.requests import Request

from local.services.errors import Refusal, reason

MAX_BODY_BYTES = 64 * 1024


class Input(BaseModel):
    """Something a caller sends: camelCase, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)


def _digits(text: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text):
        raise ValueError("must be a whole number from 1")
    return text


def _listed(text: str) -> list[str]:
    return text.split(",")


WholeNumber = Annotated[int, BeforeValidator(_digits)]


class Page(Input):
    """Page `page`, from 1, of `size` items."""

    page: WholeNumber = 1
    size: Annotated[WholeNumber, Field(le=100)] = 20


class Ids(Input):
    """Up to 100 ids separated by commas."""

    ids: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=64)]],
        BeforeValidator(_listed),
        Field(max_length=100),
    ]


InputT = TypeVar("InputT", bound=Input)


def read_query(request: Request, model: type[InputT]) -> InputT:
    """The query as the model; an unknown, repeated, empty or ill-formed parameter is refused with 400."""
    pairs = request.query_params.multi_items()
    query: dict[str, Any] = dict(pairs)
    if len(query) < len(pairs):
        raise Refusal(400, "invalid_request", "a parameter is repeated")
    if empty := [name for name, value in pairs if not value]:
        raise Refusal(400, "invalid_request", f"{empty[0]}: must not be empty")
    try:
        return model.model_validate(query)
    except ValidationError as error:
        raise Refusal(400, "invalid_request", reason(error)) from error


async def read_body(request: Request, model: type[InputT]) -> InputT:
    """The JSON body as the model; 413 above 64 KiB, 400 when it is not what the model says."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise Refusal(413, "too_large", f"the body is larger than {MAX_BODY_BYTES} bytes")
    try:
        return model.model_validate_json(bytes(body))
    except ValidationError as error:
        raise Refusal(400, "invalid_request", reason(error)) from error
