"""Reads policy documents in the `rawxml` form: XML whose expressions hold C# as it is, unescaped."""

import re
from bisect import bisect_right
from collections.abc import Mapping

from local.gateway.document import Attribute, Element, PolicyError, Position, Text
from local.gateway.entities import ENTITIES, ENTITY, decode
from local.gateway.expressions.syntax.tokens import SyntaxFault, expression_end
from local.gateway.named_values import replace_named_values

MAX_DEPTH = 100
_NAME = re.compile(r"[A-Za-z_][\w.:-]*")
_SPACES = re.compile(r"\s*")
_EXPRESSION = re.compile(r"\s*(?=@[({])")
_LINE_BREAK = re.compile(r"\r\n|[\r\n\t]")
_SKIPPED = (("<!--", "-->", "comment"), ("<?", "?>", "processing instruction"))
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_BODY = "set-body"


def read(text: str, file: str, named_values: Mapping[str, str]) -> Element:
    """The document's root element, entities decoded and named values replaced; else a PolicyError."""
    return _Reader(text, file, named_values).document()


def is_expression(text: str) -> bool:
    return _EXPRESSION.match(text) is not None


class _Reader:
    """A document's text and how far it is read."""

    def __init__(self, text: str, file: str, named_values: Mapping[str, str]) -> None:
        self._text = text
        self._file = file
        self._named_values = named_values
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._at = 1 if text.startswith("\ufeff") else 0

    def document(self) -> Element:
        self._skip_misc()
        if not self._looking_at("<"):
            raise self._fault(self._at, "expected an element")
        root = self._element(depth=1)
        self._skip_misc()
        if self._at < len(self._text):
            raise self._fault(self._at, f"nothing may follow the end of <{root.name}>")
        return root

    def _position(self, offset: int) -> Position:
        line = bisect_right(self._lines, offset)
        return Position(self._file, line, offset - self._lines[line - 1] + 1)

    def _fault(self, offset: int, message: str) -> PolicyError:
        return PolicyError(self._position(offset), message)

    def _looking_at(self, prefix: str) -> bool:
        return self._text.startswith(prefix, self._at)

    def _skip_spaces(self) -> bool:
        """Whether there was any white space."""
        match = _SPACES.match(self._text, self._at)
        before, self._at = self._at, match.end() if match else self._at
        return self._at > before

    def _skip_misc(self) -> None:
        """White space, comments and processing instructions."""
        self._skip_spaces()
        while self._skip_markup():
            self._skip_spaces()
        if self._looking_at("<!DOCTYPE"):
            raise self._fault(self._at, "a document type declaration is not allowed")

    def _skip_markup(self) -> bool:
        for opening, closing, kind in _SKIPPED:
            if self._looking_at(opening):
                self._at = self._find(closing, self._at, f"the {kind} does not end") + len(closing)
                return True
        return False

    def _find(self, wanted: str, start: int, complaint: str) -> int:
        """Where the wanted text is; the complaint is about what begins at `start`."""
        found = self._text.find(wanted, start)
        if found < 0:
            raise self._fault(start, complaint)
        return found

    def _name(self, expected: str) -> str:
        match = _NAME.match(self._text, self._at)
        if match is None:
            raise self._fault(self._at, f"expected {expected}")
        self._at = match.end()
        return match[0]

    def _element(self, depth: int) -> Element:
        start = self._at
        if depth > MAX_DEPTH:
            raise self._fault(start, "elements nest too deeply")
        self._at += 1
        name = self._name("an element name")
        attributes = self._attributes(name)
        position = self._position(start)
        if self._looking_at("/>"):
            self._at += 2
            return Element(name, attributes, (), position)
        self._at += 1
        template = attributes.get("template")
        lenient = template is not None and template.value == "liquid"
        children = self._children(name, start, depth, lenient)
        return Element(name, attributes, children, position)

    def _attributes(self, element: str) -> dict[str, Attribute]:
        attributes: dict[str, Attribute] = {}
        while True:
            spaced = self._skip_spaces()
            if self._looking_at(">") or self._looking_at("/>"):
                return attributes
            if self._at >= len(self._text):
                raise self._fault(self._at, f"the tag <{element}> does not end")
            if not spaced:
                raise self._fault(self._at, "expected white space before an attribute")
            start = self._at
            attribute = self._attribute(element)
            if attribute.name in attributes:
                raise self._fault(start, f"duplicate attribute '{attribute.name}'")
            attributes[attribute.name] = attribute

    def _attribute(self, element: str) -> Attribute:
        name = self._name(f"an attribute or the end of the tag <{element}>")
        self._skip_spaces()
        if not self._looking_at("="):
            raise self._fault(self._at, f"expected '=' after attribute '{name}'")
        self._at += 1
        self._skip_spaces()
        quote = self._text[self._at : self._at + 1]
        if quote not in {'"', "'"}:
            raise self._fault(self._at, f"the value of attribute '{name}' must be in quotes")
        start = self._at = self._at + 1
        end = self._value_end(start, quote)
        self._at = end + 1
        value = self._decoded(start, end)
        if not is_expression(value):
            value = _LINE_BREAK.sub(" ", value)
        position = self._position(start)
        return Attribute(name, replace_named_values(value, self._named_values, position), position)

    def _value_end(self, start: int, quote: str) -> int:
        """Where the attribute value that begins at `start` ends."""
        match = _EXPRESSION.match(self._text, start)
        if match is None:
            return self._literal_end(start, quote)
        end = self._expression_end(match.end(), quote)
        if self._text[end : end + 1] != quote:
            raise self._fault(end, f"expected {quote} after the expression")
        return end

    def _literal_end(self, start: int, quote: str) -> int:
        end = self._find(quote, start, "the attribute value does not end")
        markup = self._text.find("<", start, end)
        if markup >= 0:
            raise self._fault(markup, "'<' is not allowed in an attribute value; is a quote missing?")
        return end

    def _expression_end(self, start: int, delimiter: str) -> int:
        """Where the expression, and white space behind it, ends.

        The escaped form holds no delimiter: what reaches to the next one is tried first, then C# as it is.
        """
        end = self._text.find(delimiter, start)
        if end >= 0 and _is_whole(decode(self._text[start:end]).rstrip()):
            return end
        try:
            self._at = expression_end(self._text, start)
        except SyntaxFault as fault:
            raise self._fault(fault.offset, fault.message) from None
        self._skip_spaces()
        return self._at

    def _decoded(self, start: int, end: int) -> str:
        written = self._text[start:end]
        for match in () if is_expression(written) else ENTITY.finditer(written):
            if match[3] and match[3] not in ENTITIES:
                raise self._fault(start + match.start(), f"unknown entity '{match[0]}'")
        return decode(written)

    def _children(self, name: str, start: int, depth: int, lenient: bool) -> tuple[Element | Text, ...]:
        children: list[Element | Text] = []
        if name == _BODY and (markup := self._markup_end()):
            children.append(self._text_node(self._text[self._at : markup], self._at, lenient))
            self._at = markup
        while not self._looking_at("</"):
            if self._at >= len(self._text):
                raise self._fault(start, f"the element <{name}> is not closed")
            children += self._child(depth, lenient)
        self._close(name, start)
        return tuple(children)

    def _markup_end(self) -> int:
        """Where the literal XML that a set-body holds ends; 0 if it holds something else."""
        end = self._text.find(f"</{_BODY}", self._at)
        inner = self._text[self._at : max(end, self._at)]
        is_markup = "<" in inner and not inner.lstrip().startswith("<!") and not is_expression(inner)
        return end if is_markup else 0

    def _close(self, name: str, start: int) -> None:
        opened = self._position(start)
        at = self._at
        self._at += 2
        closing = self._name("an element name")
        if closing != name:
            raise self._fault(at, f"</{closing}> does not close <{name}> of line {opened.line}")
        self._skip_spaces()
        if not self._looking_at(">"):
            raise self._fault(self._at, "expected '>'")
        self._at += 1

    def _child(self, depth: int, lenient: bool) -> list[Element | Text]:
        start = self._at
        if self._skip_markup():
            return []
        if self._looking_at(_CDATA):
            end = self._find(_CDATA_END, start, "the CDATA section does not end")
            self._at = end + len(_CDATA_END)
            return [self._text_node(self._text[start + len(_CDATA) : end], start + len(_CDATA), lenient)]
        if self._looking_at("<"):
            return [self._element(depth + 1)]
        self._at = self._text_end(start)
        if self._text[start : self._at].isspace():
            return []
        return [self._text_node(self._decoded(start, self._at), start, lenient)]

    def _text_end(self, start: int) -> int:
        match = _EXPRESSION.match(self._text, start)
        behind = self._expression_end(match.end(), "<") if match else start
        end = self._text.find("<", behind)
        return end if end >= 0 else len(self._text)

    def _text_node(self, value: str, start: int, lenient: bool) -> Text:
        position = self._position(start)
        return Text(replace_named_values(value, self._named_values, position, lenient), position)


def _is_whole(text: str) -> bool:
    """Whether the text is one expression from end to end."""
    try:
        return expression_end(text, 0) == len(text)
    except SyntaxFault:
        return False
