"""Many ids in few calls."""

from collections.abc import Collection, Iterable
from functools import cache
from itertools import chain
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from shared.caller import Caller
from shared.composition import all_of
from shared.upstreams.upstream import Document, Upstream

IDS_PER_CALL = 100
T = TypeVar("T")


class Listing(Document, Generic[T]):
    """What a service answers to a question by ids."""

    items: tuple[T, ...]


@cache
def _listing(shape: Any) -> type[Listing[Any]]:
    """Kept: pydantic holds its parametrised models weakly and would build this one for every request."""
    return Listing[shape]


async def listed(
    upstream: Upstream, shape: Any, caller: Caller, path: str, ids: Collection[str]
) -> Iterable[Any]:
    """The documents of these ids, in concurrent calls of at most 100 ids each."""
    wanted = sorted(ids)
    groups = [wanted[start : start + IDS_PER_CALL] for start in range(0, len(wanted), IDS_PER_CALL)]
    targets = (f"{path}?ids={','.join(map(quote, group))}" for group in groups)
    pages = await all_of(upstream.get(_listing(shape), caller, target) for target in targets)
    return chain.from_iterable(page.items for page in pages)
