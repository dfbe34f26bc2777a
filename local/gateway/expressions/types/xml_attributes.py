"""The attributes of an element, and how XML writes the values they are given."""

from datetime import datetime
from typing import TYPE_CHECKING

from local.gateway.expressions.types.date_formats import iso_text
from local.gateway.expressions.types.rendering import text_of
from local.gateway.expressions.types.xml_names import XMLNS, XName
from local.gateway.expressions.types.xml_prefixes import Prefixes

if TYPE_CHECKING:
    from local.gateway.expressions.types.xml_tree import XElement


def content_text(value: object) -> str:
    """A value as XML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return iso_text(value) if isinstance(value, datetime) else text_of(value)


class XAttribute:
    """An attribute, or the declaration of a namespace."""

    parent: "XElement | None" = None

    def __init__(self, name: object, value: object) -> None:
        self.name, self.value = XName(name), content_text(value)

    @property
    def is_declaration(self) -> bool:
        return self.name == "xmlns" or self.name.space == XMLNS

    def set_value(self, value: object) -> None:
        self.value = content_text(value)

    def remove(self) -> None:
        if self.parent is not None:
            self.parent.attributes.pop(self.name, None)
        self.parent = None

    def __str__(self) -> str:
        known = {} if self.parent is None else self.parent.namespaces
        return Prefixes(known, known).attribute_text(self.name, self.value)
