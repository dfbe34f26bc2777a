"""string, char, StringBuilder and how strings compare."""

from typing import Any

from local.gateway.expressions.types import strings
from local.gateway.expressions.types.arithmetic import check_length
from local.gateway.expressions.types.composite_formats import formatted
from local.gateway.expressions.types.declaration import (
    Definition,
    Entry,
    cannot_cast,
    constant,
    method,
    named,
    prop,
)
from local.gateway.expressions.types.foundation import enumeration
from local.gateway.expressions.types.rendering import text_of
from local.gateway.expressions.types.scalars import is_holder, scalar
from local.gateway.expressions.types.strings import IGNORE_CASE, ORDINAL
from local.gateway.expressions.types.values import Char


class StringBuilder:
    def __init__(self, value: object = "", *_: object) -> None:
        self._parts = [value] if isinstance(value, str) else []
        self._length = sum(map(len, self._parts))

    def append(self, value: object = "", count: int = 1) -> "StringBuilder":
        text = text_of(value) * count
        self._length += len(text)
        check_length(self._length)
        self._parts.append(text)
        return self

    def append_line(self, value: object = "") -> "StringBuilder":
        return self.append(value).append("\n")

    def append_format(self, *arguments: Any) -> "StringBuilder":
        return self.append(formatted(*arguments))

    def insert(self, index: int, value: object) -> "StringBuilder":
        self._parts = [strings.insert(str(self), index, text_of(value))]
        return self

    def replace(self, old_value: str, new_value: str) -> "StringBuilder":
        self._parts = [strings.replace(str(self), old_value, new_value)]
        return self

    def remove(self, start_index: int, length: int) -> "StringBuilder":
        self._parts = [strings.remove(str(self), start_index, length)]
        return self

    def clear(self) -> "StringBuilder":
        self._parts, self._length = [], 0
        return self

    def __str__(self) -> str:
        return "".join(self._parts)


def _to_string(value: object) -> str | None:
    """`(string)value`: of JSON and XML, the text of a scalar."""
    if value is not None and not is_holder(value):
        raise cannot_cast(value, "System.String")
    found = scalar(value)
    return None if found is None else text_of(found)


def _to_char(value: object) -> Char:
    if isinstance(value, str) and len(value) == 1:
        return Char(value)
    if isinstance(value, int):
        return Char(chr(value % 65536))
    raise cannot_cast(value, "System.Char")


def _at(text: str, index: int = 0) -> str:
    return text[index]


_STRING_MEMBERS: dict[str, Entry] = {
    "Length": prop(len, "int"),
    "Contains": method(strings.contains, "bool"),
    "StartsWith": method(strings.starts_with, "bool"),
    "EndsWith": method(strings.ends_with, "bool"),
    "IndexOf": method(strings.index_of, "int"),
    "IndexOfAny": method(
        lambda text, any_of: min((at for at in map(text.find, any_of) if at >= 0), default=-1), "int"
    ),
    "LastIndexOf": method(strings.last_index_of, "int"),
    "Substring": method(strings.substring, "string"),
    "Remove": method(strings.remove, "string"),
    "Insert": method(strings.insert, "string"),
    "Replace": method(strings.replace, "string"),
    "Split": method(strings.split, "string[]"),
    "Trim": method(strings.trimmed(str.strip), "string"),
    "TrimStart": method(strings.trimmed(str.lstrip), "string"),
    "TrimEnd": method(strings.trimmed(str.rstrip), "string"),
    "PadLeft": method(strings.padded(str.rjust), "string"),
    "PadRight": method(strings.padded(str.ljust), "string"),
    "ToLower": method(lambda text, *_: strings.lower(text), "string"),
    "ToLowerInvariant": method(strings.lower, "string"),
    "ToUpper": method(lambda text, *_: strings.upper(text), "string"),
    "ToUpperInvariant": method(strings.upper, "string"),
    "ToCharArray": method(lambda text: [Char(letter) for letter in text], "char[]"),
    "Equals": method(strings.same, "bool"),
    "CompareTo": method(strings.compare, "int"),
    "ToString": method(lambda text, *_: str(text), "string"),
    "Normalize": method(str, "string"),
}

