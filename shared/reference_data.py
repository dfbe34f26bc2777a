"""Documents that many answers name by id (products, users): kept for a moment, and longer for bad times."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

MAX_DOCUMENTS = 10_000
LAST_GOOD_SECONDS = 600.0


class Identified(Protocol):
    """A document with an id."""

    @property
    def id(self) -> str: ...


D = TypeVar("D", bound=Identified)


class Found(Struct, Generic[D], frozen=True):
    """Documents by id; `age_seconds` is set when they are last-good data rather than current."""

    documents: Mapping[str, D]
    age_seconds: int | None = None


class ReferenceData(Generic[D]):
    """A bounded memory of documents, each kept apart by whose they are (`owner`).

    For `fresh_seconds` a document is not asked for again; for ten minutes it is last-good data.
    """

    def __init__(self, fresh_seconds: float, clock: Callable[[], float]) -> None:
        self._fresh_seconds = fresh_seconds
        self._clock = clock
        self._known: OrderedDict[tuple[Hashable, str], tuple[float, D]] = OrderedDict()  # the oldest first

    async def several(
        self, owner: Hashable, ids: Iterable[str], fetch: Callable[[set[str]], Awaitable[Iterable[D]]]
    ) -> Found[D]:
        """The documents among these ids; those that are not fresh are fetched and remembered."""
        wanted = set(ids)
        documents = self._kept(owner, wanted, self._fresh_seconds)
        fetched = {document.id: document for document in await fetch(wanted - documents.keys())}
        self._remember(owner, fetched)
        return Found(documents | fetched)

    def last_good(self, owner: Hashable, ids: Iterable[str]) -> Found[D]:
        """What is remembered of these ids, and how old the oldest of it is."""
        documents = self._kept(owner, ids, LAST_GOOD_SECONDS)
        ages = [self._clock() - self._known[owner, known][0] for known in documents]
        return Found(documents, round(max(ages, default=0.0)))

    def _kept(self, owner: Hashable, ids: Iterable[str], seconds: float) -> dict[str, D]:
        oldest = self._clock() - seconds
        kept = ((wanted, self._known.get((owner, wanted))) for wanted in ids)
        return {wanted: entry[1] for wanted, entry in kept if entry and entry[0] > oldest}

    def _remember(self, owner: Hashable, documents: Mapping[str, D]) -> None:
        now = self._clock()
        for name, document in documents.items():
            self._known[owner, name] = now, document
            self._known.move_to_end((owner, name))
        while self._known and self._outlived(now):
            self._known.popitem(last=False)

    def _outlived(self, now: float) -> bool:
        """Whether the oldest is of no more use, or there are too many."""
        since, _ = next(iter(self._known.values()))
        return now - since >= LAST_GOOD_SECONDS or len(self._known) > MAX_DOCUMENTS
