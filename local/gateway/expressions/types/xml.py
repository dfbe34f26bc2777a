"""XElement, XDocument, XAttribute: as much of LINQ to XML as policies use."""

from collections.abc import Callable, Iterable
from enum import IntFlag
from typing import Any

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.declaration import Definition, Entry, constant, method, prop
from local.gateway.expressions.types.foundation import enumeration
from local.gateway.expressions.types.values import Query
from local.gateway.expressions.types.xml_attributes import XAttribute
from local.gateway.expressions.types.xml_names import XML, XMLNS, XName, XNamespace
from local.gateway.expressions.types.xml_reading import parse, read_document, read_element
from local.gateway.expressions.types.xml_tree import (
    XComment,
    XContainer,
    XDocument,
    XElement,
    XNode,
    XText,
)

__all__ = ["DEFINITIONS", "EXTENSIONS", "XName", "parse"]


class SaveOptions(IntFlag):
    None_ = 0
    DisableFormatting = 1
    OmitDuplicateNamespaces = 2


class LoadOptions(IntFlag):
    None_ = 0
    PreserveWhitespace = 1
    SetBaseUri = 2
    SetLineInfo = 4


def _text(node: XNode, options: SaveOptions = SaveOptions.None_) -> str:
    return node.text(indented=not options & SaveOptions.DisableFormatting)


def _reader(read: Callable[[str, bool], XContainer]) -> Callable[..., XContainer]:
    def run(text: str, options: LoadOptions = LoadOptions.None_) -> XContainer:
        return read(text, bool(options & LoadOptions.PreserveWhitespace))

    return run


def _new_element(name: object, *content: object) -> XNode:
    """`new XElement(name, content…)`, or of another element a copy."""
    return name.clone() if isinstance(name, XElement) else XElement(name, *content)


def _rename(element: XElement, name: object) -> None:
    element.name = XName(name)


def _set_value(holder: Any, value: object) -> None:
    holder.set_value(value)


def _self_and(element: XElement, others: list[XElement], name: object) -> list[XElement]:
    return [found for found in (element, *others) if name is None or found.name == name]


def _ancestors(node: XNode, name: object = None) -> list[XElement]:
    return [found for found in node.ancestors if name is None or found.name == name]


_NODE_MEMBERS: dict[str, Entry] = {
    "Parent": prop(lambda node: next(iter(node.ancestors), None), "XElement"),
    "NextNode": prop(lambda node: node.sibling(1), "XNode"),
    "PreviousNode": prop(lambda node: node.sibling(-1), "XNode"),
    "Ancestors": method(_ancestors, "IEnumerable<XElement>"),
    "Remove": method(XNode.remove, "dynamic"),
    "ReplaceWith": method(XNode.replace_with, "dynamic"),
    "ToString": method(_text, "string"),
}

_CONTAINER_MEMBERS: dict[str, Entry] = {
    "Element": method(XContainer.element, "XElement"),
    "Elements": method(XContainer.elements, "IEnumerable<XElement>"),
    "Descendants": method(XContainer.descendants, "IEnumerable<XElement>"),
    "FirstNode": prop(lambda container: next(iter(container.nodes), None), "XNode"),
    "LastNode": prop(lambda container: next(reversed(container.nodes), None), "XNode"),
    "Nodes": method(lambda container: list(container.nodes), "IEnumerable<XNode>"),
    "Add": method(XContainer.add, "dynamic"),
    "AddFirst": method(lambda container, *content: container.insert(0, *content), "dynamic"),
    "RemoveNodes": method(XContainer.clear, "dynamic"),
}

_ELEMENT_MEMBERS: dict[str, Entry] = {
    "Name": prop(lambda element: element.name, "XName", set=_rename),
    "Value": prop(lambda element: element.value, "string", set=_set_value),
    "DescendantsAndSelf": method(
        lambda element, name=None: _self_and(element, element.descendants(), name), "IEnumerable<XElement>"
    ),
    "AncestorsAndSelf": method(
        lambda element, name=None: _self_and(element, element.ancestors, name), "IEnumerable<XElement>"
    ),
    "Attribute": method(lambda element, name: element.attributes.get(name), "XAttribute"),
    "Attributes": method(
        lambda element, name=None: [
            found for key, found in element.attributes.items() if name is None or key == name
        ],
        "IEnumerable<XAttribute>",
    ),
    "HasAttributes": prop(lambda element: bool(element.attributes), "bool"),
    "HasElements": prop(lambda element: bool(element.elements()), "bool"),
    "IsEmpty": prop(lambda element: not element.nodes, "bool"),
    "SetValue": method(XElement.set_value, "dynamic"),
    "SetAttributeValue": method(XElement.set_attribute, "dynamic"),
    "SetElementValue": method(XElement.set_element, "dynamic"),
    "GetDefaultNamespace": method(lambda element: XNamespace(element.namespaces.get("", "")), "XNamespace"),
    "GetNamespaceOfPrefix": method(
        lambda element, prefix: XNamespace(found) if (found := element.namespaces.get(prefix)) else None,
        "XNamespace",
    ),
}


