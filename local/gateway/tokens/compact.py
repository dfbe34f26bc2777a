"""Strict reading of a signed token in compact serialisation (RFC 7515), before anything in it is believed."""

import base64
import binascii
import json
import re
from dataclasses import dataclass

MAX_LENGTH = 16 * 1024
_SEGMENT = re.compile(r"[A-Za-z0-9_-]+")


class MalformedToken(Exception):
    """The text is not a token that any issuer may send."""


@dataclass(frozen=True)
class CompactToken:
    """A token's parts; nothing in them is verified."""

    text: str
    header: dict[str, object]
    claims: dict[str, object]

    @property
    def algorithm(self) -> str:
        return str(self.header["alg"])

    @property
    def key_id(self) -> str | None:
        kid = self.header.get("kid")
        return kid if isinstance(kid, str) else None


def read(text: str) -> CompactToken:
    """Split and decode; JSON serialisation, padding, duplicate keys and critical extensions are refused."""
    if len(text) > MAX_LENGTH:
        raise MalformedToken("the token is too long")
    segments = text.split(".")
    if len(segments) != 3 or not all(_SEGMENT.fullmatch(segment) for segment in segments):  # noqa: PLR2004
        raise MalformedToken("the token is not in compact serialisation")
    header, claims = _object(segments[0]), _object(segments[1])
    if "crit" in header:
        raise MalformedToken("the token has critical header parameters")
    if not isinstance(header.get("alg"), str):
        raise MalformedToken("the token names no algorithm")
    return CompactToken(text, header, claims)


def _object(segment: str) -> dict[str, object]:
    try:
        text = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)).decode()
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise MalformedToken("a part of the token is not JSON") from error
    if not isinstance(value, dict):
        raise MalformedToken("a part of the token is not a JSON object")
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member")
    return members


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is not JSON")
