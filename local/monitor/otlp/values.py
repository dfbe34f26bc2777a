"""Attributes of OTLP as plain values."""

import json
import math
from collections.abc import Iterable
from typing import Any

from local.monitor.errors import Unusable
from local.monitor.otlp.messages import AnyValue, KeyValue, Resource

MOST_CHARACTERS = 1_024
MOST_ENCODED = 32 * 2**10


def attributes_of(pairs: Iterable[KeyValue]) -> dict[str, Any]:
    """Long texts are cut; raises Unusable when the rest is still larger than anybody looks at."""
    attributes = {cut(pair.get("key", "")): _value(pair.get("value", AnyValue())) for pair in pairs}
    if len(json.dumps(attributes)) > MOST_ENCODED:
        raise Unusable(f"attributes take more than {MOST_ENCODED} bytes")
    return attributes


def service_of(resource: Resource) -> str:
    """The name of the service that an export comes from."""
    return str(attributes_of(resource.get("attributes", [])).get("service.name", "unknown_service"))


def cut(text: str) -> str:
    return text[:MOST_CHARACTERS]


def _value(value: AnyValue) -> Any:
    match next(iter(value.values()), None):
        case str(text):
            return cut(text)
        case float(number) if not math.isfinite(number):  # JSON has no word for it
            return str(number)
        case {"values": list(values)} if "kvlist_value" in value:
            return {cut(pair.get("key", "")): _value(pair.get("value", {})) for pair in values}
        case {"values": list(values)}:
            return [_value(item) for item in values]
        case dict():
            return []
        case plain:
            return plain
