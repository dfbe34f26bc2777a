"""The orchestration of an export, in a host of its own: its steps, and what it does when activities fail."""

import tracemalloc
from collections.abc import Callable

import azure.durable_functions as df
import azure.functions as func
import pytest

from desktop_bff.exports.orchestration import (
    ASSEMBLE,
    AT_ONCE,
    ATTEMPTS,
    COUNT,
    FETCH,
    ORCHESTRATION,
    PARTS_PER_STAGE,
    TIDY,
    export_orders,
)
from desktop_bff.exports.plan import MOST_ORDERS, ROWS_PER_PART, Outcome, Stage
from local.functions import DurableSettings
from tests.clock import Clock
from tests.unit.desktop_bff.exports.test_plan import EXPORT
from tests.unit.local.functions.durable.world import ADVICE, BASE_URL, hosted

pytestmark = pytest.mark.filterwarnings(ADVICE)

GIVEN = Stage(export=EXPORT).json_value()
Work = Callable[[dict[str, int]], Outcome]


class Export:
    """An app with this orchestration and activities that do what a test says, and remember it."""

    def __init__(self, orders: int) -> None:
        self.orders = orders
        self.fails: dict[int, int] = {}
        self.counted = 0
        self.fetched: list[int] = []
        self.assembled: list[int] = []
        self.tidied = 0

    def count(self, _: dict[str, int]) -> Outcome:
        self.counted += 1
        return Outcome(ok=True, count=self.orders)

    def fetch(self, part: dict[str, int]) -> Outcome:
        number = part["number"]
        self.fetched.append(number)
        if self.fails.get(number, 0):
            self.fails[number] -= 1
            return Outcome(ok=False, reason="upstream_failed")
        return Outcome(ok=True, count=part["stop"] - part["start"])

    def assemble(self, assembly: dict[str, int]) -> Outcome:
        self.assembled.append(assembly["parts"])
        return Outcome(ok=True, count=assembly["parts"])

    def tidy(self, _: dict[str, int]) -> Outcome:
        self.tidied += 1
        return Outcome(ok=True)

    def app(self) -> func.FunctionApp:
        blueprint = df.Blueprint()
        orchestrate = blueprint.orchestration_trigger(context_name="context")(export_orders)
        blueprint.function_name(ORCHESTRATION)(orchestrate)
        works = {COUNT: self.count, FETCH: self.fetch, ASSEMBLE: self.assemble, TIDY: self.tidy}
        for name, work in works.items():
            activity = blueprint.activity_trigger(input_name="payload")(_activity(work))
            blueprint.function_name(name)(activity)
        app = func.FunctionApp()
        app.register_functions(blueprint)
        return app


def _activity(work: Work) -> Callable[[dict[str, int]], dict[str, object]]:
    def activity(payload: dict) -> dict:  # type: ignore[type-arg]  # the worker takes bare classes only
        return work(payload).json_value()

    return activity


async def test_every_part_is_fetched_once_and_then_they_are_put_together() -> None:
    export = Export(20 * ROWS_PER_PART)
    async with hosted(export.app()) as world:
        output = await world.run(ORCHESTRATION, GIVEN, "e1")
        status = await world.client.get_status("e1")
    assert Outcome.of(output).ok
    assert sorted(export.fetched) == list(range(20))
    assert (export.assembled, export.tidied) == ([20], 1)
    assert status.custom_status == {"progress": 95}


async def test_a_part_that_fails_is_fetched_again_and_the_others_are_not() -> None:
    export = Export(3 * ROWS_PER_PART)
    export.fails = {1: ATTEMPTS - 1}
    async with hosted(export.app()) as world:
        began = world.clock.now
        assert Outcome.of(await world.run(ORCHESTRATION, GIVEN)).ok
        assert world.clock.now > began, "it was tried again at once"
    assert sorted(export.fetched) == [0, *[1] * ATTEMPTS, 2]


async def test_a_part_that_goes_on_failing_ends_the_export_with_its_reason() -> None:
    export = Export(3 * ROWS_PER_PART)
    export.fails = {1: 1000}
    async with hosted(export.app()) as world:
        outcome = Outcome.of(await world.run(ORCHESTRATION, GIVEN))
    assert (outcome.ok, outcome.reason) == (False, "upstream_failed")
    assert (export.assembled, export.tidied) == ([], 0)


async def test_an_export_of_nothing_is_an_empty_file() -> None:
    export = Export(0)
    async with hosted(export.app()) as world:
        assert Outcome.of(await world.run(ORCHESTRATION, GIVEN)).ok
    assert export.assembled == [0]


async def test_a_long_export_is_counted_once_and_its_history_stays_short() -> None:
    export = Export(150 * ROWS_PER_PART)
    unchecked = DurableSettings(base_url=BASE_URL, clock=Clock())
    async with hosted(export.app(), unchecked) as world:
        assert Outcome.of(await world.run(ORCHESTRATION, GIVEN, "e1")).ok
        history = await world.history("e1")
    assert sorted(export.fetched) == list(range(150))
    assert (export.counted, export.assembled, export.tidied) == (1, [150], 1)
    assert len(history) < 75


async def test_a_later_stage_decides_the_same_whenever_it_is_replayed() -> None:
    export = Export((PARTS_PER_STAGE + 2) * ROWS_PER_PART)
    export.fails = {PARTS_PER_STAGE: 1}
    later = Stage(export=EXPORT, counted=Outcome(ok=True, count=export.orders), first=PARTS_PER_STAGE)
    async with hosted(export.app()) as world:
        assert Outcome.of(await world.run(ORCHESTRATION, later.json_value())).ok
    together, again = export.fetched[:2], export.fetched[2:]
    assert (export.counted, set(together)) == (0, {PARTS_PER_STAGE, PARTS_PER_STAGE + 1})
    assert again == [PARTS_PER_STAGE]


async def test_the_longest_export_is_not_planned_before_its_first_parts_are_there() -> None:
    export = Export(MOST_ORDERS)
    export.fails = {0: 1000}
    tracemalloc.start()
    async with hosted(export.app()) as world:
        assert not Outcome.of(await world.run(ORCHESTRATION, GIVEN)).ok
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert set(export.fetched) == set(range(AT_ONCE))
    assert most_bytes < 10 * 2**20
