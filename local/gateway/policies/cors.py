"""cors: let browsers of other origins call the API."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from local.gateway.compiler import INBOUND, Policy
from local.gateway.context import Context, Headers, Response
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.settings import Get
from local.gateway.steps import Action

ANY = "*"
DEFAULT_METHODS = ["GET", "POST"]
REQUESTED_METHOD = "Access-Control-Request-Method"
Texts = Callable[[Context], list[str]]


@dataclass(frozen=True)
class Rules:
    """Which origins, methods and headers a cors element allows."""

    origins: Texts
    methods: Texts
    headers: Texts
    exposed: Texts
    credentials: Get[bool]
    max_age: Get[int]
    terminate: Get[bool]

    def allows(self, context: Context, origin: str) -> bool:
        allowed = {text.rstrip("/").lower() for text in self.origins(context)}
        return ANY in allowed or origin.lower() in allowed

    def origin_fields(self, context: Context, origin: str) -> list[tuple[str, str]]:
        if ANY in self.origins(context):
            return [("Access-Control-Allow-Origin", ANY)]
        credentials = [("Access-Control-Allow-Credentials", "true")] if self.credentials(context) else []
        return [("Access-Control-Allow-Origin", origin), ("Vary", "Origin"), *credentials]


def action_of(node: Node) -> Action:
    rules = _rules(node)

    async def act(execution: Execution) -> None:
        context = execution.context
        origin = context.request.headers.get("Origin")
        if origin is None:
            return
        if requested_method(context.request.method, context.request.headers):
            _answer_preflight(rules, execution, origin)
        elif rules.allows(context, origin):
            execution.response_headers += _simple_fields(rules, context, origin)
        elif rules.terminate(context) and context.request.method in {"GET", "HEAD"}:
            execution.answer(Response())

    return act


def requested_method(method: str, headers: Headers) -> str | None:
    """The method that a browser's preflight asks for; None for any other request."""
    return headers.get(REQUESTED_METHOD) if method == "OPTIONS" and "Origin" in headers else None


def _answer_preflight(rules: Rules, execution: Execution, origin: str) -> None:
    context = execution.context
    asked = context.request.headers
    methods = [method.upper() for method in rules.methods(context)]
    method = (asked.get(REQUESTED_METHOD) or "").upper()
    if rules.allows(context, origin) and (ANY in methods or method in methods):
        fields = [*rules.origin_fields(context, origin), *_permissions(rules, context, asked, methods)]
        execution.answer(Response(headers=Headers(fields)))
    elif rules.terminate(context):
        execution.answer(Response())


def _permissions(
    rules: Rules, context: Context, asked: Headers, methods: list[str]
) -> Iterator[tuple[str, str]]:
    """What a preflight is told besides the origin; for `*` that is what it asked for."""
    headers = rules.headers(context)
    granted = asked.get("Access-Control-Request-Headers") if ANY in headers else ",".join(headers)
    allowed = asked.get(REQUESTED_METHOD) if ANY in methods else ",".join(methods)
    yield "Access-Control-Allow-Methods", allowed or ""
    if granted:
        yield "Access-Control-Allow-Headers", granted
    if max_age := rules.max_age(context):
        yield "Access-Control-Max-Age", str(max_age)


def _simple_fields(rules: Rules, context: Context, origin: str) -> list[tuple[str, str]]:
    exposed = ",".join(rules.exposed(context))
    expose = [("Access-Control-Expose-Headers", exposed)] if exposed else []
    return [*rules.origin_fields(context, origin), *expose]


def _rules(node: Node) -> Rules:
    methods = node.node("allowed-methods")
    return Rules(
        origins=_texts(node.node("allowed-origins", minimum=1), "origin", []),
        methods=_texts(methods, "method", DEFAULT_METHODS),
        headers=_texts(node.node("allowed-headers"), "header", []),
        exposed=_texts(node.node("expose-headers"), "header", []),
        credentials=node.flag("allow-credentials", False),
        max_age=methods.integer("preflight-result-max-age", 0) if methods else lambda context: 0,
        terminate=node.flag("terminate-unmatched-request", True),
    )


def _texts(parent: Node | None, name: str, default: list[str]) -> Texts:
    if parent is None:
        return lambda context: default
    values = [child.content() for child in parent.nodes(name, minimum=1)]
    return lambda context: [value(context) for value in values]


POLICY = Policy("cors", INBOUND, action_of, ordered=False, once=True)
