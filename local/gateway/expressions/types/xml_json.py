"""XML as JSON and JSON as XML: `@` marks an attribute, `#text` the text beside it, as in Newtonsoft's."""

import re
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from local.gateway.expressions.types.rendering import text_of
from local.gateway.expressions.types.xml_names import XName

NameOf = Callable[[str], str]
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_NOT_IN_NAMES = re.compile(r"[^\w.-]")


def local_name(tag: str) -> str:
    return XName(tag).local


def prefixed_name(document: str) -> NameOf:
    """Names as the document writes them, with `$` between prefix and local name."""
    prefixes: dict[str, str] = {}
    for _, (prefix, space) in ElementTree.iterparse(BytesIO(document.encode()), ["start-ns"]):  # noqa: S314 - parsed before
        prefixes.setdefault(space, f"{prefix}$" if prefix else "")

    def name_of(tag: str) -> str:
        name = XName(tag)
        return prefixes.get(name.space, "") + name.local

    return name_of


def node_content(node: ElementTree.Element, name_of: NameOf = local_name, attribute_mark: str = "") -> Any:
    """An element's attributes and children by name, those of one name in a list; else its text."""
    content: dict[str, Any] = {}
    for name, value in node.attrib.items():
        if name != _NIL:
            content[attribute_mark + name_of(name)] = value
    for child in node:
        _gather(content, name_of(child.tag), node_content(child, name_of, attribute_mark))
    text = "".join(_own_text(node)).strip()
    if not content:
        return None if not text and node.get(_NIL) == "true" else text
    if text:
        content["#text"] = text
    return content


def _gather(content: dict[str, Any], name: str, value: Any) -> None:
    if name not in content:
        content[name] = value
    elif isinstance(content[name], list):
        content[name].append(value)
    else:
        content[name] = [content[name], value]


def _own_text(node: ElementTree.Element) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        yield child.tail or ""


def element_of(name: str, value: object) -> ElementTree.Element:
    """A JSON value as an element; the items of a list become children of the list's name."""
    element = ElementTree.Element(_xml_name(name))
    if isinstance(value, Mapping):
        for key, item in value.items():
            _add_member(element, str(key), item)
    elif isinstance(value, list):
        for item in value:
            element.append(element_of(name, item))
    elif value is not None:
        element.text = _scalar(value)
    return element


def _add_member(element: ElementTree.Element, key: str, value: object) -> None:
    if key == "#text":
        element.text = _scalar(value)
    elif key.startswith("@") and not isinstance(value, Mapping | list):
        element.set(_xml_name(key[1:]), _scalar(value))
    elif isinstance(value, list):
        element.extend(element_of(key, item) for item in value)
    else:
        element.append(element_of(key, value))


def _scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else text_of(value)


def _xml_name(key: str) -> str:
    """The key with every character that no XML name has as `_xHHHH_`."""
    name = _NOT_IN_NAMES.sub(lambda match: f"_x{ord(match[0]):04X}_", key)
    return name if re.match(r"[^\W\d]", name) else f"_{name}"
