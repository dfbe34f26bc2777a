"""The users service."""

from collections.abc import Callable, Iterable
from typing import Any

from shared.caller import Caller
from shared.reference_data import D, Found, ReferenceData
from shared.upstreams.batches import listed
from shared.upstreams.upstream import Shape, Upstream

FRESH_SECONDS = 0.0


class Users:
    """People, by object id; what one caller has seen of them is never shown to another."""

    def __init__(self, upstream: Upstream, clock: Callable[[], float]) -> None:
        self._upstream = upstream
        self._known: ReferenceData[Any] = ReferenceData(FRESH_SECONDS, clock)

    async def one(self, shape: type[Shape], caller: Caller, user_id: str) -> Shape:
        return await self._upstream.get(shape, caller, f"/users/{user_id}")

    async def several(self, shape: type[D], caller: Caller, ids: Iterable[str]) -> Found[D]:
        """The users among these ids."""
        return await self._known.several(
            (shape, caller.key), ids, lambda wanted: listed(self._upstream, shape, caller, "/users", wanted)
        )

    def last_good(self, shape: type[D], caller: Caller, ids: Iterable[str]) -> Found[D]:
        return self._known.last_good((shape, caller.key), ids)
