"""Liquid templates of set-body, in the C# mode of API Management: members and filters have .NET's names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

import liquid
from liquid.exceptions import LiquidError

from local.gateway.context import Context, Headers
from local.gateway.expressions import ExpressionError, text_of
from local.gateway.expressions.errors import PYTHON_ERRORS
from local.gateway.expressions.types import json_reading, xml
from local.gateway.expressions.types.allowed import ALLOWED
from local.gateway.expressions.types.date_formats import parse_date
from local.gateway.expressions.types.declaration import Property
from local.gateway.expressions.types.json_tokens import JToken, plain
from local.gateway.expressions.types.xml_json import node_content

_FAILURES: tuple[type[Exception], ...] = (LiquidError, *PYTHON_ERRORS)

Render = Callable[[Context, bytes | None], bytes]


class _Liquid(liquid.Environment):
    """Bounds on what one template may do."""

    loop_iteration_limit: ClassVar[int | None] = 100_000
    output_stream_limit: ClassVar[int | None] = 10 * 2**20
    local_namespace_limit: ClassVar[int | None] = 10 * 2**20


class _Folded(Mapping[str, object]):
    """Named values, found without regard to case; enumerated as pairs with `Key` and `Value`."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = {name: _visible(value) for name, value in values.items()}
        self._names = {name.lower(): name for name in values}

    def __getitem__(self, name: str) -> object:
        return self._values[name if name in self._values else self._names[str(name).lower()]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def items(self) -> list[dict[str, object]]:  # type: ignore[override] # what a Liquid loop enumerates
        return [{"Key": name, "Value": value} for name, value in self._values.items()]


class _Object(Mapping[str, object]):
    """An object of `context`: its documented properties."""

    def __init__(self, value: object) -> None:
        self._value = value
        self._type = ALLOWED.of_value(value).name

    def __getitem__(self, name: str) -> object:
        entry = ALLOWED.member(self._type, str(name))
        if not isinstance(entry, Property):
            raise KeyError(name)
        return _visible(entry.get(self._value))

    def __iter__(self) -> Iterator[str]:
        return iter(ALLOWED.required(self._type).members)

    def __len__(self) -> int:
        return len(ALLOWED.required(self._type).members)

    def __str__(self) -> str:
        return text_of(self._value)


def _visible(value: object) -> object:
    """The value as a template sees it."""
    if isinstance(value, JToken):
        return _visible(plain(value))
    if isinstance(value, Headers):
        return _Folded({name: value.get(name) for name in value})
    if isinstance(value, Mapping):
        return _Folded(value)
    if value is None or isinstance(value, str | bool | int | float | datetime):
        return value
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_visible(item) for item in value]
    return _Object(value)


def _date(value: object, format: str = "") -> str:  # noqa: A002 - .NET calls it so
    """`Date: "yyyy-MM-dd"`: a .NET format, of a moment or of a text that holds one."""
    return text_of(value if isinstance(value, datetime) else parse_date(str(value)), format)


def _pascal_case(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _environment() -> _Liquid:
    environment = _Liquid()
    for name, work in list(environment.filters.items()):
        environment.add_filter(_pascal_case(name), work)
    environment.add_filter("Date", _date)
    return environment


_ENVIRONMENT = _environment()


def compile_template(text: str) -> Render:
    """What renders the template; a ValueError tells why it is none.

    `body` is the message's body: its members if it is JSON or XML, its text otherwise.
    """
    try:
        template = _ENVIRONMENT.from_string(text)
    except (LiquidError, RecursionError) as error:
        raise ValueError(f"the template is not Liquid: {error}") from None

    def render(context: Context, body: bytes | None) -> bytes:
        try:
            return template.render(context=_Object(context), body=_visible(_parsed(body))).encode()
        except _FAILURES as error:
            raise ExpressionError("LiquidException", str(error)) from error

    return render


def _parsed(body: bytes | None) -> object:
    text = (body or b"").decode("utf-8-sig", "replace").strip()
    try:
        if text.startswith("<"):
            root = xml.parse(text)
            return {xml.XName(root.tag).local: node_content(root)}
        return plain(json_reading.parse(text, dates=False)) if text.startswith(("{", "[")) else text
    except ExpressionError:
        return text
