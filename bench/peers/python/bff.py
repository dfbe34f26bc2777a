"""The BFF, whatever HTTP client it is given: `get(url, timeout)` answers the parsed JSON of a 200."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any

from authentication import DesktopUser, MobileUser
from fastapi import FastAPI, Query
from screens import (
    DESKTOP_PAGE,
    MOBILE_PAGE,
    DesktopOrders,
    Documents,
    Missing,
    MobileOrders,
    desktop_next_link,
    desktop_order,
    mobile_orders,
)
from settings import ORDERS_URL, PRODUCTS_URL, USERS_URL

MOBILE_BUDGET = 2.0
DESKTOP_BUDGET = 5.0
OPTIONAL_BUDGET = 4.0
IDS_PER_CALL = 100

Get = Callable[[str, float], Awaitable[dict[str, Any]]]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
Page = Annotated[int, Query(ge=1, le=9999)]
Pages = Annotated[int, Query(ge=1, le=10)]


def create_app(get: Get, lifespan: Lifespan) -> FastAPI:
    app = FastAPI(lifespan=lifespan)

    async def order_page(user: str, page: int, size: int, timeout: float) -> dict[str, Any]:
        return await get(f"{ORDERS_URL}/orders?userId={user}&page={page}&size={size}", timeout)

    async def by_id(url: str, ids: Iterable[str]) -> Documents:
        wanted = list(set(ids))
        groups = [wanted[start : start + IDS_PER_CALL] for start in range(0, len(wanted), IDS_PER_CALL)]
        batches = await asyncio.gather(
            *(get(f"{url}?ids={','.join(group)}", OPTIONAL_BUDGET) for group in groups)
        )
        return {item["id"]: item for batch in batches for item in batch["items"]}

    @app.get("/mobile/orders", response_model_exclude_none=True)
    async def get_mobile_orders(user: MobileUser, page: Page = 1) -> MobileOrders:
        return mobile_orders(await order_page(user, page, MOBILE_PAGE, MOBILE_BUDGET), page)

    @app.get("/desktop/orders", response_model_exclude_unset=True)
    async def get_desktop_orders(user: DesktopUser, page: Page = 1, pages: Pages = 3) -> DesktopOrders:
        found = await asyncio.gather(
            *(order_page(user, number, DESKTOP_PAGE, DESKTOP_BUDGET) for number in range(page, page + pages))
        )
        orders = [order for one in found for order in one["items"]]
        products, users = await asyncio.gather(
            by_id(
                f"{PRODUCTS_URL}/products", (line["productId"] for order in orders for line in order["lines"])
            ),
            by_id(f"{USERS_URL}/users", (order["userId"] for order in orders)),
            return_exceptions=True,
        )
        missing = [*_missing("products", products), *_missing("users", users)]
        known_products = products if isinstance(products, dict) else {}
        known_users = users if isinstance(users, dict) else {}
        total = found[0]["total"]
        answer = DesktopOrders(
            items=[desktop_order(order, known_products, known_users) for order in orders],
            page=page,
            pages=pages,
            total_count=total,
            complete=not missing,
        )
        if next_link := desktop_next_link(page, pages, total):
            answer.next_link = next_link
        if missing:
            answer.missing = missing
        return answer

    return app


def _missing(part: str, outcome: Documents | BaseException) -> list[Missing]:
    if not isinstance(outcome, BaseException):
        return []
    return [Missing(part=part, reason="timeout" if isinstance(outcome, TimeoutError) else "unavailable")]
