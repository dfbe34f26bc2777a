"""The orders service."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

import msgspec
from pydantic import Field, StringConstraints

from shared.caller import Caller
from shared.documents import Document
from shared.http.exchange import Response
from shared.inputs import Input
from shared.problems import IdempotencyKeyReused, OrderRejected, Problem, RequestInProgress, UnknownProduct
from shared.upstreams.upstream import Shape, Upstream

MAX_LINES = 50
MAX_QUANTITY = 99
Position = Annotated[str, msgspec.Meta(pattern=r"\A[!-~]{0,160}\Z")]  # of the feed: it must fit into a cursor


class NewLine(Input):
    product_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    quantity: Annotated[int, Field(ge=1, le=MAX_QUANTITY)]


class NewOrder(Input):
    """What a caller orders."""

    lines: Annotated[tuple[NewLine, ...], Field(min_length=1, max_length=MAX_LINES)]


class Placed(Document):
    """An order placed must have an id that an address can hold (IdPath)."""

    id: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]


class Refusal(Document):
    """Why the service refuses an order."""

    error: str = ""


class Orders:
    """Orders, newest first."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    async def page(
        self,
        shape: type[Shape],
        caller: Caller,
        page: int,
        size: int,
        *,
        everybodys: bool = False,
        status: str | None = None,
    ) -> Shape:
        """One page, of the caller's own orders or of everybody's: `{items, page, size, total}`."""
        of_whom = "" if everybodys else f"userId={quote(caller.object_id)}&"
        in_which = f"status={quote(status)}&" if status else ""
        target = f"/orders?{of_whom}{in_which}page={page}&size={size}"
        return await self._upstream.get(shape, caller, target)

    async def changed(
        self, shape: type[Shape], caller: Caller, since: str, after: str | None, size: int
    ) -> Shape:
        """Everybody's orders changed since a time, the oldest change first: `{items, size, next?}`.

        They begin behind the position `after` (`updatedAt,id`); at most 100 come at once. `next`, the
        position of the last, is there when more follow.
        """
        behind = f"&after={quote(after)}" if after else ""
        target = f"/orders?updatedSince={quote(since)}{behind}&size={size}"
        return await self._upstream.get(shape, caller, target)

    async def one(self, shape: type[Shape], caller: Caller, order_id: str) -> Shape:
        """One order; NotFound when there is none, or none that the caller may see."""
        return await self._upstream.get(shape, caller, f"/orders/{order_id}", addressed=True)

    async def place(self, shape: type[Shape], caller: Caller, order: NewOrder, key: str) -> Shape:
        """The order placed, once per key; raises the refusal that the service gives."""
        headers = {"content-type": "application/json", "idempotency-key": key}
        content = order.model_dump_json(by_alias=True).encode()
        response = await self._upstream.send("POST", caller, "/orders", headers=headers, content=content)
        if response.status == HTTPStatus.CONFLICT:
            raise RequestInProgress("An order with this Idempotency-Key is being placed.")
        if response.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}:
            raise self._refusal(response)
        self._upstream.check(response)
        self._upstream.parse(Placed, response)
        return self._upstream.parse(shape, response)

    def _refusal(self, response: Response) -> Problem:
        match self._upstream.parse(Refusal, response).error:
            case "unknown_product":
                return UnknownProduct("The order names a product that does not exist.")
            case "idempotency_key_reused":
                return IdempotencyKeyReused("This Idempotency-Key was used for another order.")
            case _:
                return OrderRejected("The orders service does not accept this order.")
