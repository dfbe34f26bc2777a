"""An export's activities over an orders service whose list grows meanwhile, and a real blob service."""

import asyncio
import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from desktop_bff.exports.activities import Activities
from desktop_bff.exports.plan import MOST_ORDERS, Assembly, Export, Outcome, Part, part_at
from desktop_bff.exports.storage import ExportStorage
from shared.caller import Caller
from shared.settings import ExportSettings, UpstreamSettings
from shared.transport import HttpxTransport
from shared.upstreams.orders import Orders
from shared.upstreams.upstream import Upstream
from tests.unit.desktop_bff.exports.accounts import KEY, azurite, stand_in
from tests.unit.desktop_bff.exports.test_plan import EXPORT, every_part
from tests.unit.desktop_bff.exports.test_rows import ORDER


class Service:
    """The orders service: `grows` orders are placed before each answer, the next `fails` answers are 500.

    It tells the right total, or `told`.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.grows = 0
        self.fails = 0
        self.told: int | None = None
        self.repeats = False
        self.asked: list[str] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        if self.fails:
            self.fails -= 1
            return httpx.Response(500)
        self.count += self.grows
        page, size = int(request.url.params["page"]), int(request.url.params["size"])
        newest = self.count - (page - 1) * size
        items = [self._order(number) for number in range(newest, max(newest - size, 0), -1)]
        total = self.count if self.told is None else self.told
        return httpx.Response(200, json={"items": items, "total": total, "page": page, "size": size})

    def _order(self, number: int) -> Mapping[str, object]:
        number -= self.repeats and number % 2
        placed = f"2026-01-{1 + number // 1000:02}T{number % 1000 // 60:02}:{number % 60:02}:00Z"
        return ORDER | {"id": f"ord_{number:010}", "placedAt": placed}


class OwnToken:
    async def token(self, caller: Caller, scope: str) -> str:
        return "the application's own"


@pytest.fixture(params=[stand_in, azurite], ids=["stand-in", "azurite"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ExportStorage]:
    with request.param(tmp_path) as url:
        yield ExportStorage(ExportSettings(url, KEY))


@pytest.fixture
def service() -> Service:
    return Service(250)


@pytest.fixture
def activities(service: Service, storage: ExportStorage) -> Activities:
    settings = UpstreamSettings("https://orders.test", "api://orders/.default")
    transport = HttpxTransport(httpx.MockTransport(service.answer))
    upstream = Upstream("orders", settings, transport, OwnToken())
    return Activities(Orders(upstream), storage)


async def exported(activities: Activities, storage: ExportStorage, planned: list[Part]) -> list[str]:
    """The ids in the file made of these parts."""
    assert all([(await activities.fetch(wanted)).ok for wanted in planned])
    assert (await activities.assemble(Assembly(export=EXPORT, parts=len(planned)))).ok
    return await ids_in(storage)


async def ids_in(storage: ExportStorage) -> list[str]:
    async with httpx.AsyncClient() as http:
        answer = await http.get(await storage.link(EXPORT))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == "attachment"
    return [row["id"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))]


async def has_file(storage: ExportStorage) -> bool:
    async with httpx.AsyncClient() as http:
        return (await http.get(await storage.link(EXPORT))).status_code == 200


async def test_the_file_has_every_order_once_oldest_first(
    activities: Activities, storage: ExportStorage
) -> None:
    counted = await activities.count(EXPORT)
    ids = await exported(activities, storage, every_part(counted.count))
    assert ids == [f"ord_{number:010}" for number in range(1, 251)]


async def test_orders_placed_meanwhile_move_nothing(
    activities: Activities, service: Service, storage: ExportStorage
) -> None:
    planned = every_part((await activities.count(EXPORT)).count)
    service.grows = 37
    ids = await exported(activities, storage, planned)
    assert ids == [f"ord_{number:010}" for number in range(1, 251)]


async def test_an_activity_that_runs_twice_leaves_the_same(
    activities: Activities, storage: ExportStorage
) -> None:
    planned = every_part(250)
    await activities.fetch(planned[1])
    assert len(await exported(activities, storage, planned)) == 250


async def test_assembling_twice_leaves_the_same_file_and_tidying_up_the_file_alone(
    activities: Activities, storage: ExportStorage
) -> None:
    planned = every_part(250)
    first = await exported(activities, storage, planned)
    assert (await activities.assemble(Assembly(export=EXPORT, parts=len(planned)))).ok
    for _ in range(2):
        assert (await activities.tidy(EXPORT)).ok
    assert await ids_in(storage) == first
    assert not (await activities.assemble(Assembly(export=EXPORT, parts=len(planned)))).ok, "a part is left"


async def test_rows_that_come_twice_fail_the_part(activities: Activities, service: Service) -> None:
    service.repeats = True
    outcome = await activities.fetch(part_at(EXPORT, 0, 250))
    assert (outcome.ok, outcome.reason) == (False, "LookupError")


async def test_a_failing_service_is_an_outcome_and_no_exception(
    activities: Activities, service: Service
) -> None:
    service.fails = 1
    outcome = await activities.fetch(part_at(EXPORT, 0, 250))
    assert (outcome.ok, outcome.reason) == (False, "upstream_failed")


async def test_a_total_that_cannot_be_is_refused(activities: Activities, service: Service) -> None:
    refused = Outcome(ok=False, reason="upstream_failed")
    for total in (-5, MOST_ORDERS + 1, 4_000_000_000):
        service.told = total
        assert await activities.count(EXPORT) == refused
        assert await activities.fetch(part_at(EXPORT, 0, 250)) == refused


async def test_the_users_filter_is_the_one_fixed_at_the_start(
    activities: Activities, service: Service
) -> None:
    await activities.count(EXPORT)
    await activities.count(Export.of(EXPORT.json_value() | {"everybodys": True}))
    own, all_of_them = service.asked
    assert "userId=u&" in own
    assert "userId" not in all_of_them


async def test_a_discarded_export_leaves_no_blob(activities: Activities, storage: ExportStorage) -> None:
    planned = every_part(250)
    await exported(activities, storage, planned)
    await activities.fetch(planned[0])
    await storage.discard(EXPORT)
    await storage.discard(EXPORT)
    assert not (await activities.assemble(Assembly(export=EXPORT, parts=1))).ok
    assert not await has_file(storage)


async def test_an_export_discarded_by_several_at_once_is_discarded(
    activities: Activities, storage: ExportStorage
) -> None:
    for _ in range(5):
        await exported(activities, storage, every_part(250))
        async with asyncio.TaskGroup() as twins:
            for _ in range(4):
                twins.create_task(storage.discard(EXPORT))
        assert not await has_file(storage)


async def test_what_is_written_after_the_cancelling_does_not_stay(
    activities: Activities, storage: ExportStorage
) -> None:
    await storage.cancel(EXPORT)
    await activities.fetch(part_at(EXPORT, 0, 250))
    assembled = await activities.assemble(Assembly(export=EXPORT, parts=1))
    assert assembled == Outcome(ok=False, reason="FileNotFoundError"), "the part is left"
    await activities.assemble(Assembly(export=EXPORT, parts=0))
    assert not await has_file(storage)


async def test_an_export_that_takes_the_id_of_a_cancelled_one_is_kept(
    activities: Activities, storage: ExportStorage
) -> None:
    await storage.cancel(EXPORT.model_copy(update={"created_at": "2025-12-30T00:00:00Z"}))
    assert len(await exported(activities, storage, every_part(250))) == 250
