"""json-to-xml: the current message's JSON body as XML, in an element `Document`."""

from xml.etree import ElementTree

from local.gateway.compiler import Policy
from local.gateway.context import Context, Headers
from local.gateway.execution import Execution
from local.gateway.expressions import ExpressionError
from local.gateway.expressions.types.json_reading import parse
from local.gateway.expressions.types.json_tokens import plain
from local.gateway.expressions.types.xml_json import element_of
from local.gateway.faults import PolicyFault
from local.gateway.node import Node
from local.gateway.settings import Get
from local.gateway.steps import Action

SECTIONS = frozenset({"inbound", "outbound", "on-error"})
IGNORED = (
    "parse-date", "attribute-block-name", "attribute-prefix", "namespace-block-name", "namespace-separator",
    "namespace-prefix", "invalid-character-replacement", "null-values", "trim-values", "empty-values",
)  # fmt: skip


def action_of(node: Node) -> Action:
    always = node.choice("apply", ("always", "content-type-json"))
    considers = node.flag("consider-accept-header", True)
    warn_of_ignored(node, IGNORED)

    async def act(execution: Execution) -> None:
        context, message = execution.context, execution.message
        if message.body.content and wanted(context, message.headers, "json", "xml", always, considers):
            message.body.content = to_xml(message.body.content)
            message.headers.set("Content-Type", "application/xml")

    return act


def warn_of_ignored(node: Node, names: tuple[str, ...]) -> None:
    for name in names:
        attribute = node.attribute(name)
        if attribute and attribute.value != "false":
            node.warn(f"'{name}' of <{node.element.name}> has no effect in the local gateway")


def wanted(
    context: Context, headers: Headers, have: str, want: str, apply: Get[str], considers: Get[bool]
) -> bool:
    """Whether the body is of the one kind, and the client accepts the other."""
    if apply(context) != "always" and have not in (headers.get("Content-Type") or "").lower():
        return False
    accepted = (context.request.headers.get("Accept") or "*/*").lower()
    return not considers(context) or want in accepted or "*/*" in accepted


def to_xml(body: bytes) -> bytes:
    try:
        value = plain(parse(body.decode("utf-8-sig", "replace"), dates=False))
        return ElementTree.tostring(element_of("Document", value))
    except (ExpressionError, ValueError, RecursionError) as error:
        raise PolicyFault("ConversionFailure", f"the body cannot be XML: {error}") from error


POLICY = Policy("json-to-xml", SECTIONS, action_of)
