"""Times that callers give, as RFC 3339 has them."""

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from shared.inputs import unfit

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 1, 1, tzinfo=UTC)
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)

_EXPECTED = "it must be an RFC 3339 time without a leap second, such as 2026-01-31T08:30:00Z"


def _in_utc(text: str) -> str:
    """The same time in UTC; one that no order can have becomes the nearest that every service can read."""
    if not _RFC_3339.fullmatch(text):
        raise unfit(_EXPECTED)
    try:
        moment = min(max(datetime.fromisoformat(text.upper()), EARLIEST), LATEST)
    except ValueError:
        raise unfit(_EXPECTED) from None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Time = Annotated[str, AfterValidator(_in_utc), WithJsonSchema({"type": "string", "format": "date-time"})]
