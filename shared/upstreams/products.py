"""The products service."""

from collections.abc import Iterable
from urllib.parse import urlencode

from shared.caller import Caller
from shared.upstreams.batches import batches
from shared.upstreams.upstream import Shape, Upstream


class Products:
    """The catalogue."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    async def page(
        self, shape: type[Shape], caller: Caller, page: int, size: int, search: str | None = None
    ) -> Shape:
        """One page of the products whose name holds the search text: `{items, page, size, total}`."""
        query: dict[str, object] = {"page": page, "size": size} | ({"q": search} if search else {})
        return await self._upstream.get(shape, caller, f"/products?{urlencode(query)}")

    async def several(self, shape: type[Shape], caller: Caller, ids: Iterable[str]) -> list[Shape]:
        """The products among these ids, as one `{items}` for each batch of ids."""
        return await batches(ids, lambda some: self._upstream.get(shape, caller, f"/products?ids={some}"))
