"""The names of elements and attributes, and the namespaces they are in."""

XML = "http://www.w3.org/XML/1998/namespace"
XMLNS = "http://www.w3.org/2000/xmlns/"


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
        return XName(f"{{{self}}}{local}" if self else local)
