"""The text of a JSON document, read as Newtonsoft reads it."""

import json
import re
from datetime import datetime

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.date_formats import parse_date, parse_local
from local.gateway.expressions.types.json_tokens import JArray, JObject, JToken, JValue

_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")

_LENIENT = re.compile(
    r"""
    (?P<string>"(?:[^"\\]|\\.)*") | '(?P<single>(?:[^'\\]|\\.)*)'
  | (?P<comment>/\*.*?\*/|//[^\n]*) | (?P<comma>,)(?=(?:\s|/\*.*?\*/|//[^\n]*)*[}\]])
  | (?P<name>[A-Za-z_$][\w$]*)(?=\s*:) | (?<![\w.])(?P<hexadecimal>0[xX][0-9a-fA-F]+)
    """,
    re.VERBOSE | re.DOTALL,
)
"""What Newtonsoft reads beyond JSON: single quotes, bare names, comments, a last comma, hexadecimals."""
_DOUBLE_QUOTE = re.compile(r'\\.|"', re.DOTALL)


def parse(text: str, dates: bool = True) -> JToken:
    """The document that the text is; a string in the form of a moment becomes one, as Newtonsoft reads it."""
    try:
        return _read(_loaded(text), dates)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ExpressionError("JsonReaderException", _reader_message(text, error)) from None


def _loaded(text: str) -> object:
    """What Python's library reads; of a text that is not JSON, what it reads in its strict form."""
    try:
        return json.loads(text, parse_constant=_constant, strict=False)
    except json.JSONDecodeError as error:
        try:
            return json.loads(_LENIENT.sub(_strict, text), parse_constant=_constant, strict=False)
        except json.JSONDecodeError:
            raise error from None


def _strict(match: re.Match[str]) -> str:
    if match["single"] is not None:
        inner = match["single"].replace("\\'", "'")
        return f'"{_DOUBLE_QUOTE.sub(_escaped, inner)}"'
    if match["name"]:
        return f'"{match["name"]}"'
    if match["hexadecimal"]:
        return str(int(match["hexadecimal"], 16))
    return match["string"] or " "


def _escaped(match: re.Match[str]) -> str:
    return '\\"' if match[0] == '"' else match[0]


def _reader_message(text: str, error: Exception) -> str:
    if not text.strip():
        return "Error reading JToken from JsonReader. Path '', line 0, position 0."
    if isinstance(error, json.JSONDecodeError):
        found = text[error.pos : error.pos + 1]
        return (
            f"Unexpected character encountered while parsing value: {found}. "
            f"Path '', line {error.lineno}, position {error.colno - 1}."
        )
    return "The reader's MaxDepth of 64 has been exceeded."


def _constant(name: str) -> float:
    return float(name.replace("Infinity", "inf"))


def _read(value: object, dates: bool) -> JToken:
    if isinstance(value, dict):
        found = JObject()
        for name, item in value.items():
            found.put(name, _read(item, dates))
        return found
    if isinstance(value, list):
        array = JArray()
        for item in value:
            array.append(_read(item, dates))
        return array
    if dates and isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return JValue(_moment(value))
        except ValueError:
            return JValue(value)
    return JValue(value)


def _moment(text: str) -> datetime:
    return parse_date(text) if text.endswith("Z") else parse_local(text)
