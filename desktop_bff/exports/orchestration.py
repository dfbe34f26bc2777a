"""The orchestration of an export: count, fetch the parts a few at a time, put them together.

It runs again from the start at every step (Durable Functions replays it), so it only decides; the work is in
the activities, which are named here as they are registered. After some parts it continues as new, or the time
to replay it would grow with the square of their number.
"""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

from azure.durable_functions import DurableOrchestrationContext

from desktop_bff.exports.plan import Assembly, Outcome, Part, Stage, count_parts, part_at

ORCHESTRATION = "desktop_export"
COUNT, FETCH = "desktop_export_count", "desktop_export_fetch"
ASSEMBLE, TIDY = "desktop_export_assemble", "desktop_export_tidy"
AT_ONCE = 6
PARTS_PER_STAGE = 10 * AT_ONCE
ATTEMPTS = 4
PAUSE = timedelta(seconds=5)
_FETCHED_PERCENT = 95
Steps = Generator[Any, Any, Any]


def export_orders(context: DurableOrchestrationContext) -> Steps:
    """Its custom status is the progress in percent, its output an Outcome with the number of parts."""
    stage = Stage.of(context.get_input(expected_type=dict))
    counted = stage.counted or (yield from _patiently(context, COUNT, stage.export.json_value()))
    if not counted.ok:
        return counted.json_value()
    planned = count_parts(counted.count)
    stop = min(stage.first + PARTS_PER_STAGE, planned)
    for first in range(stage.first, stop, AT_ONCE):
        context.set_custom_status({"progress": first * _FETCHED_PERCENT // planned})
        batch = range(first, min(first + AT_ONCE, stop))
        fetched = yield from _fetch(
            context, [part_at(stage.export, number, counted.count) for number in batch]
        )
        if not fetched.ok:
            return fetched.json_value()
    if stop < planned:
        following = Stage(export=stage.export, counted=counted, first=stop)
        return context.continue_as_new(following.json_value())
    context.set_custom_status({"progress": _FETCHED_PERCENT})
    return (yield from _assemble(context, Assembly(export=stage.export, parts=planned)))


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


def _assemble(context: DurableOrchestrationContext, assembly: Assembly) -> Steps:
    assembled = yield from _patiently(context, ASSEMBLE, assembly.json_value())
    if assembled.ok:  # not sooner: an activity may run twice, and would miss the parts
        yield context.call_activity(TIDY, assembly.export.json_value(), expected_type=dict)
    return assembled.json_value()


def _patiently(context: DurableOrchestrationContext, activity: str, value: dict[str, Any]) -> Steps:
    for attempt in range(ATTEMPTS):
        if attempt:
            yield context.create_timer(context.current_utc_datetime + PAUSE * attempt)
        outcome = Outcome.of((yield context.call_activity(activity, value, expected_type=dict)))
        if outcome.ok:
            return outcome
    return outcome
