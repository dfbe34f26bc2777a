"""The request that send-request and send-one-way-request make: new, or a copy of the client's."""

from collections.abc import Awaitable, Callable

import httpx

from local.gateway.context import Body, Context, Headers
from local.gateway.execution import Execution
from local.gateway.forwarding import outgoing
from local.gateway.node import Node
from local.gateway.policies.authentication_managed_identity import authorization
from local.gateway.policies.set_body import body_edit
from local.gateway.policies.set_header import header_edit
from local.gateway.policies.unavailable import action_of as unavailable
from local.gateway.settings import Get, constant

MODES = ("new", "copy")
Build = Callable[[Execution], Awaitable[httpx.Request]]


def side_request(node: Node) -> Build:
    """Read the children that describe the request."""
    copies = node.choice("mode", MODES, "new")
    url, method = _url(node), _method(node)
    headers = [header_edit(child) for child in node.nodes("set-header")]
    bodies = [body_edit(child) for child in node.nodes("set-body", maximum=1)]
    missing = [unavailable(child) for child in node.nodes("authentication-certificate", maximum=1)]
    identity = node.node("authentication-managed-identity")
    authorize = authorization(identity) if identity else None
    missing += [unavailable(child) for child in node.nodes("proxy", maximum=1)]

    async def build(execution: Execution) -> httpx.Request:
        for fail in missing:
            await fail(execution)
        context = execution.context
        copied = copies(context) == "copy"
        fields, body = _template(context, copied)
        for edit_header in headers:
            edit_header(context, fields)
        for edit_body in bodies:
            edit_body(context, body)
        if authorize:
            await authorize(execution, fields)
        return outgoing(
            method(context) or (context.request.method if copied else "GET"),
            url(context) or str(context.request.url),
            fields,
            body.content,
        )

    return build


def _url(node: Node) -> Get[str]:
    """An empty address stands for that of the request that is copied."""
    child = node.node("set-url")
    mode = node.attribute("mode")
    if child is None and (mode is None or mode.value == "new"):
        node.error(f"<{node.element.name}> needs a <set-url> unless its mode is copy")
    return child.content() if child else constant("")


def _method(node: Node) -> Get[str]:
    child = node.node("set-method")
    return child.content() if child else constant("")


def _template(context: Context, copied: bool) -> tuple[Headers, Body]:
    request = context.request
    if copied:
        headers = request.headers.copy()
        headers.delete("Host")
        return headers, Body(request.body.content)
    return Headers(), Body()
