"""The trees of LINQ to XML: documents, elements, and the nodes between them."""

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from local.gateway.expressions.types.xml_attributes import XAttribute, content_text
from local.gateway.expressions.types.xml_names import XName
from local.gateway.expressions.types.xml_prefixes import Prefixes

NEW_LINE = "\n"


class XNode:
    """Whatever stands in a document; `parent` is the element or document around it."""

    parent: "XContainer | None" = None

    def clone(self) -> "XNode":
        raise NotImplementedError

    @property
    def ancestors(self) -> "list[XElement]":
        found = [self.parent] if isinstance(self.parent, XElement) else []
        return [*found, *found[0].ancestors] if found else []

    def sibling(self, distance: int) -> "XNode | None":
        """The node so far behind this one, or before it."""
        nodes = [] if self.parent is None else self.parent.nodes
        at = nodes.index(self) + distance if nodes else -1
        return nodes[at] if 0 <= at < len(nodes) else None

    def remove(self) -> None:
        if self.parent is not None:
            self.parent.nodes[:] = [node for node in self.parent.nodes if node is not self]
        self.parent = None

    def replace_with(self, *content: object) -> None:
        if self.parent is not None:
            self.parent.insert(self.parent.nodes.index(self), *content)
            self.remove()

    def write(self, prefixes: Prefixes, line: str) -> Iterator[str]:
        """The node's text; `line` begins a new line at its depth, where there are lines."""
        raise NotImplementedError

    def text(self, indented: bool = True) -> str:
        known = {} if not self.ancestors else self.ancestors[0].namespaces
        return "".join(self.write(Prefixes(known, {}), NEW_LINE if indented else ""))

    def __str__(self) -> str:
        return self.text()


class XText(XNode):
    def __init__(self, value: str) -> None:
        self.value = value

    def clone(self) -> XNode:
        return XText(self.value)

    def write(self, prefixes: Prefixes, line: str) -> Iterator[str]:
        yield escape(self.value)


class XComment(XNode):
    def __init__(self, value: str) -> None:
        self.value = value

    def clone(self) -> XNode:
        return XComment(self.value)

    def write(self, prefixes: Prefixes, line: str) -> Iterator[str]:
        yield f"<!--{self.value}-->"


class XContainer(XNode):
    """What holds nodes: an element or a document."""

    def __init__(self, *content: object) -> None:
        self.nodes: list[XNode] = []
        self.add(*content)

    def add(self, *content: object) -> None:
        """Append content of any kind; what is in a tree already is copied, and null left out."""
        for item in content:
            if isinstance(item, XNode):
                self._append(item)
            elif hasattr(item, "__iter__") and not isinstance(item, str):
                self.add(*item)
            elif item is not None:
                self._append_text(content_text(item))

    def _append(self, node: XNode) -> None:
        adopted = node if node.parent is None else node.clone()
        adopted.parent = self
        self.nodes.append(adopted)

    def _append_text(self, text: str) -> None:
        last = self.nodes[-1] if self.nodes else None
        if isinstance(last, XText):
            last.value += text
        else:
            self._append(XText(text))

    def insert(self, index: int, *content: object) -> None:
        """Content in front of the node at the index."""
        after = self.nodes[index:]
        del self.nodes[index:]
        self.add(*content)
        self.nodes += after

    def clear(self) -> None:
        for node in self.nodes:
            node.parent = None
        self.nodes.clear()

    def elements(self, name: object = None) -> "list[XElement]":
        found = [node for node in self.nodes if isinstance(node, XElement)]
        return [element for element in found if name is None or element.name == name]

    def element(self, name: object) -> "XElement | None":
        return next(iter(self.elements(name)), None)

    def descendants(self, name: object = None) -> "list[XElement]":
        return [element for element in self._below() if name is None or element.name == name]

    def _below(self) -> "Iterator[XElement]":
        for child in self.elements():
            yield child
            yield from child._below()

    @property
    def value(self) -> str:
        return "".join(node.value if isinstance(node, XText | XElement) else "" for node in self.nodes)


class XElement(XContainer):
    """An element with its attributes."""

    def __init__(self, name: Any, *content: object) -> None:
        self.name = XName(name)
        self.attributes: dict[str, XAttribute] = {}
        super().__init__(*content)

    def add(self, *content: object) -> None:
        for item in content:
            if isinstance(item, XAttribute):
                self._put(item)
            else:
                super().add(item)

    def _put(self, attribute: XAttribute) -> None:
        if attribute.parent is not None:
            attribute = XAttribute(attribute.name, attribute.value)
        attribute.parent = self
        self.attributes[attribute.name] = attribute

    def clone(self) -> XNode:
        copies = [node.clone() for node in self.nodes]
        return XElement(self.name, list(self.attributes.values()), copies)

    def write(self, prefixes: Prefixes, line: str) -> Iterator[str]:
        prefixes = prefixes.inside(self.declarations)
        name = prefixes.element_name(self.name)
        attributes = [prefixes.attribute_text(item.name, item.value) for item in self.attributes.values()]
        opening = " ".join([name, *attributes, *prefixes.added()])
        if not self.nodes:
            yield f"<{opening} />"
            return
        yield f"<{opening}>"
        yield from self._write_inside(prefixes, line)
        yield f"</{name}>"

    def _write_inside(self, prefixes: Prefixes, line: str) -> Iterator[str]:
        """The nodes, each on its line up to the first text."""
        inner = f"{line}  " if line else ""
        for node in self.nodes:
            if isinstance(node, XText):
                inner = ""
            yield inner
            yield from node.write(prefixes, inner)
        yield line if inner else ""

    def set_value(self, value: object) -> None:
        self.clear()
        self.add(content_text(value))

    def set_attribute(self, name: object, value: object) -> None:
        """Null removes the attribute."""
        if value is None:
            self.attributes.pop(str(name), None)
        else:
            self._put(XAttribute(name, value))

    def set_element(self, name: object, value: object) -> None:
        """Null removes the child."""
        child = self.element(name)
        if child is None:
            self.add(None if value is None else XElement(name, value))
        elif value is None:
            child.remove()
        else:
            child.set_value(value)

    @property
    def declarations(self) -> dict[str, str]:
        """The namespaces that the element declares, by prefix."""
        declared = [attribute for attribute in self.attributes.values() if attribute.is_declaration]
        return {item.name.local if item.name.space else "": item.value for item in declared}

    @property
    def namespaces(self) -> dict[str, str]:
        """The namespaces that hold inside the element, by prefix."""
        found: dict[str, str] = {}
        for element in reversed([self, *self.ancestors]):
            found |= element.declarations
        return found


class XDocument(XContainer):
    """A document: one root element, and perhaps comments beside it."""

    def clone(self) -> XNode:
        return XDocument(*[node.clone() for node in self.nodes])

    def write(self, prefixes: Prefixes, line: str) -> Iterator[str]:
        yield line.join("".join(node.write(prefixes, line)) for node in self.nodes)

    @property
    def root(self) -> XElement | None:
        return next(iter(self.elements()), None)
