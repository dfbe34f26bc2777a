"""XElement, XDocument, XAttribute: as much of LINQ to XML as policies use."""

from collections.abc import Callable, Iterable
from typing import Any
from xml.etree import ElementTree

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.declaration import Definition, Entry, constant, method, prop
from local.gateway.expressions.types.rendering import text_of
from local.gateway.expressions.types.strings import required
from local.gateway.expressions.types.values import Query


class XAttribute:
    def __init__(self, name: object, value: object) -> None:
        self.name, self.value = str(name), text_of(value)


class XElement:
    """An element, or with `document` the document whose root it is."""

    def __init__(self, name: "object | ElementTree.Element", *content: object) -> None:
        self.node = name if isinstance(name, ElementTree.Element) else ElementTree.Element(str(name))
        for item in content:
            self.add(item)

    def add(self, item: object) -> None:
        if isinstance(item, XElement):
            self.node.append(item.node)
        elif isinstance(item, XAttribute):
            self.node.set(item.name, item.value)
        elif item is not None and hasattr(item, "__iter__") and not isinstance(item, str):
            for inner in item:
                self.add(inner)
        elif len(self.node):
            self.node[-1].tail = (self.node[-1].tail or "") + text_of(item)
        else:
            self.node.text = (self.node.text or "") + text_of(item)

    def set_value(self, value: object) -> None:
        for child in list(self.node):
            self.node.remove(child)
        self.node.text = text_of(value)

    def elements(self, name: object = None) -> "list[XElement]":
        return [XElement(child) for child in self.node if name is None or child.tag == str(name)]

    def descendants(self, name: object = None) -> "list[XElement]":
        found = self.node.iter() if name is None else self.node.iter(str(name))
        return [XElement(child) for child in found if child is not self.node]

    def element(self, name: object) -> "XElement | None":
        return next(iter(self.elements(name)), None)

    def attribute(self, name: object) -> XAttribute | None:
        value = self.node.get(str(name))
        return None if value is None else XAttribute(name, value)

    def attributes(self) -> list[XAttribute]:
        return [XAttribute(name, value) for name, value in self.node.attrib.items()]

    @property
    def value(self) -> str:
        return "".join(self.node.itertext())

    def __str__(self) -> str:
        return ElementTree.tostring(self.node, encoding="unicode")


class XDocument(XElement):
    """A document: its only child is the root element."""

    def __init__(self, root: Any) -> None:
        super().__init__(root.node if isinstance(root, XElement) else root)

    def elements(self, name: object = None) -> list[XElement]:
        return [XElement(self.node)] if name is None or self.node.tag == str(name) else []

    def descendants(self, name: object = None) -> list[XElement]:
        found = self.node.iter() if name is None else self.node.iter(str(name))
        return [XElement(child) for child in found]


class XName(str):
    """A name, with its namespace in braces."""

    @property
    def local(self) -> str:
        return self.rpartition("}")[2]

    @property
    def space(self) -> str:
        return self.rpartition("}")[0].removeprefix("{")


class XNamespace(str):
    """A namespace; adding a local name gives an XName."""

    def __add__(self, local: str) -> XName:
        return XName(f"{{{self}}}{local}")


def parse(text: str, *_: object) -> ElementTree.Element:
    """The root element; a document type is refused, for what its entities could do."""
    if "<!DOCTYPE" in required(text, "text"):
        raise ExpressionError("XmlException", "For security reasons DTD is prohibited in this XML document.")
    try:
        return ElementTree.fromstring(text)  # noqa: S314 - no document type, so no entities
    except ElementTree.ParseError as error:
        raise ExpressionError("XmlException", str(error)) from None


_ELEMENT_MEMBERS: dict[str, Entry] = {
    "Name": prop(lambda element: XName(element.node.tag), "XName"),
    "Value": prop(lambda element: element.value, "string", set=XElement.set_value),
    "Element": method(XElement.element, "XElement"),
    "Elements": method(lambda element, *name: element.elements(*name), "IEnumerable<XElement>"),
    "Descendants": method(lambda element, *name: element.descendants(*name), "IEnumerable<XElement>"),
    "Attribute": method(XElement.attribute, "XAttribute"),
    "Attributes": method(lambda element, *_: element.attributes(), "IEnumerable<XAttribute>"),
    "FirstNode": prop(lambda element: next(iter(element.elements()), None), "XElement"),
    "LastNode": prop(lambda element: next(iter(element.elements()[::-1]), None), "XElement"),
    "Nodes": method(XElement.elements, "IEnumerable<XElement>"),
    "HasElements": prop(lambda element: len(element.node) > 0, "bool"),
    "Add": method(lambda element, *content: [element.add(item) for item in content], "dynamic"),
    "SetValue": method(XElement.set_value, "dynamic"),
    "SetAttributeValue": method(
        lambda element, name, value: element.node.set(str(name), text_of(value)), "dynamic"
    ),
    "ToString": method(lambda element, *_: str(element), "string"),
}


def _of_each(work: Callable[..., Iterable[object]], result: str) -> Entry:
    """The method of an element as one of a sequence of elements."""

    def run(elements: Iterable[object], *name: object) -> Query:
        return Query(lambda: (found for element in elements for found in work(_element(element), *name)))

    return method(run, f"IEnumerable<{result}>")


def _element(value: object) -> XElement:
    if not isinstance(value, XElement):
        raise ExpressionError("InvalidCastException", "The sequence holds what is no element.")
    return value


EXTENSIONS: dict[str, dict[str, Entry]] = {
    "IEnumerable": {
        "Elements": _of_each(lambda element, *name: element.elements(*name), "XElement"),
        "Descendants": _of_each(lambda element, *name: element.descendants(*name), "XElement"),
        "Attributes": _of_each(lambda element, *_: element.attributes(), "XAttribute"),
    }
}

DEFINITIONS = [
    Definition(
        "XElement",
        "System.Xml.Linq.XElement",
        aliases=("XNode", "XContainer"),
        python=(XElement,),
        create=method(XElement, "XElement"),
        members=_ELEMENT_MEMBERS,
        statics={"Parse": method(lambda text, *_: XElement(parse(text)), "XElement")},
    ),
    Definition(
        "XDocument",
        "System.Xml.Linq.XDocument",
        python=(XDocument,),
        bases=("XElement",),
        create=method(XDocument, "XDocument"),
        members={"Root": prop(lambda document: XElement(document.node), "XElement")},
        statics={"Parse": method(lambda text, *_: XDocument(parse(text)), "XDocument")},
    ),
    Definition(
        "XAttribute",
        "System.Xml.Linq.XAttribute",
        python=(XAttribute,),
        create=method(XAttribute, "XAttribute"),
        members={
            "Name": prop(lambda attribute: XName(attribute.name), "XName"),
            "Value": prop(lambda attribute: attribute.value, "string"),
        },
    ),
    Definition(
        "XName",
        "System.Xml.Linq.XName",
        python=(XName,),
        members={
            "LocalName": prop(lambda name: name.local, "string"),
            "NamespaceName": prop(lambda name: name.space, "string"),
            "Namespace": prop(lambda name: XNamespace(name.space), "XNamespace"),
        },
        statics={
            "Get": method(lambda name, space="": XName(f"{{{space}}}{name}" if space else name), "XName")
        },
    ),
    Definition(
        "XNamespace",
        "System.Xml.Linq.XNamespace",
        python=(XNamespace,),
        cast=XNamespace,
        members={"NamespaceName": prop(str, "string")},
        statics={"Get": method(XNamespace, "XNamespace"), "None": constant(XNamespace(""), "XNamespace")},
    ),
]
