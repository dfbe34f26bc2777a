"""The text of an XML document, read into a tree."""

from typing import Any
from xml.etree import ElementTree

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.strings import required
from local.gateway.expressions.types.xml_attributes import XAttribute
from local.gateway.expressions.types.xml_names import XMLNS
from local.gateway.expressions.types.xml_tree import (
    XComment,
    XContainer,
    XDocument,
    XElement,
)


def parse(text: str, target: Any = None) -> Any:
    """What the target makes of the document, by default the root as Python's own library has it.

    A document type is refused, for what its entities could do.
    """
    if "<!DOCTYPE" in required(text, "text"):
        raise ExpressionError("XmlException", "For security reasons DTD is prohibited in this XML document.")
    parser = ElementTree.XMLParser(target=target)  # noqa: S314 - no document type, so no entities
    try:
        parser.feed(text)
        return parser.close()
    except ElementTree.ParseError as error:
        raise ExpressionError("XmlException", str(error)) from None


def read_document(text: str, keep_spaces: bool = False) -> XDocument:
    found: XDocument = parse(text, _Tree(keep_spaces))
    return found


def read_element(text: str, keep_spaces: bool = False) -> XElement:
    """The root of the document, on its own."""
    root = read_document(text, keep_spaces).elements()[0]
    root.remove()
    return root


class _Tree:
    """Builds a document from what the parser tells."""

    def __init__(self, keep_spaces: bool) -> None:
        self._keep_spaces = keep_spaces
        self._document = XDocument()
        self._at: XContainer = self._document
        self._text: list[str] = []
        self._declarations: list[XAttribute] = []

    def start_ns(self, prefix: str, uri: str) -> None:
        name = f"{{{XMLNS}}}{prefix}" if prefix else "xmlns"
        self._declarations.append(XAttribute(name, uri or ""))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._end_text()
        own = [XAttribute(name, value) for name, value in attributes.items()]
        element = XElement(tag, self._declarations, own)
        self._declarations = []
        self._at.add(element)
        self._at = element

    def end(self, _: str) -> None:
        self._end_text()
        self._at = self._at.parent or self._document

    def data(self, text: str) -> None:
        self._text.append(text)

    def comment(self, text: str) -> None:
        self._end_text()
        self._at.add(XComment(text))

    def _end_text(self) -> None:
        text, self._text = "".join(self._text), []
        if text and self._at is not self._document and (self._keep_spaces or text.strip(" \t\r\n")):
            self._at.add(text)

    def close(self) -> XDocument:
        return self._document
