"""xml-to-json: the current message's XML body as JSON.

`direct` marks attributes with `@` and keeps prefixes, as `soap$Body`; `javascript-friendly` has local names
only. What API Management writes for the second is not documented in full.
"""

from local.gateway.compiler import Policy
from local.gateway.execution import Execution
from local.gateway.expressions import ExpressionError
from local.gateway.expressions.types.json_tokens import json_text, token_of
from local.gateway.expressions.types.xml import parse
from local.gateway.expressions.types.xml_json import local_name, node_content, prefixed_name
from local.gateway.faults import PolicyFault
from local.gateway.node import Node
from local.gateway.policies.json_to_xml import SECTIONS, wanted, warn_of_ignored
from local.gateway.steps import Action

IGNORED = ("preserve-whitespace-nodes", "empty-values", "trim-values", "always-array-child-elements")


def action_of(node: Node) -> Action:
    kind = node.choice("kind", ("javascript-friendly", "direct"))
    always = node.choice("apply", ("always", "content-type-xml"))
    considers = node.flag("consider-accept-header", True)
    warn_of_ignored(node, IGNORED)

    async def act(execution: Execution) -> None:
        context, message = execution.context, execution.message
        if message.body.content and wanted(context, message.headers, "xml", "json", always, considers):
            message.body.content = to_json(message.body.content, kind(context) == "direct")
            message.headers.set("Content-Type", "application/json")

    return act


def to_json(body: bytes, direct: bool) -> bytes:
    text = body.decode("utf-8-sig", "replace")
    try:
        root = parse(text)
        name_of = prefixed_name(text) if direct else local_name
        content = node_content(root, name_of, "@" if direct else "")
        return json_text(token_of({name_of(root.tag): content}), indented=False).encode()
    except (ExpressionError, RecursionError) as error:
        raise PolicyFault("ConversionFailure", f"the body cannot be JSON: {error}") from error


POLICY = Policy("xml-to-json", SECTIONS, action_of)
