"""Log records as JSON, one line each, that name the trace they belong to."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from opentelemetry import trace

MAX_MESSAGE_LENGTH = 2_000
MAX_TRACEBACK_LENGTH = 8_000


class JsonLines(logging.Formatter):
    """`time`, `level`, `logger`, `message`; within a span `traceId` and `spanId`; of a failure `exception`.

    JSON escapes what would begin another line; foreign text is cut where it gets too long.
    """

    def format(self, record: logging.LogRecord) -> str:
        document: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage()[:MAX_MESSAGE_LENGTH],
        }
        span = trace.get_current_span().get_span_context()
        if span.is_valid:
            document["traceId"] = trace.format_trace_id(span.trace_id)
            document["spanId"] = trace.format_span_id(span.span_id)
        if record.exc_info:
            document["exception"] = self.formatException(record.exc_info)[-MAX_TRACEBACK_LENGTH:]
        return json.dumps(document)


def write_json() -> None:
    """From now on the process's log, whoever set it up, is JSON."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(JsonLines())
