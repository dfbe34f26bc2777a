"""validate-azure-ad-token: refuse a request without a valid Entra token of one tenant."""

from collections.abc import Callable

from local.gateway.compiler import INBOUND, Policy
from local.gateway.context import Context
from local.gateway.node import Node
from local.gateway.policies.validate_jwt import (
    TokenPolicy,
    failed_status,
    required_claims,
    texts,
    token_finder,
)
from local.gateway.settings import as_text, constant
from local.gateway.steps import Action
from local.gateway.tokens.validation import Requirements

PUBLIC_CLOUD = "https://login.microsoftonline.com"


def action_of(node: Node) -> Action:
    endpoint = node.literal("authentication-endpoint", PUBLIC_CLOUD).rstrip("/")
    tenant = node.literal("tenant-id")
    policy = TokenPolicy(
        find=token_finder(node, default="Authorization"),
        status=failed_status(node),
        message=node.optional("failed-validation-error-message", as_text),
        variable=node.literal("output-token-variable-name", ""),
        urls=[constant(f"{endpoint}/{tenant}/v2.0/.well-known/openid-configuration")],
        inline=(),
        requirements=_requirements(node, tenant),
    )
    for name in ("allow-protected-forwarded-tokens", "allow-proof-of-possession-tokens"):
        if node.literal(name, "false") != "false":
            node.error(f"{name} is not supported")
    node.nodes("decryption-keys", maximum=0)
    return policy.act


def _requirements(node: Node, tenant: str) -> Callable[[Context], Requirements]:
    backends = texts(node, "backend-application-ids", "application-id")
    clients = texts(node, "client-application-ids", "application-id")
    audiences = texts(node, "audiences", "audience")
    claims = required_claims(node)
    return lambda context: Requirements(
        audiences=[*audiences(context), *backends(context)],
        # What the tenant issues in tokens of version 1.0; its configuration names the issuer of 2.0.
        issuers=[f"https://sts.windows.net/{tenant}/"],
        claims=claims(context),
        client_ids=clients(context),
        publisher_accepted=True,
    )


POLICY = Policy("validate-azure-ad-token", INBOUND, action_of, ordered=False)
