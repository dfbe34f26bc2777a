"""The same question in each server's own form, and whether the answers hold the same data."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from bench.load import Request
from bench.servers import YOGA, Server
from bench.stack import Caller

_MOBILE = """query ($page: Int!) { mobileOrders(page: $page) {
  items { id status placedAt total currency itemCount thumbnailUrl } page nextPage } }"""
_DESKTOP = """query ($page: Int!, $pages: Int!) { orders(page: $page, pages: $pages) {
  items { id status placedAt total currency buyer { id name email }
    lines { product { id name price currency imageUrl } quantity unitPrice }
    shippingAddress { recipient street postalCode city country } history { status at note } }
  page pages totalCount } }"""
_QUERIES = {"mobile": _MOBILE, "desktop": _DESKTOP}
_FIELDS = {"mobile": "mobileOrders", "desktop": "orders"}
_SHARED = {"mobile": ("items", "page"), "desktop": ("items", "page", "pages", "totalCount")}


class AnswersDiffer(Exception):
    """A server does not do the work it is compared by."""


def request(server: Server, channel: str, target: str, caller: Caller) -> Request:
    """A GET of the target, or the GraphQL query that asks for the same."""
    headers = server.headers_for(channel, caller)
    if server.name != YOGA:
        return Request("GET", target, headers)
    variables = {name: int(value) for name, value in parse_qsl(urlsplit(target).query)}
    body = json.dumps({"query": _QUERIES[channel], "variables": variables}).encode()
    return Request("POST", "/graphql", headers, body)


def everybodys(server: Server, channel: str, target: str, callers: Sequence[Caller]) -> list[Request]:
    """The same question by each caller: no two requests in flight are alike."""
    return [request(server, channel, target, caller) for caller in callers]


def fetch(server: Server, channel: str, target: str, caller: Caller) -> bytes:
    """The body of one answer; AnswersDiffer when it is no success."""
    asked = request(server, channel, target, caller)
    with httpx.Client(timeout=20) as http:
        headers = asked.headers | ({"Content-Type": "application/json"} if asked.body else {})
        answer = http.request(
            asked.method, server.url(channel) + asked.target, headers=headers, content=asked.body or None
        )
    if answer.status_code != httpx.codes.OK:
        raise AnswersDiffer(f"{server.name}: {target} answered {answer.status_code}: {answer.text[:200]}")
    return answer.content


def check_same(ours: tuple[Server, bytes], theirs: tuple[Server, bytes], channel: str) -> None:
    """By the hash of the answers' JSON; raises AnswersDiffer. Of GraphQL's, the fields that both have."""
    fields = _SHARED[channel] if theirs[0].name == YOGA else None
    if _digest(*ours, channel, fields) != _digest(*theirs, channel, fields):
        raise AnswersDiffer(f"{theirs[0].name} answers something else than {ours[0].name} ({channel})")


def _digest(server: Server, body: bytes, channel: str, fields: Sequence[str] | None) -> str:
    """Whatever the order and spacing of the JSON."""
    answer: dict[str, Any] = json.loads(body)
    data = answer["data"][_FIELDS[channel]] if server.name == YOGA else answer
    compared = {name: data[name] for name in fields or data}
    return hashlib.sha256(json.dumps(compared, sort_keys=True).encode()).hexdigest()
