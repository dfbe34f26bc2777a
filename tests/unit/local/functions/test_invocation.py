import threading
from collections.abc import Callable
from contextvars import ContextVar

from local.functions.indexing import IndexedFunction
from local.functions.invocation import Context, Invoker, TraceContext

_TRACE = TraceContext("parent", "state")


def _function(
    handler: Callable[..., object], *, is_async: bool, takes_context: bool = False
) -> IndexedFunction:
    return IndexedFunction("f", handler, is_async, takes_context, "/app", {})


async def test_coroutine_runs_on_the_event_loop() -> None:
    async def handler(number: int) -> list[object]:
        return [number, threading.current_thread()]

    result = await Invoker().invoke(_function(handler, is_async=True), {"number": 7}, "id", _TRACE)
    assert result == [7, threading.main_thread()]


async def test_function_runs_in_a_thread_without_the_callers_context_variables() -> None:
    variable = ContextVar("variable", default="unset")
    variable.set("set")

    def handler() -> list[str]:
        return [threading.current_thread().name, variable.get()]

    result = await Invoker().invoke(_function(handler, is_async=False), {}, "id", _TRACE)
    assert result == ["worker_0", "unset"]


async def test_context_tells_the_invocation_only_to_handlers_that_ask() -> None:
    def handler(context: Context) -> list[object]:
        local = context.thread_local_storage
        return [context.invocation_id, local.invocation_id, context.function_name, context.trace_context]

    function = _function(handler, is_async=False, takes_context=True)
    assert await Invoker().invoke(function, {}, "id", _TRACE) == ["id", "id", "f", _TRACE]


async def test_invocations_are_counted_even_when_they_fail() -> None:
    async def handler(divisor: int) -> float:
        return 1 / divisor

    invoker, function = Invoker(), _function(handler, is_async=True)
    for divisor in (1, 0):
        try:
            await invoker.invoke(function, {"divisor": divisor}, "id", _TRACE)
        except ZeroDivisionError:
            assert divisor == 0
    assert invoker.counts == {"f": 2}
