"""Random orchestrations on a task hub of their own: activities fail, hosts come and go, events come early."""

import asyncio
import json
from random import Random

from azure.durable_functions import DurableOrchestrationContext, Orchestrator

from local.functions.durable.functions import DurableFunctions
from local.functions.durable.hub import TaskHub
from local.functions.durable.instances import Instance, Query
from local.functions.durable.management import Management
from local.functions.durable.store import Store
from local.functions.host_json import DurableTaskOptions
from local.functions.indexing import ACTIVITY_TRIGGER, ORCHESTRATION_TRIGGER, IndexedFunction
from local.functions.invocation import Invoker
from tests.clock import Clock
from tests.unit.local.functions.durable.programs import Program, carry_out

_ROOT = "root"


def _function(name: str, trigger: str) -> IndexedFunction:
    return IndexedFunction(name, carry_out, False, False, "", {"type": trigger, "name": "given"})


_FUNCTIONS = [
    _function("program", ORCHESTRATION_TRIGGER),
    _function("work", ACTIVITY_TRIGGER),
    _function("sure_work", ACTIVITY_TRIGGER),
]


class ChancyFunctions(DurableFunctions):
    """The functions of a program: `work` fails half of the time, and anything may take a while."""

    def __init__(self, chance: Random) -> None:
        super().__init__(_FUNCTIONS, Invoker(), "")
        self._chance = chance

    async def orchestrate(self, name: str, context: str, trace_parent: str) -> str:
        await self.take_a_while()
        return self.decide(DurableOrchestrationContext.from_json(context))

    def decide(self, context: DurableOrchestrationContext) -> str:
        return str(Orchestrator(carry_out).handle(context))

    async def perform(self, name: str, argument: str | None, trace_parent: str) -> str:
        await self.take_a_while()
        if name == "work" and self._chance.random() < 0.5:
            raise RuntimeError("a fault")
        return argument or "null"

    async def take_a_while(self) -> None:
        """Long enough for messages to gather."""
        await _moments(self._chance.choice([0, 1, 2, 20]))


async def rehearse(program: Program, functions: DurableFunctions, chance: Random) -> Instance:
    """Run a program through up to three crashes to its end; the instance is as it was then."""
    store, clock = Store(None), Clock()
    for crashes_left in range(chance.randrange(4), -1, -1):
        hub = TaskHub(store, functions, DurableTaskOptions(), clock, checks_replay=False)
        management = Management(store, functions, clock, hub.wake)
        async with hub.running():
            if store.instances.get(_ROOT) is None:
                management.start("program", _ROOT, json.dumps(json.dumps(program)), None)
                management.raise_event(_ROOT, chance.choice("ab"), "1")
            if crashes_left:
                await _moments(chance.randrange(40))
            else:
                await _end(hub, management, clock, chance)
    return management.get(_ROOT)


async def _end(hub: TaskHub, management: Management, clock: Clock, chance: Random) -> None:
    """Let time pass and raise what is waited for until every instance is over."""
    while True:
        await hub.quiet()
        live = [instance for instance in management.find(Query()) if not instance.status.is_final]
        if not live:
            return
        awaited = [(instance.id, name) for instance in live for name in instance.awaited_events]
        due = hub.next_due()
        if awaited and (due is None or chance.random() < 0.5):
            management.raise_event(*chance.choice(awaited), "2")
        else:
            assert due is not None, f"{live} wait for nothing that could come"
            clock.now = due


async def _moments(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)