_STRING_STATICS: dict[str, Entry] = {
    "Empty": constant("", "string"),
    "IsNullOrEmpty": method(lambda value: not value, "bool"),
    "IsNullOrWhiteSpace": method(lambda value: not value or value.isspace(), "bool"),
    "Join": method(strings.joined, "string"),
    "Concat": method(strings.concatenated, "string"),
    "Format": method(formatted, "string"),
    "Equals": method(strings.same, "bool"),
    "Compare": method(strings.compare, "int"),
    "CompareOrdinal": method(strings.compare, "int"),
    "Copy": method(str, "string"),
}

_CHAR_STATICS: dict[str, Entry] = {
    "IsDigit": method(lambda text, index=0: _at(text, index).isdecimal(), "bool"),
    "IsNumber": method(lambda text, index=0: _at(text, index).isnumeric(), "bool"),
    "IsLetter": method(lambda text, index=0: _at(text, index).isalpha(), "bool"),
    "IsLetterOrDigit": method(lambda text, index=0: _at(text, index).isalnum(), "bool"),
    "IsWhiteSpace": method(lambda text, index=0: _at(text, index).isspace(), "bool"),
    "IsUpper": method(lambda text, index=0: _at(text, index).isupper(), "bool"),
    "IsLower": method(lambda text, index=0: _at(text, index).islower(), "bool"),
    "ToUpper": method(lambda letter, *_: Char(strings.upper(letter)), "char"),
    "ToLower": method(lambda letter, *_: Char(strings.lower(letter)), "char"),
    "ToUpperInvariant": method(lambda letter: Char(strings.upper(letter)), "char"),
    "ToLowerInvariant": method(lambda letter: Char(strings.lower(letter)), "char"),
    "ToString": method(str, "string"),
    "GetNumericValue": method(float, "double"),
}

DEFINITIONS = [
    Definition(
        "string",
        "System.String",
        aliases=("String",),
        python=(str,),
        members=_STRING_MEMBERS,
        statics=_STRING_STATICS,
        create=method(strings.created, "string"),
        index=method(strings.character_at, "char"),
        item=named("char"),
        bases=("IEnumerable",),
        cast=_to_string,
    ),
    Definition(
        "char",
        "System.Char",
        aliases=("Char",),
        python=(Char,),
        statics=_CHAR_STATICS,
        members={"ToString": method(str, "string"), "CompareTo": method(strings.compare, "int")},
        cast=_to_char,
        value_type=True,
        default=Char("\0"),
    ),
    Definition(
        "StringBuilder",
        "System.Text.StringBuilder",
        python=(StringBuilder,),
        create=method(StringBuilder, "StringBuilder"),
        members={
            "Append": method(StringBuilder.append, "StringBuilder"),
            "AppendLine": method(StringBuilder.append_line, "StringBuilder"),
            "AppendFormat": method(StringBuilder.append_format, "StringBuilder"),
            "Insert": method(StringBuilder.insert, "StringBuilder"),
            "Replace": method(StringBuilder.replace, "StringBuilder"),
            "Remove": method(StringBuilder.remove, "StringBuilder"),
            "Clear": method(StringBuilder.clear, "StringBuilder"),
            "Length": prop(lambda builder: len(str(builder)), "int"),
            "ToString": method(str, "string"),
        },
    ),
    Definition(
        "StringComparer",
        "System.StringComparer",
        statics={
            "OrdinalIgnoreCase": constant(IGNORE_CASE, "StringComparison"),
            "InvariantCultureIgnoreCase": constant(IGNORE_CASE, "StringComparison"),
            "CurrentCultureIgnoreCase": constant(IGNORE_CASE, "StringComparison"),
            "Ordinal": constant(ORDINAL, "StringComparison"),
            "InvariantCulture": constant(ORDINAL, "StringComparison"),
        },
    ),
    Definition(
        "CultureInfo",
        "System.Globalization.CultureInfo",
        statics={
            "InvariantCulture": constant(None, "CultureInfo"),
            "CurrentCulture": constant(None, "CultureInfo"),
        },
    ),
    enumeration("StringComparison", "System.StringComparison", strings.StringComparison),
    enumeration("StringSplitOptions", "System.StringSplitOptions", strings.StringSplitOptions),
]