def _of_each(members: dict[str, Entry], name: str, result: str) -> Entry:
    """The method of an element as one of a sequence of elements."""
    work: Callable[..., Iterable[object]] = members[name].work  # type: ignore[union-attr] # a method

    def run(elements: Iterable[object], *name: object) -> Query:
        return Query(lambda: (found for element in elements for found in work(_container(element), *name)))

    return method(run, f"IEnumerable<{result}>")


def _container(value: object) -> XContainer:
    if not isinstance(value, XContainer):
        raise ExpressionError("InvalidCastException", "The sequence holds what is no element.")
    return value


def _remove_all(items: Iterable[Any]) -> None:
    for item in list(items):
        item.remove()


EXTENSIONS: dict[str, dict[str, Entry]] = {
    "IEnumerable": {
        "Elements": _of_each(_CONTAINER_MEMBERS, "Elements", "XElement"),
        "Descendants": _of_each(_CONTAINER_MEMBERS, "Descendants", "XElement"),
        "Attributes": _of_each(_ELEMENT_MEMBERS, "Attributes", "XAttribute"),
        "Remove": method(_remove_all, "dynamic"),
    }
}

DEFINITIONS = [
    Definition("XNode", "System.Xml.Linq.XNode", python=(XNode,), members=_NODE_MEMBERS),
    Definition(
        "XText",
        "System.Xml.Linq.XText",
        python=(XText,),
        bases=("XNode",),
        create=method(XText, "XText"),
        members={"Value": prop(lambda text: text.value, "string")},
    ),
    Definition(
        "XComment",
        "System.Xml.Linq.XComment",
        python=(XComment,),
        bases=("XNode",),
        create=method(XComment, "XComment"),
        members={"Value": prop(lambda comment: comment.value, "string")},
    ),
    Definition(
        "XContainer",
        "System.Xml.Linq.XContainer",
        python=(XContainer,),
        bases=("XNode",),
        members=_CONTAINER_MEMBERS,
    ),
    Definition(
        "XElement",
        "System.Xml.Linq.XElement",
        python=(XElement,),
        bases=("XContainer",),
        create=method(_new_element, "XElement"),
        members=_ELEMENT_MEMBERS,
        statics={"Parse": method(_reader(read_element), "XElement")},
    ),
    Definition(
        "XDocument",
        "System.Xml.Linq.XDocument",
        python=(XDocument,),
        bases=("XContainer",),
        create=method(XDocument, "XDocument"),
        members={"Root": prop(lambda document: document.root, "XElement")},
        statics={"Parse": method(_reader(read_document), "XDocument")},
    ),
    Definition(
        "XAttribute",
        "System.Xml.Linq.XAttribute",
        python=(XAttribute,),
        create=method(XAttribute, "XAttribute"),
        members={
            "Name": prop(lambda attribute: attribute.name, "XName"),
            "Value": prop(lambda attribute: attribute.value, "string", set=_set_value),
            "Parent": prop(lambda attribute: attribute.parent, "XElement"),
            "IsNamespaceDeclaration": prop(lambda attribute: attribute.is_declaration, "bool"),
            "Remove": method(XAttribute.remove, "dynamic"),
            "SetValue": method(XAttribute.set_value, "dynamic"),
        },
    ),
    Definition(
        "XName",
        "System.Xml.Linq.XName",
        python=(XName,),
        cast=XName,
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
        statics={
            "Get": method(XNamespace, "XNamespace"),
            "None": constant(XNamespace(""), "XNamespace"),
            "Xml": constant(XNamespace(XML), "XNamespace"),
            "Xmlns": constant(XNamespace(XMLNS), "XNamespace"),
        },
    ),
    enumeration("SaveOptions", "System.Xml.Linq.SaveOptions", SaveOptions),
    enumeration("LoadOptions", "System.Xml.Linq.LoadOptions", LoadOptions),
]
