"""What rate-limit and quota share: limits of a subscription for everything, for an API, for an operation."""

from collections.abc import Callable, Iterator

from local.gateway.context import Context
from local.gateway.node import Node
from local.gateway.settings import Get

Applies = Callable[[Context], bool]


def limited_parts(node: Node) -> Iterator[tuple[Node, Applies]]:
    """The element itself and those in it that limit one API or operation, with whom each concerns."""
    yield node, lambda context: True
    for api in node.nodes("api"):
        concerned = _concerns_api(api)
        yield api, concerned
        for operation in api.nodes("operation"):
            yield operation, _concerns_operation(operation, concerned)


def _concerns_api(node: Node) -> Applies:
    names = _names(node)
    return lambda context: bool(names & {context.api.id, context.api.name})


def _concerns_operation(node: Node, api: Applies) -> Applies:
    names = _names(node)
    return lambda context: api(context) and bool(names & {context.operation.id, context.operation.name})


def _names(node: Node) -> set[str]:
    """An API or operation is named by its id or, without one, by its name."""
    name, identifier = node.literal("name", ""), node.literal("id", "")
    if not (name or identifier):
        node.error(f"<{node.element.name}> needs a name or an id")
    return {identifier or name}


def subscription_key(node: Node) -> Get[str]:
    """Counts each subscription apart, for this element alone."""
    place = f"{node.place.scope}/{node.place.path}"
    return lambda context: f"{place}\0{context.subscription.id if context.subscription else ''}"
