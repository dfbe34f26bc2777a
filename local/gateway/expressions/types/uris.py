"""Uri: an absolute address and its parts."""

from enum import Enum
from urllib.parse import quote, urljoin, urlsplit

from local.gateway.context import DEFAULT_PORTS
from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.strings import required


class UriKind(Enum):
    RelativeOrAbsolute = 0
    Absolute = 1
    Relative = 2


class UriPartial(Enum):
    Scheme = 0
    Authority = 1
    Path = 2
    Query = 3


class Uri:
    """An absolute address; its scheme and host in lower case, its path never empty."""

    def __init__(self, uri: object, relative: object = None) -> None:
        self.original = str(required(uri, "uriString"))
        text = self.original.strip()
        if relative is not None and not isinstance(relative, UriKind):
            text = urljoin(text, str(relative))
        try:
            self._parts = urlsplit(text)
            port = self._parts.port
        except ValueError:
            raise _invalid("Invalid URI: Invalid port specified.") from None
        if not self._parts.scheme or not (self._parts.netloc or self._parts.path):
            raise _invalid("Invalid URI: The format of the URI could not be determined.")
        self.scheme = self._parts.scheme.lower()
        self.host = self._parts.hostname or ""
        self.port = port if port is not None else DEFAULT_PORTS.get(self.scheme, -1)
        self.user_info = self._parts.netloc.rpartition("@")[0]
        self.path = quote(_without_dots(self._parts.path) or "/", safe="/%:@!$&'()*+,;=~-._|")
        self.query = f"?{quote(self._parts.query, safe='/%:@!$&()*+,;=~-._?')}" if self._parts.query else ""
        self.fragment = f"#{self._parts.fragment}" if self._parts.fragment else ""

    @property
    def authority(self) -> str:
        return self.host if DEFAULT_PORTS.get(self.scheme) == self.port else f"{self.host}:{self.port}"

    @property
    def segments(self) -> list[str]:
        parts = self.path.split("/")
        return [f"{part}/" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])

    def left_part(self, part: UriPartial) -> str:
        left = f"{self.scheme}://"
        for wanted, text in ((1, self.authority), (2, self.path), (3, self.query)):
            left += text if part.value >= wanted else ""
        return left

    def __str__(self) -> str:
        return f"{self.left_part(UriPartial.Query)}{self.fragment}"


def _without_dots(path: str) -> str:
    """The path without its `.` and `..` segments: RFC 3986 §5.2.4."""
    segments = path.split("/")
    kept: list[str] = []
    for segment in segments:
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment not in {".", ".."}:
            kept.append(segment)
    return "/".join(kept) + ("/" if segments[-1] in {".", ".."} else "")


def _invalid(message: str) -> ExpressionError:
    return ExpressionError("UriFormatException", message)
