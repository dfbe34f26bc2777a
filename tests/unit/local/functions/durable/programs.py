"""Orchestrations as data: an orchestrator that carries out the steps it is given, and random steps for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import azure.durable_functions as df
from azure.durable_functions.models.Task import TaskBase, TimerTask
from hypothesis import strategies as st

from tests.unit.local.functions.durable.durable_app import Context, Steps

Step = list[Any]
Program = dict[str, Any]
"""`steps`, carried out `rounds` more times by continuing as new."""


def carry_out(context: Context) -> Steps:
    """What each step gave, or that it failed."""
    program, results = context.get_input(), []
    for step in program["steps"]:
        task = _task(context, step)
        try:
            results.append(_plain((yield task)))
        except Exception as error:  # noqa: BLE001 - the SDK raises no other
            results.append(f"failed: {str(error).strip()}")
        _cancel_timers(step, task)
    if program["rounds"]:
        context.continue_as_new({**program, "rounds": program["rounds"] - 1})
        return None
    return results


def _task(context: Context, step: Step) -> Any:
    kind, given = step
    if kind in _GROUPS:
        return _GROUPS[kind](context, [_task(context, child) for child in given])
    return _SINGLE[kind](context, given)


_RETRY = df.RetryOptions(1000, 3)
_SINGLE: dict[str, Callable[[Context, Any], Any]] = {
    "work": lambda context, number: context.call_activity("work", number),
    "sure work": lambda context, number: context.call_activity("sure_work", number),
    "retried work": lambda context, number: context.call_activity_with_retry("work", _RETRY, number),
    "program": lambda context, program: context.call_sub_orchestrator("program", program),
    "retried program": lambda context, program: context.call_sub_orchestrator_with_retry(
        "program", _RETRY, program
    ),
    "sleep": lambda context, seconds: context.create_timer(
        context.current_utc_datetime + timedelta(seconds=seconds)
    ),
    "event": lambda context, name: context.wait_for_external_event(name),
}
_GROUPS: dict[str, Callable[[Context, list[Any]], Any]] = {
    "all": lambda context, tasks: context.task_all(tasks),
    "any": lambda context, tasks: context.task_any(tasks),
}


def _plain(result: Any) -> Any:
    if isinstance(result, TaskBase):
        return _plain(result.result)
    if isinstance(result, list):
        return [_plain(part) for part in result]
    return f"failed: {str(result).strip()}" if isinstance(result, Exception) else result


def _cancel_timers(step: Step, task: Any) -> None:
    if step[0] == "any":
        for child in task.children:
            if isinstance(child, TimerTask) and not child.is_completed:
                child.cancel()  # type: ignore[no-untyped-call]  # the SDK's, without annotations


_NUMBERS = st.integers(0, 99)
_SURE = (
    st.tuples(st.just("sure work"), _NUMBERS)
    | st.tuples(st.just("sleep"), st.sampled_from([1, 60, 7 * 86_400, 20 * 86_400]))
    | st.tuples(st.just("event"), st.sampled_from(["a", "b"]))
)


def _groups(members: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.sampled_from(["all", "any"]), st.lists(members, max_size=4))


def _programs(steps: st.SearchStrategy[Any], rounds: int) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({"steps": st.lists(steps, max_size=4), "rounds": st.integers(0, rounds)})


def _steps(programs: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    # The SDK raises when a group within a group goes on after it has failed: there nothing may fail.
    single = (
        _SURE
        | st.tuples(st.sampled_from(["work", "retried work"]), _NUMBERS)
        | st.tuples(st.sampled_from(["program", "retried program"]), programs)
    )
    return single | _groups(single | _groups(_SURE))


PROGRAMS = _programs(_steps(_programs(_steps(st.nothing()), 0)), 2)
