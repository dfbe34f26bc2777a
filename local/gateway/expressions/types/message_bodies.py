"""`IMessageBody`: a message's body read as text, bytes, JSON, XML or a form."""

from collections.abc import Callable
from urllib.parse import parse_qs

from local.gateway.context import Body
from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.declaration import Definition, TypeArgument, method
from local.gateway.expressions.types.json_reading import parse as parse_json
from local.gateway.expressions.types.xml_reading import read_document, read_element


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", "replace")


_READERS: dict[str, Callable[[bytes], object]] = {
    "string": _text,
    "[]": bytes,
    "object": _text,
    "XElement": lambda content: read_element(_text(content)),
    "XDocument": lambda content: read_document(_text(content)),
}


def _as(body: Body, wanted: TypeArgument, preserve_content: bool = False) -> object:
    """`Body.As<T>(preserveContent)`; a body that is not there is null."""
    content = body.read(preserve_content)
    if content is None:
        return None
    name = wanted.definition.name
    if name in _READERS:
        return _READERS[name](content)
    if name.startswith("J") and name != "Jwt":
        return wanted.cast(parse_json(_text(content)))
    raise ExpressionError("InvalidOperationException", f"A body cannot be read as '{wanted.type}'.")


def _form(body: Body, preserve_content: bool = False) -> dict[str, list[str]]:
    return parse_qs(_text(body.read(preserve_content) or b""), keep_blank_values=True)


DEFINITIONS = [
    Definition(
        "IMessageBody",
        "IMessageBody",
        python=(Body,),
        members={
            "As": method(_as, "T", generic=1),
            "AsFormUrlEncodedContent": method(_form, "Dictionary<string, string[]>"),
        },
    ),
]
