"""The session endpoints through Microsoft's production runtime: the same answers and cookies."""

import httpx
import pytest

from tests.conformance.comparison import Comparison
from tests.conformance.production_runtime import PACKAGE
from tests.provider import Identity
from tests.system.stack import ROOT

pytest.importorskip(PACKAGE, reason=f"{PACKAGE} is not installed: see requirements-conformance.in")

TRACE = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
OURS = {"x-csrf": "1", "cookie": f"__Host-Http-portico={43 * 'A'}"}
DELETED = "__Host-Http-portico=deleted; max-age=0; domain=; path=/; secure; samesite=strict; httponly"


@pytest.fixture
async def comparison(environment: dict[str, str], identity: Identity) -> Comparison:
    """Of the app as `identity`'s client, whose key it has left in a file."""
    return await Comparison.of(ROOT / "tests" / "conformance", "portico_app.py", environment)


def request(method: str, path: str, headers: dict[str, str]) -> httpx.Request:
    return httpx.Request(method, f"http://bff.test/desktop/session/{path}", headers=TRACE | headers)


async def test_a_cookie_leaves_both_hosts_alike(comparison: Comparison) -> None:
    answer = await comparison.same("desktop_logout", request("POST", "logout", {"x-csrf": "1"}))
    assert (answer.status, answer.cookies) == (204, [DELETED])


@pytest.mark.parametrize(
    ("function", "method", "path", "status"),
    [
        ("desktop_me", "GET", "me", 401),
        ("desktop_list_sessions", "GET", "sessions", 401),
        ("desktop_login", "GET", "login?returnUrl=//evil.test", 400),
        ("desktop_callback", "GET", "callback?state=x&code=y", 400),
        ("desktop_frontchannel_logout", "GET", "frontchannel-logout?iss=x&sid=y", 200),
        ("desktop_internal_exchange", "POST", "exchange", 401),
    ],
)
async def test_both_hosts_answer_alike(
    comparison: Comparison, function: str, method: str, path: str, status: int
) -> None:
    assert (await comparison.same(function, request(method, path, OURS))).status == status
