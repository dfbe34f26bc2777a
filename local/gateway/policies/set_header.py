"""set-header: override, skip, append or delete a header of the current message."""

from collections.abc import Callable

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.context import Context, Headers
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.settings import as_header_name
from local.gateway.steps import Action

EXISTS_ACTIONS = ("override", "skip", "append", "delete")
# These repeat as separate fields; the values of any other header are joined with commas.
SEPARATE = frozenset({
    "user-agent", "www-authenticate", "proxy-authenticate", "cookie", "set-cookie", "warning",
    "date", "expires", "if-modified-since", "if-unmodified-since", "last-modified", "retry-after",
})  # fmt: skip
FORBIDDEN = frozenset({"connection", "content-length", "keep-alive", "transfer-encoding"})

HeaderEdit = Callable[[Context, Headers], None]


def header_edit(node: Node) -> HeaderEdit:
    """The change that one set-header element makes."""
    name = node.setting("name", as_header_name)
    action = node.choice("exists-action", EXISTS_ACTIONS, "override")
    values = [child.content() for child in node.nodes("value")]
    attribute = node.attribute("name")
    if attribute and attribute.value.lower() in FORBIDDEN:
        node.error(f"the header {attribute.value} belongs to the gateway", attribute.position)

    def edit(context: Context, headers: Headers) -> None:
        change(headers, name(context), action(context), [value(context) for value in values])

    return edit


def change(headers: Headers, name: str, action: str, values: list[str]) -> None:
    if action == "delete":
        headers.delete(name)
    elif action == "skip" and name in headers:
        return
    else:
        earlier = headers.get_all(name) if action == "append" else []
        _write(headers, name, [*earlier, *values])


def _write(headers: Headers, name: str, values: list[str]) -> None:
    if not values:
        headers.delete(name)
    elif name.lower() in SEPARATE:
        headers.set(name, *values)
    else:
        headers.set(name, ",".join(values))


def action_of(node: Node) -> Action:
    edit = header_edit(node)

    async def act(execution: Execution) -> None:
        edit(execution.context, execution.message.headers)

    return act


POLICY = Policy("set-header", EVERYWHERE, action_of)
