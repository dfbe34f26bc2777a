"""cache-lookup: answer from the cache, or remember where cache-store is to keep the response."""

from collections.abc import Callable

from local.gateway.cached_response import Lookup
from local.gateway.compiler import INBOUND, Policy
from local.gateway.context import Context, Url, User
from local.gateway.execution import Execution, Outcome
from local.gateway.node import Node
from local.gateway.steps import Action
from local.gateway.urls import parameters

CACHING_TYPES = ("internal", "external", "prefer-external")
# A backend must send the whole response when it is to be stored.
CONDITIONAL = (
    "Cache-Control", "Pragma",
    "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range",
)  # fmt: skip

Key = Callable[[Context], str]


def action_of(node: Node) -> Action:
    key = _key(node)
    private = node.flag("allow-private-response-caching", False)
    downstream = node.choice("downstream-caching-type", ("none", "private", "public"), "none")
    must_revalidate = node.flag("must-revalidate", True)
    # There is one cache here, whatever the kind a policy prefers.
    node.choice("caching-type", CACHING_TYPES, "prefer-external")

    async def act(execution: Execution) -> None:
        context = execution.context
        if context.request.method != "GET" or (
            "Authorization" in context.request.headers and not private(context)
        ):
            return
        execution.lookup = Lookup(key(context), downstream(context), must_revalidate(context))
        stored = execution.services.responses.get(execution.lookup.key)
        if stored is None:
            for name in CONDITIONAL:
                context.request.headers.delete(name)
            return
        execution.lookup.hit = True
        context.response = stored.response()
        execution.resume = stored.resume
        execution.outcome = Outcome.CACHED

    return act


def _key(node: Node) -> Key:
    """Product, API, operation, backend address and everything the response varies by."""
    by_developer = node.flag("vary-by-developer")
    by_groups = node.flag("vary-by-developer-groups")
    headers = [child.content() for child in node.nodes("vary-by-header")]
    queries = [child.content() for child in node.nodes("vary-by-query-parameter")]

    def key(context: Context) -> str:
        request, api = context.request, context.api
        product = context.product.id if context.product else ""
        parts = [product, api.id, api.revision, context.operation.id, *_address(request.url)]
        parts += [_developer(context.user) if by_developer(context) else ""]
        parts += [_groups(context.user) if by_groups(context) else ""]
        parts += [request.headers.get(name(context), "") or "" for name in headers]
        parts += _query(request.url, [name for query in queries for name in query(context).split(";")])
        return "\0".join(parts)

    return key


def _address(url: Url) -> tuple[str, ...]:
    return url.scheme, url.host, str(url.port), url.path


def _developer(user: User | None) -> str:
    return user.id if user else ""


def _groups(user: User | None) -> str:
    return ",".join(sorted(group.id for group in user.groups)) if user else ""


def _query(url: Url, names: list[str]) -> list[str]:
    """The listed parameters; the whole query when none is listed."""
    if not names:
        return [url.query_string]
    present = parameters(url.query_string)
    return ["&".join(raw for other, raw in present if other == name) for name in names]


POLICY = Policy("cache-lookup", INBOUND, action_of, ordered=False, once=True)
