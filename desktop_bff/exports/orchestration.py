"""The orchestration of an export: count, fetch the parts a few at a time, put them together.

It runs again from the start at every step (Durable Functions replays it), so it only decides; the work is in
the activities, which are named here as they are registered.
"""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

from azure.durable_functions import DurableOrchestrationContext

from desktop_bff.exports.plan import Assembly, Export, Outcome, Part, parts

ORCHESTRATION = "desktop_export"
COUNT, FETCH = "desktop_export_count", "desktop_export_fetch"
ASSEMBLE, TIDY = "desktop_export_assemble", "desktop_export_tidy"
AT_ONCE = 6
ATTEMPTS = 4
PAUSE = timedelta(seconds=5)
_FETCHED_PERCENT = 95
Steps = Generator[Any, Any, Any]


def export_orders(context: DurableOrchestrationContext) -> Steps:
    """Its custom status is the progress in percent, its output an Outcome with the number of orders."""
    export = Export.of(context.get_input(expected_type=dict))
    counted = yield from _patiently(context, COUNT, export.json_value())
    if not counted.ok:
        return counted.json_value()
    planned = list(parts(export, counted.count))
    for position in range(0, len(planned), AT_ONCE):
        fetched = yield from _fetch(context, planned[position : position + AT_ONCE])
        if not fetched.ok:
            return fetched.json_value()
        context.set_custom_status({"progress": _progress(position + AT_ONCE, len(planned))})
    assembly = Assembly(export=export, parts=len(planned))
    assembled = yield from _patiently(context, ASSEMBLE, assembly.json_value())
    if assembled.ok:  # not sooner: an activity may run twice, and would miss the parts
        yield context.call_activity(TIDY, export.json_value(), expected_type=dict)
    return assembled.json_value()


def _fetch(context: DurableOrchestrationContext, wanted: list[Part]) -> Steps:
    """All of these parts; those that fail are tried again, after a pause."""
    for attempt in range(ATTEMPTS):
        if attempt:
            yield context.create_timer(context.current_utc_datetime + PAUSE * attempt)
        results = yield context.task_all(
            [context.call_activity(FETCH, part.json_value(), expected_type=dict) for part in wanted]
        )
        outcomes = [Outcome.of(result) for result in results]
        wanted = [part for part, outcome in zip(wanted, outcomes, strict=True) if not outcome.ok]
        if not wanted:
            return Outcome(ok=True)
    return next(outcome for outcome in outcomes if not outcome.ok)


def _patiently(context: DurableOrchestrationContext, activity: str, value: dict[str, Any]) -> Steps:
    for attempt in range(ATTEMPTS):
        if attempt:
            yield context.create_timer(context.current_utc_datetime + PAUSE * attempt)
        outcome = Outcome.of((yield context.call_activity(activity, value, expected_type=dict)))
        if outcome.ok:
            return outcome
    return outcome


def _progress(done: int, planned: int) -> int:
    return min(done, planned) * _FETCHED_PERCENT // planned
