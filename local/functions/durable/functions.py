"""The orchestrator and activity functions of an app, and how each is invoked."""

from collections.abc import Iterable
from uuid import uuid4

from azure.functions import OrchestrationContext, get_binding_registry
from azure.functions.meta import Datum

from local.functions.indexing import ACTIVITY_TRIGGER, ORCHESTRATION_TRIGGER, IndexedFunction
from local.functions.invocation import Invoker, TraceContext


class UnknownFunction(Exception):
    """No function of that name and kind; the message is the extension's."""


class DurableFunctions:
    """Functions by the names their triggers register; `client` is the value of durableClient bindings."""

    def __init__(self, functions: Iterable[IndexedFunction], invoker: Invoker, client: str) -> None:
        functions = list(functions)
        self._orchestrators = _by_name(functions, ORCHESTRATION_TRIGGER, "orchestration")
        self._activities = _by_name(functions, ACTIVITY_TRIGGER, "activity")
        self._invoker = invoker
        self._client = client

    def orchestrator(self, name: str) -> IndexedFunction:
        return _known(self._orchestrators, name, "an orchestrator")

    def activity(self, name: str) -> IndexedFunction:
        return _known(self._activities, name, "an activity")

    async def orchestrate(self, name: str, context: str, trace_parent: str) -> str:
        """One run of an orchestrator over its `context`; the state it answers with. Both are JSON."""
        given = OrchestrationContext(context)
        return str(await self._invoke(self.orchestrator(name), given, trace_parent))

    async def perform(self, name: str, argument: str | None, trace_parent: str) -> str:
        """One run of an activity on its JSON argument; its result as JSON."""
        converter = get_binding_registry().get(ACTIVITY_TRIGGER)
        given = converter.decode(Datum(argument, "json"), trigger_metadata={})
        returned = await self._invoke(self.activity(name), given, trace_parent)
        return str(converter.encode(returned, expected_type=None).value)

    async def _invoke(self, function: IndexedFunction, given: object, trace_parent: str) -> object:
        arguments = {function.trigger["name"]: given, **dict.fromkeys(function.clients, self._client)}
        return await self._invoker.invoke(function, arguments, str(uuid4()), TraceContext(trace_parent))


def _by_name(functions: list[IndexedFunction], trigger: str, name: str) -> dict[str, IndexedFunction]:
    chosen = [function for function in functions if function.trigger["type"] == trigger]
    return {function.trigger.get(name) or function.name: function for function in chosen}


def _known(functions: dict[str, IndexedFunction], name: str, kind: str) -> IndexedFunction:
    if name not in functions:
        known = ", ".join(f"'{known}'" for known in functions) or "none"
        fault = f"The function '{name}' doesn't exist, is disabled, or is not {kind} function."
        raise UnknownFunction(f"{fault} Known are: {known}.")
    return functions[name]
