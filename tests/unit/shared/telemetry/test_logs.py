"""The log as JSON: one line a record, joined to its trace, whatever is written into it."""

import json
import logging
from typing import Any

from opentelemetry import trace

from shared.telemetry.logs import MAX_MESSAGE_LENGTH, MAX_TRACEBACK_LENGTH, JsonLines


def line(message: str, *arguments: object, exc_info: Any = None) -> str:
    record = logging.LogRecord("portico", logging.WARNING, __file__, 1, message, arguments, exc_info)
    return JsonLines().format(record)


def test_a_record_is_told_with_time_level_and_logger() -> None:
    document = json.loads(line("%s failed", "orders"))
    assert (document["level"], document["logger"], document["message"]) == (
        "WARNING",
        "portico",
        "orders failed",
    )
    assert document["time"].endswith("+00:00")
    assert "traceId" not in document


def test_a_record_within_a_span_names_it() -> None:
    with trace.get_tracer("test").start_as_current_span("work") as span:
        document = json.loads(line("said"))
    own = span.get_span_context()
    assert (document["traceId"], document["spanId"]) == (f"{own.trace_id:032x}", f"{own.span_id:016x}")


def test_foreign_text_makes_no_second_line_and_is_cut() -> None:
    written = line("%s", 'one\n{"level": "ERROR"}\r\u2028\x1b[31m' + "x" * 10_000)
    assert written.isascii()
    assert written.isprintable()
    assert len(json.loads(written)["message"]) == MAX_MESSAGE_LENGTH


def test_a_failure_is_told_with_the_end_of_its_traceback() -> None:
    error = ValueError("x" * 20_000 + "the end")
    document = json.loads(line("failed", exc_info=(ValueError, error, None)))
    assert len(document["exception"]) == MAX_TRACEBACK_LENGTH
    assert document["exception"].endswith("the end")
