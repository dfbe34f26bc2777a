"""The scalars that JSON values, elements and attributes hold, and that casts take out of them."""

from typing import Any

from local.gateway.expressions.types.json_tokens import JValue
from local.gateway.expressions.types.xml_attributes import XAttribute
from local.gateway.expressions.types.xml_tree import XElement


def is_holder(value: object) -> bool:
    return isinstance(value, JValue | XElement | XAttribute)


def scalar(value: Any) -> Any:
    """What a holder holds; any other value is its own scalar."""
    return value.value if is_holder(value) else value
