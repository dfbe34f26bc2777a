"""The prefixes of XML names as .NET's writer chooses them: those in scope, or new ones that it declares."""

from collections.abc import Iterator
from itertools import count
from xml.sax.saxutils import escape

from local.gateway.expressions.types.xml_names import XML, XMLNS, XName

_IN_ATTRIBUTES = {'"': "&quot;", "\n": "&#xA;", "\r": "&#xD;", "\t": "&#x9;"}


class Prefixes:
    """The namespaces by prefix that one element knows, and those that the text has declared up to there."""

    def __init__(self, known: dict[str, str], declared: dict[str, str]) -> None:
        self._known, self._declared = dict(known), dict(declared)
        self._added: dict[str, str] = {}

    def inside(self, declarations: dict[str, str]) -> "Prefixes":
        return Prefixes(self._known | declarations, self._declared | declarations)

    def element_name(self, name: XName) -> str:
        if name.space:
            return self._qualified(name, self._find(name.space, ""))
        if self._declared.get(""):
            self._declare("", "")
        return name.local

    def attribute_text(self, name: XName, value: str) -> str:
        return f'{self._attribute_name(name)}="{escape(value, _IN_ATTRIBUTES)}"'

    def _attribute_name(self, name: XName) -> str:
        fixed = {"": "", XML: "xml:", XMLNS: "xmlns:"}.get(name.space)
        if fixed is not None:
            return f"{fixed}{name.local}"
        new = next(f"p{number}" for number in count(1) if f"p{number}" not in self._known)
        return self._qualified(name, self._find(name.space, new, allow_default=False))

    def _find(self, space: str, default: str, allow_default: bool = True) -> str:
        """The prefix declared last for the namespace; only elements may do without."""
        found = [prefix for prefix, known in self._known.items() if known == space]
        return next((prefix for prefix in reversed(found) if prefix or allow_default), default)

    def _qualified(self, name: XName, prefix: str) -> str:
        if self._declared.get(prefix) != name.space:
            self._declare(prefix, name.space)
        return f"{prefix}:{name.local}" if prefix else name.local

    def _declare(self, prefix: str, space: str) -> None:
        for spaces in (self._added, self._known, self._declared):
            spaces[prefix] = space

    def added(self) -> Iterator[str]:
        """The declarations that the element needs beside its own, the last found need first."""
        for prefix, space in reversed(self._added.items()):
            yield self.attribute_text(XName(f"{{{XMLNS}}}{prefix}" if prefix else "xmlns"), space)
