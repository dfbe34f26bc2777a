"""validate-jwt: refuse a request whose token is absent or not valid."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from local.gateway.compiler import INBOUND, Policy
from local.gateway.context import Context, Jwt
from local.gateway.execution import Execution
from local.gateway.faults import Refusal
from local.gateway.node import Node
from local.gateway.services import Services
from local.gateway.settings import Get, as_status, as_text, at_least
from local.gateway.steps import Action
from local.gateway.tokens.signatures import SigningKey, modulus_key, shared_key
from local.gateway.tokens.validation import RequiredClaim, Requirements, TokenRefused

Texts = Callable[[Context], list[str]]
NOT_PRESENT = "TokenNotPresent"


@dataclass(frozen=True)
class TokenPolicy:
    """What validate-jwt and validate-azure-ad-token do alike."""

    find: Callable[[Context], str | None]
    status: Get[int]
    message: Get[str] | None
    variable: str
    urls: Sequence[Get[str]]
    inline: Sequence[SigningKey]
    requirements: Callable[[Context], Requirements]

    async def act(self, execution: Execution) -> None:
        context = execution.context
        try:
            token = await self._validated(context, execution.services)
        except TokenRefused as refused:
            raise self._refusal(refused, context) from refused
        if self.variable:
            context.variables[self.variable] = token

    async def _validated(self, context: Context, services: Services) -> Jwt:
        issuers = [services.issuers.get(url(context)) for url in self.urls]
        text = self.find(context)
        if not text:
            raise TokenRefused(NOT_PRESENT, "JWT not present.")
        return await services.tokens.validate(text, self.inline, issuers, self.requirements(context))

    def _refusal(self, refused: TokenRefused, context: Context) -> Refusal:
        told = refused.message if refused.reason == NOT_PRESENT else "Invalid JWT."
        if self.message:
            told = self.message(context)
        return Refusal(refused.reason, refused.message, self.status(context), told)


def action_of(node: Node) -> Action:
    urls = [child.text("url") for child in node.nodes("openid-config")]
    inline = _inline_keys(node)
    node.nodes("decryption-keys", maximum=0)
    if not urls and not inline:
        node.error("<validate-jwt> needs an <openid-config> or <issuer-signing-keys>")
    if node.literal("require-signed-tokens", "true") != "true":
        node.error("tokens without a signature are not supported")
    policy = TokenPolicy(
        find=token_finder(node),
        status=failed_status(node),
        message=node.optional("failed-validation-error-message", as_text),
        variable=node.literal("output-token-variable-name", ""),
        urls=urls,
        inline=inline,
        requirements=_requirements(node),
    )
    return policy.act


def failed_status(node: Node) -> Get[int]:
    return node.setting("failed-validation-httpcode", as_status, 401)


def token_finder(node: Node, default: str | None = None) -> Callable[[Context], str | None]:
    """Where the token is: one of header, query parameter and value, else the default header."""
    header = node.optional("header-name", as_text)
    parameter = node.optional("query-parameter-name", as_text)
    value = node.optional("token-value", as_text)
    scheme = node.optional("require-scheme", as_text)
    named = sum(source is not None for source in (header, parameter, value))
    if named > 1 or (named == 0 and default is None):
        node.error(f"<{node.element.name}> takes one of header-name, query-parameter-name and token-value")

    def find(context: Context) -> str | None:
        if value:
            return without_scheme(value(context), None)
        if parameter:
            return ",".join(context.request.url.query.get(parameter(context), []))
        name = header(context) if header else default or ""
        required = scheme(context) if scheme and name.lower() == "authorization" else None
        return without_scheme(context.request.headers.get(name) or "", required)

    return find


def without_scheme(credentials: str, required: str | None) -> str | None:
    """The token behind an authentication scheme; None when the scheme is not the required one."""
    scheme, separator, token = credentials.strip(" \t").partition(" ")
    if not separator:
        return None if required else scheme
    if required and scheme.lower() != required.lower():
        return None
    return token.strip(" ")


def _requirements(node: Node) -> Callable[[Context], Requirements]:
    audiences = texts(node, "audiences", "audience")
    issuers = texts(node, "issuers", "issuer")
    claims = required_claims(node)
    skew = node.setting("clock-skew", at_least(0), 0)
    expiration = node.flag("require-expiration-time", True)
    return lambda context: Requirements(
        audiences(context), issuers(context), claims(context), skew(context), expiration(context)
    )


def texts(node: Node, group: str, name: str) -> Texts:
    """The values of a list such as audiences/audience; none when the list is absent."""
    parent = node.node(group)
    values = [child.content() for child in parent.nodes(name)] if parent else []
    return lambda context: [value(context) for value in values]


def required_claims(node: Node) -> Callable[[Context], list[RequiredClaim]]:
    parent = node.node("required-claims")
    claims = [_claim(child) for child in parent.nodes("claim")] if parent else []
    return lambda context: [claim(context) for claim in claims]


def _claim(node: Node) -> Callable[[Context], RequiredClaim]:
    name = node.text("name")
    match = node.choice("match", ("all", "any"), "all")
    separator = node.text("separator", "")
    values = [child.content() for child in node.nodes("value")]
    return lambda context: RequiredClaim(
        name(context), [value(context) for value in values], match(context) == "all", separator(context)
    )


def _inline_keys(node: Node) -> list[SigningKey]:
    parent = node.node("issuer-signing-keys")
    keys = [_inline_key(child) for child in parent.nodes("key")] if parent else []
    return [key for key in keys if key]


def _inline_key(node: Node) -> SigningKey | None:
    key_id = node.literal("id", "") or None
    modulus, exponent = node.literal("n", ""), node.literal("e", "")
    secret = node.content()
    try:
        if modulus or exponent:
            return modulus_key(modulus, exponent, key_id)
        return shared_key(secret(Context()), key_id)
    except ValueError as error:
        node.error(f"the key cannot be used: {error}")
        return None


POLICY = Policy("validate-jwt", INBOUND, action_of)
