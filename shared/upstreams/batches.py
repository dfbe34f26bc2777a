"""Many ids in few calls."""

from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from shared.caller import Caller
from shared.composition import all_of
from shared.documents import Document
from shared.upstreams.upstream import Upstream

IDS_PER_CALL = 100
T = TypeVar("T")


class Listing(Document, Generic[T]):
    """What a service answers to a question by ids."""

    items: tuple[T, ...]


async def listed(
    upstream: Upstream, shape: Any, caller: Caller, path: str, ids: Collection[str]
) -> Iterable[Any]:
    """The documents of these ids, in concurrent calls of at most 100 ids each."""
    wanted = sorted(ids)
    groups = [wanted[start : start + IDS_PER_CALL] for start in range(0, len(wanted), IDS_PER_CALL)]
    targets = (f"{path}?ids={','.join(map(quote, group))}" for group in groups)
    pages = await all_of(upstream.get(Listing[shape], caller, target) for target in targets)
    return chain.from_iterable(page.items for page in pages)
