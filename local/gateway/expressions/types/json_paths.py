"""The JSON paths of `SelectToken`: names, indexes, wildcards, `..` and simple filters."""

import re
from collections.abc import Iterable

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.json_tokens import JArray, JObject, JProperty, JToken, JValue

_STEP = re.compile(
    r"""
    (?P<deep>\.\.)?
    (?: \.?(?P<name>[^.\[\]*]+) | \.?(?P<all>\*) | \[(?P<every>\*)\] | \[(?P<index>-?\d+)\]
      | \[(?P<quote>['"])(?P<quoted>.*?)(?P=quote)\]
      | \[\?\(\s*@\.?(?P<field>[^=!<>\s)]*)\s*
        (?:(?P<test>==|!=|<=|>=|<|>)\s*(?P<operand>'[^']*'|"[^"]*"|[^)]+?))?\s*\)\]
    )""",
    re.VERBOSE,
)


def select_one(token: JToken, path: str, error_when_no_match: bool = False, *_: object) -> JToken | None:
    """`SelectToken`: the only token that the path leads to, or null."""
    found = select(token, path, error_when_no_match)
    if len(found) > 1:
        raise ExpressionError("JsonException", "Path returned multiple tokens.")
    return next(iter(found), None)


def select(token: JToken, path: str, error_when_no_match: bool = False, *_: object) -> list[JToken]:
    """Every token that the path leads to from this one."""
    found = [token]
    at = 1 if path.startswith("$") else 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None or match.end() == at:
            raise ExpressionError("JsonException", f"Unexpected character while parsing path: {path[at]}")
        starts = [inner for start in found for inner in _with_descendants(start)] if match["deep"] else found
        found = [inner for start in starts for inner in _step(start, match)]
        if error_when_no_match and not found:
            raise _no_match(starts, match)
        at = match.end()
    return found


def _no_match(starts: list[JToken], match: re.Match[str]) -> ExpressionError:
    holder = type(starts[0]).__name__ if starts else "JToken"
    if match["index"] is not None:
        return ExpressionError("JsonException", f"Index {match['index']} outside the bounds of {holder}.")
    name = match["quoted"] or match["name"]
    if name is not None:
        return ExpressionError("JsonException", f"Property '{name}' does not exist on {holder}.")
    return ExpressionError("JsonException", "Path returned no token.")


def path_of(token: JToken) -> str:
    """The path that leads to the token from the root of its document."""
    holder = token.parent
    if holder is None:
        return ""
    before = path_of(holder)
    if isinstance(holder, JArray):
        return f"{before}[{next(index for index, item in enumerate(holder.items) if item is token)}]"
    if not isinstance(token, JProperty):
        return before
    if not re.fullmatch(r"[^\s.'/\"\[\]()]+", token.name):
        quoted = token.name.replace("'", "\\'")
        return f"{before}['{quoted}']"
    return f"{before}.{token.name}" if before else token.name


def _with_descendants(token: JToken) -> list[JToken]:
    return [token, *[found for child in _values(token) for found in _with_descendants(child)]]


def _values(token: JToken) -> list[JToken]:
    if isinstance(token, JObject):
        return [found.value for found in token.properties.values()]
    return token.items if isinstance(token, JArray) else []


def _step(token: JToken, match: re.Match[str]) -> Iterable[JToken]:
    if match["all"] or match["every"]:
        return _values(token)
    if match["index"] is not None:
        index = int(match["index"])
        inside = isinstance(token, JArray) and 0 <= index < len(token.items)
        return [_values(token)[index]] if inside else []
    name = match["quoted"] if match["quoted"] is not None else match["name"]
    if name is not None:
        found = token.at(name) if isinstance(token, JObject) else None
        return [] if found is None else [found]
    return [item for item in _values(token) if _passes(item, match)]


def _passes(item: JToken, match: re.Match[str]) -> bool:
    found = select(item, match["field"]) if match["field"] else [item]
    if not match["test"]:
        return bool(found)
    value = found[0].value if found and isinstance(found[0], JValue) else None
    operand = _operand(match["operand"])
    if match["test"] in {"==", "!="}:
        return (value == operand) is (match["test"] == "==")
    if not isinstance(value, int | float) or not isinstance(operand, int | float):
        return False
    sign = (value > operand) - (value < operand)
    return {"<": sign < 0, ">": sign > 0, "<=": sign <= 0, ">=": sign >= 0}[match["test"]]


def _operand(text: str) -> object:
    if text[0] in "'\"":
        return text[1:-1]
    if text in {"true", "false", "null"}:
        return {"true": True, "false": False, "null": None}[text]
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text
