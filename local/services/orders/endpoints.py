"""What the orders service answers, and who may see which orders."""

import re
from typing import Annotated, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from local.services.documents import answer, answer_items
from local.services.errors import Refusal
from local.services.orders.placement import Placement, WantedOrder
from local.services.orders.store import OrderStore
from local.services.parameters import Input, Page, WholeNumber, read_body, read_query
from local.services.times import Time
from local.services.tokens import Caller

READ_ALL = "Orders.Read.All"


class Search(Page):
    """A page of the orders, of one user or everybody's."""

    user_id: str | None = None
    status: Literal["placed", "paid", "shipped", "delivered", "cancelled"] | None = None


class Changes(Input):
    """The orders changed at or after a time; `after` is the `next` of the previous answer."""

    updated_since: Time
    after: Annotated[str, Field(pattern=r"^[0-9TZ:-]{20},ord_[0-9]{10}$")] | None = None
    size: Annotated[WholeNumber, Field(le=100)] = 20

    @property
    def position(self) -> tuple[str, str]:
        """The (updatedAt, id) that the answer starts behind."""
        updated_at, _, order_id = (self.after or "").partition(",")
        return max((updated_at, order_id), (self.updated_since, ""))


class Endpoints:
    def __init__(self, store: OrderStore, placement: Placement) -> None:
        self._store = store
        self._placement = placement

    async def find(self, request: Request, caller: Caller) -> Response:
        """A page of orders, newest first; or, given `updatedSince`, the changed ones, oldest change first."""
        if "updatedSince" in request.query_params:
            return self._changed(read_query(request, Changes), caller)
        search = read_query(request, Search)
        if search.user_id != caller.oid:
            _require_read_all(caller)
        documents, total = self._store.page(search.user_id, search.status, search.page, search.size)
        return answer_items(documents, page=search.page, size=search.size, total=total)

    def _changed(self, changes: Changes, caller: Caller) -> Response:
        """`{items, size, next?}`: there is no `next` when nothing follows."""
        _require_read_all(caller)
        rows = self._store.changed(changes.position, changes.size + 1)
        page = rows[: changes.size]
        following = {"next": "{},{}".format(*page[-1])} if len(rows) > len(page) else {}
        return answer_items((document for _, _, document in page), size=changes.size, **following)

    async def read(self, request: Request, caller: Caller) -> Response:
        """An order; one of somebody else does not exist for a caller without the role."""
        owner = None if READ_ALL in caller.roles else caller.oid
        document = self._store.one(request.path_params["id"], owner)
        if document is None:
            raise Refusal(404, "not_found", "no such order")
        return answer(document)

    async def place(self, request: Request, caller: Caller) -> Response:
        """201 with the caller's new order, or with the one that this Idempotency-Key placed before."""
        if not caller.scopes:
            raise Refusal(403, "forbidden", "only a user can place an order")
        key = _idempotency_key(request)
        order_id, document = self._placement.place(caller.oid, key, await read_body(request, WantedOrder))
        return answer(document, 201, {"Location": f"/orders/{order_id}"})


def _require_read_all(caller: Caller) -> None:
    if READ_ALL not in caller.roles:
        raise Refusal(403, "forbidden", f"without the role {READ_ALL}, userId must be your own")


def _idempotency_key(request: Request) -> str:
    key = request.headers.get("idempotency-key")
    if key is None:
        raise Refusal(400, "idempotency_key_missing", "the header Idempotency-Key is required")
    if not re.fullmatch(r"[\x21-\x7e]{1,255}", key):
        raise Refusal(400, "invalid_request", "Idempotency-Key: must be 1 to 255 visible ASCII characters")
    return key
