"""Convert, Encoding, BitConverter: bytes, texts and scalars into one another."""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.date_formats import parse_local
from local.gateway.expressions.types.declaration import Definition, Entry, Work, constant, method, prop
from local.gateway.expressions.types.number_parsing import (
    integer_converter,
    parse_bool,
    parse_decimal,
    parse_float,
)
from local.gateway.expressions.types.rendering import text_of
from local.gateway.expressions.types.scalars import scalar
from local.gateway.expressions.types.strings import required
from local.gateway.expressions.types.values import Char

_INTEGERS = {
    "Int16": ("short", -(2**15), 2**15 - 1),
    "Int32": ("int", -(2**31), 2**31 - 1),
    "Int64": ("long", -(2**63), 2**63 - 1),
    "Byte": ("byte", 0, 255),
    "UInt16": ("ushort", 0, 2**16 - 1),
    "UInt32": ("uint", 0, 2**32 - 1),
    "UInt64": ("ulong", 0, 2**64 - 1),
}


class Encoding:
    """A text encoding; bytes that do not fit become the replacement character, as .NET has it."""

    def __init__(self, name: str, codec: str) -> None:
        self.name = name
        self._codec = codec

    def get_bytes(self, text: Any) -> bytes:
        if isinstance(required(text, "s"), list):
            text = "".join(text)
        return str(text).encode(self._codec, "replace")

    def get_string(self, value: bytes, index: int = 0, count: int | None = None) -> str:
        end = None if count is None else index + count
        return bytes(required(value, "bytes")[index:end]).decode(self._codec, "replace")


_ENCODINGS = {
    "UTF8": Encoding("utf-8", "utf-8"),
    "ASCII": Encoding("us-ascii", "ascii"),
    "Unicode": Encoding("utf-16", "utf-16-le"),
    "BigEndianUnicode": Encoding("utf-16BE", "utf-16-be"),
    "UTF32": Encoding("utf-32", "utf-32-le"),
    "Latin1": Encoding("iso-8859-1", "latin-1"),
    "Default": Encoding("utf-8", "utf-8"),
}
_BY_NAME = {encoding.name.lower(): encoding for encoding in reversed(_ENCODINGS.values())}


def _encoding(name: str) -> Encoding:
    found = _BY_NAME.get(name.lower())
    if found is None:
        raise ExpressionError("ArgumentException", f"'{name}' is not a supported encoding name.")
    return found


def from_base64(text: str) -> bytes:
    compact = "".join(required(text, "s").split())
    try:
        return base64.b64decode(compact, validate=True)
    except binascii.Error:
        raise ExpressionError(
            "FormatException",
            "The input is not a valid Base-64 string as it contains a non-base 64 character, "
            "more than two padding characters, or an illegal character among the padding characters.",
        ) from None


def _to_base64(value: bytes, *_: object) -> str:
    return base64.b64encode(required(value, "inArray")).decode()


def _to_bool(value: Any) -> bool:
    value = scalar(value)
    return parse_bool(value) if isinstance(value, str) else bool(value)


def _to_number(parse: Callable[[str], Any], convert: Callable[[Any], Any]) -> Work:
    def run(value: Any, *_: object) -> Any:
        value = scalar(value)
        return parse(value) if isinstance(value, str) else convert(value or 0)

    return run


def _to_date(value: Any, *_: object) -> datetime:
    value = scalar(value)
    return value if isinstance(value, datetime) else parse_local(value or "01/01/0001")


def _to_text(value: Any, base: object = None) -> str:
    """`Convert.ToString(value[, toBase])`."""
    digits = {2: "b", 8: "o", 16: "x"}
    if isinstance(value, int) and isinstance(base, int) and base in digits:
        return f"{value % 2**32 if value < 0 else value:{digits[base]}}"
    return text_of(scalar(value))


def _hexadecimal(value: bytes) -> str:
    return bytes(value).hex("-").upper()


def _from_hexadecimal(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ExpressionError("FormatException", "The input is not a valid hex string.") from None


def _little_endian(size: int) -> Work:
    return lambda value, start=0: int.from_bytes(value[start : start + size], "little", signed=True)


_CONVERT: dict[str, Entry] = {
    f"To{name}": method(integer_converter(name, low, high), keyword)
    for name, (keyword, low, high) in _INTEGERS.items()
}

DEFINITIONS = [
    Definition(
        "Convert",
        "System.Convert",
        statics=_CONVERT
        | {
            "ToBase64String": method(_to_base64, "string"),
            "FromBase64String": method(from_base64, "byte[]"),
            "ToHexString": method(lambda value: bytes(value).hex().upper(), "string"),
            "FromHexString": method(_from_hexadecimal, "byte[]"),
            "ToString": method(_to_text, "string"),
            "ToBoolean": method(_to_bool, "bool"),
            "ToDouble": method(_to_number(parse_float, float), "double"),
            "ToSingle": method(_to_number(parse_float, float), "float"),
            "ToDecimal": method(_to_number(parse_decimal, lambda value: Decimal(str(value))), "decimal"),
            "ToDateTime": method(_to_date, "DateTime"),
            "ToChar": method(lambda value: Char(value if isinstance(value, str) else chr(value)), "char"),
        },
    ),
    Definition(
        "Encoding",
        "System.Text.Encoding",
        aliases=("UTF8Encoding", "System.Text.UTF8Encoding", "ASCIIEncoding"),
        python=(Encoding,),
        create=method(lambda *_: _ENCODINGS["UTF8"], "Encoding"),
        members={
            "GetBytes": method(Encoding.get_bytes, "byte[]"),
            "GetString": method(Encoding.get_string, "string"),
            "GetByteCount": method(lambda encoding, text: len(encoding.get_bytes(text)), "int"),
            "WebName": prop(lambda encoding: encoding.name, "string"),
        },
        statics={name: constant(encoding, "Encoding") for name, encoding in _ENCODINGS.items()}
        | {"GetEncoding": method(_encoding, "Encoding")},
    ),
    Definition(
        "BitConverter",
        "System.BitConverter",
        statics={
            "ToString": method(_hexadecimal, "string"),
            "ToInt32": method(_little_endian(4), "int"),
            "ToInt64": method(_little_endian(8), "long"),
            "GetBytes": method(lambda value: value.to_bytes(4, "little", signed=True), "byte[]"),
            "IsLittleEndian": constant(True, "bool"),
        },
    ),
]
