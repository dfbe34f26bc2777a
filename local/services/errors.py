"""How a request is refused, and how a pydantic error is said in one line."""

from collections.abc import Mapping

from pydantic import ValidationError


class Refusal(Exception):
    """A request refused with a status, a code for machines and a message for people."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


def reason(error: ValidationError) -> str:
    """The first thing wrong, as `field: what is wrong`."""
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    return f"{field}: {message}" if field else message
