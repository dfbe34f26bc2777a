"""The work of an export, each piece an activity: it may run twice, and always leaves the same.

The application's own token is used, never a user's: none may enter Durable Functions' history. Whose orders
are read was fixed when the export started.
"""

import logging
from collections.abc import Awaitable, Callable
from functools import wraps
from itertools import pairwise
from typing import Annotated, TypeVar

from msgspec import Meta

from desktop_bff.exports.plan import MOST_ORDERS, ROWS_PER_PART, Assembly, Export, Outcome, Part, Payload
from desktop_bff.exports.rows import Order, lines
from desktop_bff.exports.storage import ExportStorage
from shared.caller import Caller
from shared.documents import Document
from shared.problems import Problem
from shared.resilience import deadline
from shared.upstreams.orders import Orders

BUDGET_SECONDS = 20.0
MOST_READS = 10
_log = logging.getLogger("portico.export")
T = TypeVar("T")
P = TypeVar("P", bound=Payload)
Total = Annotated[int, Meta(ge=0, le=MOST_ORDERS)]


class OrderPage(Document):
    items: tuple[Order, ...]
    total: Total


class Counted(Document):
    total: Total


def _outcome(work: Callable[[T, P], Awaitable[int]]) -> Callable[[T, P], Awaitable[Outcome]]:
    """The work as an activity: within the budget, and with a failure as an Outcome too."""

    @wraps(work)
    async def activity(self: T, payload: P) -> Outcome:
        try:
            with deadline.within(BUDGET_SECONDS):
                return Outcome(ok=True, count=await work(self, payload))
        except Problem as problem:
            return Outcome(ok=False, reason=problem.code)
        except Exception as error:  # noqa: BLE001 - storage has errors of its own; none may end the others' work
            _log.warning("an export's activity failed: %r", error)
            return Outcome(ok=False, reason=type(error).__name__)

    return activity


class Activities:
    """Count, fetch, assemble and tidy up."""

    def __init__(self, orders: Orders, storage: ExportStorage) -> None:
        self._orders = orders
        self._storage = storage

    @_outcome
    async def count(self, export: Export) -> int:
        """How many orders there are now: so many the export will hold."""
        shape = await self._orders.page(Counted, _owner(export), 1, 1, everybodys=export.everybodys)
        return shape.total

    @_outcome
    async def fetch(self, part: Part) -> int:
        """Read one part's orders and keep them as lines."""
        orders = await self._read(part)
        await self._storage.keep_part(part.export, part.number, lines(orders, part.export.format))
        return len(orders)

    @_outcome
    async def assemble(self, assembly: Assembly) -> int:
        """Make one file of the parts."""
        await self._storage.assemble(assembly.export, assembly.parts)
        return assembly.parts

    @_outcome
    async def tidy(self, export: Export) -> int:
        """Remove what the file was made of."""
        await self._storage.tidy(export)
        return 0

    async def _read(self, part: Part) -> list[Order]:
        """The part's orders, oldest first.

        Lists are newest first, so the position of an order in them depends on how many there are when it is
        read; each page tells that total, and the next one is chosen by it.
        """
        found: dict[int, Order] = {}
        total = part.stop
        for _ in range(MOST_READS):
            missing = [number for number in range(part.start, part.stop) if number not in found]
            if not missing:
                return _in_order(found)
            number_of_page = (total - 1 - missing[-1]) // ROWS_PER_PART + 1
            page = await self._page(part.export, number_of_page)
            total = page.total
            newest = total - 1 - (number_of_page - 1) * ROWS_PER_PART
            numbered = ((newest - index, order) for index, order in enumerate(page.items))
            found |= {number: order for number, order in numbered if part.start <= number < part.stop}
        raise LookupError(f"part {part.number}: {len(missing)} orders were not found")

    async def _page(self, export: Export, page: int) -> OrderPage:
        return await self._orders.page(
            OrderPage, _owner(export), page, ROWS_PER_PART, everybodys=export.everybodys
        )


def _in_order(found: dict[int, Order]) -> list[Order]:
    """Raises LookupError when the list moved under our hands: better a second attempt than a row twice."""
    orders = [found[number] for number in sorted(found)]
    if any(earlier.position >= later.position for earlier, later in pairwise(orders)):
        raise LookupError("the orders changed their order while they were read")
    return orders


def _owner(export: Export) -> Caller:
    """Whose orders are read; the token is the application's."""
    return Caller(
        tenant_id=export.tenant_id,
        object_id=export.user_id,
        client_id="",
        name="",
        scopes=frozenset(),
        roles=frozenset(),
        assertion="",
    )
