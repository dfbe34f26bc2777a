"""The orders service."""

from shared.caller import Caller
from shared.upstreams.upstream import Shape, Upstream


class Orders:
    """Orders, newest first."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    async def page(self, shape: type[Shape], caller: Caller, page: int, size: int) -> Shape:
        """One page of the caller's own orders: `{items, page, size, total}`."""
        query = {"userId": caller.object_id, "page": page, "size": size}
        return await self._upstream.get(shape, caller, "/orders", query)

    async def one(self, shape: type[Shape], caller: Caller, order_id: str) -> Shape:
        """One order; NotFound when there is none, or none that the caller may see."""
        return await self._upstream.get(shape, caller, f"/orders/{order_id}")
