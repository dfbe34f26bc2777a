"""ip-filter: allow or forbid callers by address."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

from local.gateway.compiler import INBOUND, Policy
from local.gateway.context import Context
from local.gateway.execution import Execution
from local.gateway.faults import Refusal
from local.gateway.node import Node
from local.gateway.settings import as_text
from local.gateway.steps import Action

Address = IPv4Address | IPv6Address
Range = Callable[[Context], tuple[Address, Address]]


def action_of(node: Node) -> Action:
    action = node.choice("action", ("allow", "forbid"))
    ranges = [_single(child) for child in node.nodes("address")] + [
        _range(child) for child in node.nodes("address-range")
    ]
    if not ranges:
        node.error("<ip-filter> needs an <address> or an <address-range>")

    async def act(execution: Execution) -> None:
        context = execution.context
        caller = _caller(context.request.ip_address)
        listed = any(_within(caller, *limits(context)) for limits in ranges)
        if action(context) == "allow" and not listed:
            raise Refusal(
                "CallerIpNotAllowed", f"Caller IP address {caller} is not allowed. Access denied.", 403
            )
        if action(context) == "forbid" and listed:
            raise Refusal("CallerIpBlocked", "Caller IP address is blocked. Access denied.", 403)

    return act


def _single(node: Node) -> Range:
    address = node.body(_address)
    return lambda context: (address(context), address(context))


def _range(node: Node) -> Range:
    first, last = node.setting("from", _address), node.setting("to", _address)
    return lambda context: (first(context), last(context))


def _address(value: object) -> Address:
    return ip_address(as_text(value).strip())


def _within(caller: Address, first: Address, last: Address) -> bool:
    if isinstance(caller, IPv4Address) and isinstance(first, IPv4Address) and isinstance(last, IPv4Address):
        return first <= caller <= last
    if isinstance(caller, IPv6Address) and isinstance(first, IPv6Address) and isinstance(last, IPv6Address):
        return first <= caller <= last
    return False


def _caller(text: str) -> Address:
    try:
        address = ip_address(text)
    except ValueError:
        raise Refusal(
            "FailedToParseCallerIP", "Failed to establish IP address for the caller. Access denied.", 403
        ) from None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


POLICY = Policy("ip-filter", INBOUND, action_of, ordered=False)
