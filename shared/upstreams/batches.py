"""Many ids in few calls."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar
from urllib.parse import quote

from shared.composition import all_of

IDS_PER_CALL = 100
T = TypeVar("T")


async def batches(ids: Iterable[str], ask: Callable[[str], Coroutine[Any, Any, T]]) -> list[T]:
    """Asks for every id once, in concurrent calls of at most 100 ids (`a,b,c`, ready for a query)."""
    wanted = sorted(set(ids))
    groups = [wanted[start : start + IDS_PER_CALL] for start in range(0, len(wanted), IDS_PER_CALL)]
    return await all_of(ask(",".join(map(quote, group))) for group in groups)
