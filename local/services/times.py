"""Times as RFC 3339 text in UTC and whole seconds, so that text order is time order."""

import math
import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def rfc3339(seconds: float) -> str:
    """Epoch seconds as text: 0 is 1970-01-01T00:00:00Z."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _in_utc(text: str) -> str:
    """The same time in our form; a fraction rounds up, since no stored time lies within it."""
    if not _RFC_3339.fullmatch(text):
        raise ValueError("must be an RFC 3339 time")
    try:
        return rfc3339(math.ceil(datetime.fromisoformat(text.upper()).timestamp()))
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError("must be an RFC 3339 time") from error


Time = Annotated[str, AfterValidator(_in_utc)]
