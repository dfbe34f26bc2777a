"""validate-content: refuse a body that is too large, of another type, or not what its type says.

Size, content type and well-formedness are checked; schemas are not, and the start tells so.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from local.gateway.compiler import Policy
from local.gateway.context import Context
from local.gateway.execution import Execution
from local.gateway.expressions import ExpressionError
from local.gateway.expressions.types.xml import parse as parse_xml
from local.gateway.faults import Refusal
from local.gateway.node import Node
from local.gateway.settings import Get
from local.gateway.steps import Action

ACTIONS = ("ignore", "prevent", "detect")
PARSERS: dict[str, Callable[[str], object]] = {"json": json.loads, "xml": parse_xml, "soap": parse_xml}
_MALFORMED = (ValueError, RecursionError, ExpressionError)


@dataclass(frozen=True)
class Expected:
    """What one `content` element asks of a body of its type; of any type if it names none."""

    type: str
    action: Get[str]
    parse: Callable[[str], object]

    def conforms(self, body: bytes) -> bool:
        try:
            self.parse(body.decode())
        except _MALFORMED:
            return False
        return True


@dataclass(frozen=True)
class Violation:
    """What a body does wrong, and what is to be done about it."""

    action: str
    reason: str
    message: str


@dataclass(frozen=True)
class Rules:
    """The element's own settings."""

    limit: Get[int]
    too_large: Get[str]
    unspecified: Get[str]
    contents: Sequence[Expected]

    def violations(self, context: Context, body: bytes, content_type: str) -> Iterator[Violation]:
        size, maximum = len(body), self.limit(context)
        if size > maximum:
            message = f"Body is {size} bytes long and it exceeds the configured limit of {maximum} bytes."
            yield Violation(self.too_large(context), "SizeLimit", message)
        expected = next((each for each in self.contents if each.type in {"", content_type}), None)
        if expected is None:
            message = f"Unspecified content type {content_type} is not allowed."
            yield Violation(self.unspecified(context), "UnspecifiedContentType", message)
        elif not expected.conforms(body):
            message = "Body does not conform to its content type."
            yield Violation(expected.action(context), "IncorrectMessage", message)


def action_of(node: Node) -> Action:
    variable = node.literal("errors-variable-name", "")
    mapped = _content_type(node)
    rules = Rules(
        node.integer("max-size"),
        node.choice("size-exceeded-action", ACTIONS),
        node.choice("unspecified-content-type-action", ACTIONS),
        [_expected(child) for child in node.nodes("content")],
    )
    node.warn("<validate-content> checks no schema in the local gateway")

    async def act(execution: Execution) -> None:
        context, message = execution.context, execution.message
        if not message.body.content:
            return
        content_type = mapped(context, message.headers.get("Content-Type") or "")
        found = list(rules.violations(context, message.body.content, content_type))
        if variable:
            context.variables[variable] = [each.message for each in found if each.action != "ignore"]
        for each in found:
            if each.action == "prevent":
                raise Refusal(each.reason, each.message, 400 if execution.section == "inbound" else 502)

    return act


def _content_type(node: Node) -> Callable[[Context, str], str]:
    """The body's content type, after the map."""
    parent = node.node("content-type-map")
    anything = parent.literal("any-content-type-value", "") if parent else ""
    missing = parent.literal("missing-content-type-value", "") if parent else ""
    types = [
        (child.literal("from", "").lower(), child.flag("when", True), child.literal("to"))
        for child in (parent.nodes("type") if parent else ())
    ]

    def content_type(context: Context, header: str) -> str:
        sent = header.partition(";")[0].strip().lower() or missing
        matching = (to for from_, when, to in types if from_ in {"", sent} and when(context))
        return anything or next(matching, sent)

    return content_type


def _expected(node: Node) -> Expected:
    kind = node.literal("validate-as")
    if kind not in PARSERS:
        node.error(f"'{kind}' is none of {', '.join(PARSERS)}")
    for name in ("schema-id", "schema-ref", "allow-additional-properties", "case-insensitive-property-names"):
        node.literal(name, "")
    action = node.choice("action", ACTIONS)
    return Expected(node.literal("type", "").lower(), action, PARSERS.get(kind, parse_xml))


POLICY = Policy("validate-content", frozenset({"inbound", "outbound", "on-error"}), action_of)
