"""The products service."""

from shared.caller import Caller
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
        return await self._upstream.get(shape, caller, "/products", query)
