"""The products service: public reference data, the same for every caller."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from shared.caller import Caller
from shared.reference_data import D, Found, ReferenceData
from shared.upstreams.batches import listed
from shared.upstreams.upstream import Shape, Upstream

FRESH_SECONDS = 5.0


class Products:
    """The catalogue."""

    def __init__(self, upstream: Upstream, clock: Callable[[], float]) -> None:
        self._upstream = upstream
        self._known: ReferenceData[Any] = ReferenceData(FRESH_SECONDS, clock)

    async def page(
        self, shape: type[Shape], caller: Caller, page: int, size: int, search: str | None = None
    ) -> Shape:
        """One page of the products whose name holds the search text: `{items, page, size, total}`."""
        query: dict[str, object] = {"page": page, "size": size} | ({"q": search} if search else {})
        return await self._upstream.get(shape, caller, f"/products?{urlencode(query)}")

    async def several(self, shape: type[D], caller: Caller, ids: Iterable[str]) -> Found[D]:
        """The products among these ids; one asked for within the last five seconds is not asked for again."""
        return await self._known.several(
            shape, ids, lambda wanted: listed(self._upstream, shape, caller, "/products", wanted)
        )

    def last_good(self, shape: type[D], ids: Iterable[str]) -> Found[D]:
        return self._known.last_good(shape, ids)
