"""Policies that API Management has and this gateway has not: accepted, and an error when reached."""

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution
from local.gateway.faults import PolicyFault
from local.gateway.node import Node
from local.gateway.steps import Action

NAMES = (
    "authentication-certificate",
    "authentication-token",
    "authentication-token-store",
    "azure-openai-emit-token-metric",
    "azure-openai-semantic-cache-lookup",
    "azure-openai-semantic-cache-store",
    "azure-openai-token-limit",
    "cosmosdb-data-source",
    "cross-domain",
    "get-authorization-context",
    "graphql-data-source",
    "http-data-source",
    "invoke-dapr-binding",
    "invoke-request",
    "llm-content-safety",
    "llm-emit-token-metric",
    "llm-semantic-cache-lookup",
    "llm-semantic-cache-store",
    "llm-token-limit",
    "proxy",
    "publish-event",
    "publish-to-dapr",
    "redirect-content-urls",
    "send-service-bus-message",
    "set-request-metric-dimension-value",
    "sql-data-source",
    "validate-client-certificate",
    "validate-graphql-request",
    "validate-headers",
    "validate-odata-request",
    "validate-parameters",
    "validate-status-code",
    "xsl-transform",
)


def action_of(node: Node) -> Action:
    """Only its expressions are checked."""
    name = node.element.name
    node.accept_anything()
    node.warn(f"<{name}> is not available in the local gateway: a request that reaches it fails")

    async def act(execution: Execution) -> None:
        raise PolicyFault("NotAvailable", f"<{name}> is not available in the local gateway.")

    return act


POLICIES = [Policy(name, EVERYWHERE, action_of) for name in NAMES]
