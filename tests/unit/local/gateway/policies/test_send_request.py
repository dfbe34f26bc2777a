"""send-request."""

import httpx
import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop, tell

CALL = """<send-request mode="new" response-variable-name="answer" ignore-error="{ignore}">
<set-url>https://other.test/check?x=1</set-url><set-method>POST</set-method>
<set-header name="X-Side"><value>1</value></set-header><set-body>asked</set-body></send-request>"""
SHOW = """<set-body>@(((IResponse)context.Variables["answer"]).Body.As<string>())</set-body>"""


async def test_new_request_has_only_what_the_policy_says(shop: Shop) -> None:
    shop.policy(CALL.format(ignore="false"))
    await shop.get(Authorization="secret")
    side = shop.requests[0]
    assert (side.method, str(side.url), side.content) == ("POST", "https://other.test/check?x=1", b"asked")
    assert ("authorization" in side.headers, side.headers["X-Side"]) == (False, "1")


async def test_copy_takes_the_client_s_request(shop: Shop) -> None:
    shop.policy("<send-request mode='copy'><set-url>https://other.test/check</set-url></send-request>")
    await shop.send("POST", headers={"X-Own": "1"}, body=b"sent")
    side = shop.requests[0]
    assert (side.method, side.content, side.headers["X-Own"], side.headers["Host"]) == (
        "POST",
        b"sent",
        "1",
        "other.test",
    )


async def test_response_is_kept_in_the_variable(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(200, text=request.url.host)
    shop.policy(CALL.format(ignore="false"), SHOW)
    assert (await shop.get()).text == "other.test"


def unreachable(request: httpx.Request) -> httpx.Response:
    if request.url.host == "other.test":
        raise httpx.ConnectError("down", request=request)
    return httpx.Response(200)


async def test_ignored_error_leaves_null(shop: Shop) -> None:
    shop.answer = unreachable
    shop.policy(
        CALL.format(ignore="true"), '<set-body>@((context.Variables["answer"] == null).ToString())</set-body>'
    )
    assert (await shop.get()).text == "True"


async def test_error_goes_to_on_error(shop: Shop) -> None:
    shop.answer = unreachable
    shop.policy(CALL.format(ignore="false"), on_error="<set-body>@(context.LastError.Source)</set-body>")
    assert (await shop.get()).text == "send-request"


def test_new_request_without_a_url_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="needs a <set-url>"):
        shop.policy("<send-request/>")


@pytest.mark.parametrize(
    ("attributes", "children", "reason"),
    [
        ("", "<authentication-certificate thumbprint='a'/>", "NotAvailable"),
        ("timeout='@(0)'", "", "ExpressionValueEvaluationFailure"),
    ],
)
async def test_only_errors_of_the_call_are_ignored(
    shop: Shop, attributes: str, children: str, reason: str
) -> None:
    shop.policy(
        f"<send-request ignore-error='true' {attributes}><set-url>https://other.test/</set-url>{children}"
        "</send-request>",
        on_error=tell(reason="context.LastError.Reason"),
    )
    response = await shop.get()
    assert (response.headers["x-reason"], shop.requests) == (reason, [])
