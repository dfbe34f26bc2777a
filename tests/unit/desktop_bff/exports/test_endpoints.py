"""The status resource of exports, over real orchestrations and a real storage account."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from desktop_bff.exports.endpoints import ExportEndpoints, NewExport
from desktop_bff.exports.instances import Instances
from desktop_bff.exports.orchestration import PARTS_PER_STAGE
from desktop_bff.exports.plan import ROWS_PER_PART
from desktop_bff.exports.storage import ExportStorage
from shared.caller import Caller
from shared.inputs import IdPath
from shared.operation import Call
from shared.problems import (
    IdempotencyKeyReused,
    InsufficientScope,
    NotFound,
    NotReady,
    Problem,
    UpstreamUnavailable,
)
from shared.settings import ExportSettings
from tests.unit.desktop_bff.exports.accounts import KEY, stand_in
from tests.unit.desktop_bff.exports.test_orchestration import Export
from tests.unit.local.functions.durable.world import ADVICE, World, hosted

pytestmark = pytest.mark.filterwarnings(ADVICE)

CSV = NewExport(kind="orders", format="csv")
DAY_AND_AN_HOUR = 25 * 3600


def call_of(user: str, *roles: str) -> Call:
    caller = Caller("t", user, "web", user, frozenset({"orders.read"}), frozenset(roles), "token")
    return Call(caller, cast("Any", None), "https://gateway.test/desktop", cast("Any", None))


@dataclass
class Desk:
    """The endpoints, and the world they act in."""

    endpoints: ExportEndpoints
    storage: ExportStorage
    world: World

    async def start(self, user: str = "alice", wanted: NewExport = CSV, key: str | None = None) -> str:
        answer = await self.endpoints.start_export(
            call_of(user, "Orders.Read.All"), self.world.client, wanted, key
        )
        assert answer.headers["Operation-Location"].endswith(f"/desktop/exports/{answer.screen.id}")
        return answer.screen.id

    async def status(self, export: str, user: str = "alice") -> str:
        answer = await self.endpoints.get_export(call_of(user), self.world.client, IdPath(id=export))
        return answer.screen.status

    async def content(self, export: str) -> str:
        answer = await self.endpoints.get_export_content(
            call_of("alice"), self.world.client, IdPath(id=export)
        )
        return answer.headers["Location"]

    async def delete(self, export: str) -> None:
        await self.endpoints.delete_export(call_of("alice"), self.world.client, IdPath(id=export))


@asynccontextmanager
async def opened(url: str, export: Export) -> AsyncIterator[Desk]:
    storage = ExportStorage(ExportSettings(url, KEY))
    async with hosted(export.app()) as world:
        yield Desk(ExportEndpoints(storage, world.clock), storage, world)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    with stand_in(tmp_path) as url:
        async with opened(url, Export(3 * ROWS_PER_PART)) as desk:
            yield desk


async def refused(work: Any) -> type[Problem]:
    with pytest.raises(Problem) as caught:
        await work
    return caught.type


async def test_twins_with_one_key_are_one_export(desk: Desk) -> None:
    started = await asyncio.gather(*(desk.start(key="k") for _ in range(8)))  # noqa: TID251 - a test's own
    assert len(set(started)) == 1
    await desk.world.finished(started[0])
    assert await desk.start(key="k") == started[0]


async def test_another_users_same_key_is_another_export(desk: Desk) -> None:
    mine, yours = await desk.start("alice", key="k"), await desk.start("bob", key="k")
    assert mine != yours
    assert await refused(desk.status(mine, "bob")) is NotFound


@pytest.mark.parametrize(
    "other", [NewExport(kind="orders", format="ndjson"), CSV.model_copy(update={"all": True})]
)
async def test_a_key_used_for_another_export_is_refused(desk: Desk, other: NewExport) -> None:
    await desk.start(key="k")
    assert await refused(desk.start(key="k", wanted=other)) is IdempotencyKeyReused


async def test_everybodys_orders_need_the_role(desk: Desk) -> None:
    everybodys = CSV.model_copy(update={"all": True})
    start = desk.endpoints.start_export(call_of("alice"), desk.world.client, everybodys, None)
    assert await refused(start) is InsufficientScope


async def test_after_a_day_an_export_is_gone_and_its_key_free(desk: Desk) -> None:
    export = await desk.start(key="k")
    await desk.world.finished(export)
    desk.world.clock.now += DAY_AND_AN_HOUR
    assert await refused(desk.status(export)) is NotFound
    assert await desk.start(key="k") == export
    await desk.world.finished(export)
    assert await desk.status(export) == "Succeeded"


async def test_a_deleted_export_is_gone(desk: Desk) -> None:
    export = await desk.start()
    await desk.world.finished(export)
    assert export in await desk.content(export)
    await desk.delete(export)
    assert await refused(desk.status(export)) is NotFound


async def test_what_a_cancelled_export_still_writes_does_not_stay(tmp_path: Path) -> None:
    waiting = Export(ROWS_PER_PART)
    waiting.fails = {0: 1}
    with stand_in(tmp_path) as url:
        async with opened(url, waiting) as desk:
            export = await desk.start()
            await desk.world.settled(export)
            written = await Instances(desk.world.client, desk.world.clock).find(export)
            assert written is not None
            await desk.delete(export)
            await desk.storage.keep_part(written.export, 0, b"late")
            with pytest.raises(FileNotFoundError):
                await desk.storage.assemble(written.export, 1)


async def test_an_export_in_a_later_stage_has_its_owner_and_progress_and_can_be_cancelled(
    tmp_path: Path,
) -> None:
    long = Export(2 * PARTS_PER_STAGE * ROWS_PER_PART)
    long.fails = {PARTS_PER_STAGE: 1}
    with stand_in(tmp_path) as url:
        async with opened(url, long) as desk:
            export = await desk.start()
            await desk.world.settled(export)
            answer = await desk.endpoints.get_export(call_of("alice"), desk.world.client, IdPath(id=export))
            assert (answer.screen.status, answer.screen.progress) == ("Running", 47)
            assert await refused(desk.status(export, "bob")) is NotFound
            await desk.delete(export)
            await desk.world.settled(export)
            assert await desk.status(export) == "Canceled"
            assert desk.world.extension.hub.next_due() is None


async def test_an_export_that_failed_says_so_and_has_no_content(tmp_path: Path) -> None:
    failing = Export(3 * ROWS_PER_PART)
    failing.fails = {1: 1000}
    with stand_in(tmp_path) as url:
        async with opened(url, failing) as desk:
            export = await desk.start()
            await desk.world.finished(export)
            assert await desk.status(export) == "Failed"
            assert await refused(desk.content(export)) is NotReady


async def test_while_storage_is_down_nothing_is_lost(tmp_path: Path) -> None:
    async with opened("http://127.0.0.1:9/portico/exports", Export(ROWS_PER_PART)) as desk:
        export = await desk.start()
        await desk.world.finished(export)
        assert await refused(desk.delete(export)) is UpstreamUnavailable
        assert await desk.status(export) == "Succeeded"


async def test_while_durable_functions_are_down_exports_are_unavailable(desk: Desk) -> None:
    export = await desk.start()
    await desk.world.http.aclose()
    for work in (desk.status(export), desk.start(), desk.delete(export)):
        assert await refused(work) is UpstreamUnavailable
