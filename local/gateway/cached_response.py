"""A response as the cache keeps it, and what a look-up knows about the request that asked for it."""

from dataclasses import dataclass

from local.gateway.context import Headers, Response
from local.gateway.steps import Steps

MAX_BYTES = 2 * 2**20


@dataclass(frozen=True)
class CachedResponse:
    """A response and the outbound steps that follow the cache-store which stored it."""

    status_code: int
    status_reason: str
    headers: tuple[tuple[str, str], ...]
    content: bytes
    resume: Steps

    @property
    def size(self) -> int:
        return len(self.content) + sum(len(name) + len(value) for name, value in self.headers)

    def response(self) -> Response:
        response = Response(self.status_code, self.status_reason, Headers(list(self.headers)))
        response.body.content = self.content
        return response


@dataclass(slots=True)
class Lookup:
    """The key under which cache-store keeps a response, and what caches on the way to the client may do."""

    key: str
    downstream: str
    must_revalidate: bool
    hit: bool = False

    def tell_downstream(self, headers: Headers, seconds: int) -> None:
        """Set Cache-Control where the policy lets others cache."""
        if self.downstream != "none":
            revalidate = ", must-revalidate" if self.must_revalidate else ""
            headers.set("Cache-Control", f"{self.downstream}, max-age={seconds}{revalidate}")
