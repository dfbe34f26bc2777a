"""The users service."""

from collections.abc import Iterable

from shared.caller import Caller
from shared.upstreams.batches import batches
from shared.upstreams.upstream import Shape, Upstream


class Users:
    """People, by object id."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    async def one(self, shape: type[Shape], caller: Caller, user_id: str) -> Shape:
        return await self._upstream.get(shape, caller, f"/users/{user_id}", addressed=True)

    async def several(self, shape: type[Shape], caller: Caller, ids: Iterable[str]) -> list[Shape]:
        """The users among these ids, as one `{items}` for each batch of ids."""
        return await batches(ids, lambda some: self._upstream.get(shape, caller, f"/users?ids={some}"))
