"""`AsJwt` and `AsBasic`: what an Authorization header says, none of it verified."""

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any

from local.gateway.context import BasicCredentials, Jwt


def as_jwt(text: str) -> Jwt | None:
    """The token in the text, behind `Bearer` or alone; null if it is none. Nothing is verified."""
    try:
        header, payload, _ = text.removeprefix("Bearer ").strip().split(".")
        return jwt_of(_decoded(header), _decoded(payload))
    except (ValueError, TypeError, AttributeError):
        return None


def try_jwt(text: str) -> tuple[bool, Jwt | None]:
    found = as_jwt(text)
    return found is not None, found


def _decoded(part: str) -> dict[str, Any]:
    found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(found, dict):
        raise TypeError(part)
    return found


def jwt_of(header: dict[str, Any], claims: dict[str, Any]) -> Jwt:
    """A Jwt object from a token's header and claims."""
    return Jwt(
        id=claims.get("jti"),
        algorithm=str(header.get("alg", "")),
        issuer=claims.get("iss"),
        subject=claims.get("sub"),
        type=header.get("typ"),
        audiences=_texts(claims.get("aud", [])),
        claims={name: _texts(value) for name, value in claims.items()},
        expiration_time=_moment(claims.get("exp")),
        not_before=_moment(claims.get("nbf")),
        issued_at=_moment(claims.get("iat")),
    )


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item if isinstance(item, str) else json.dumps(item, separators=(",", ":")) for item in items]


def _moment(seconds: Any) -> datetime | None:
    """The moment; nothing for what is no number, or is beyond the calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def as_basic(text: str) -> BasicCredentials | None:
    """The user and password in the text, behind `Basic` or alone; null if it is none."""
    try:
        decoded = base64.b64decode(text.removeprefix("Basic ").strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    user, colon, password = decoded.partition(":")
    return BasicCredentials(user, password) if colon else None


def try_basic(text: str) -> tuple[bool, BasicCredentials | None]:
    found = as_basic(text)
    return found is not None, found
