"""set-header."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


@pytest.mark.parametrize(
    ("action", "expected"),
    [("override", "new"), ("skip", "old"), ("append", "old,new"), ("delete", None)],
)
async def test_existing_header_is_treated_as_the_action_says(
    shop: Shop, action: str, expected: str | None
) -> None:
    shop.policy(f"<set-header name='X-Mark' exists-action='{action}'><value>new</value></set-header>")
    await shop.get(X_Mark="old")
    assert shop.requests[0].headers.get("X-Mark") == expected


async def test_action_may_be_an_expression(shop: Shop) -> None:
    action = '@(context.Request.Method == "GET" ? "delete" : "override")'
    shop.policy(f"<set-header name='X-Mark' exists-action='{action}'><value>new</value></set-header>")
    await shop.get(X_Mark="old")
    assert "X-Mark" not in shop.requests[0].headers


async def test_several_values_are_joined_with_commas(shop: Shop) -> None:
    shop.policy("<set-header name='X-Mark'><value>a</value><value>b</value></set-header>")
    await shop.get()
    assert shop.requests[0].headers["X-Mark"] == "a,b"


async def test_values_of_set_cookie_stay_apart(shop: Shop) -> None:
    shop.policy(outbound="<set-header name='Set-Cookie'><value>a=1</value><value>b=2</value></set-header>")
    assert (await shop.get()).headers.get_list("Set-Cookie") == ["a=1", "b=2"]


async def test_outbound_header_is_the_response_s(shop: Shop) -> None:
    shop.policy(outbound="<set-header name='X-Mark'><value>out</value></set-header>")
    response = await shop.get()
    assert (response.headers["X-Mark"], "X-Mark" in shop.requests[0].headers) == ("out", False)


async def test_line_break_in_a_value_starts_no_header(shop: Shop) -> None:
    shop.policy(outbound='<set-header name="X-Mark"><value>@("a\\r\\nX-Other: b")</value></set-header>')
    response = await shop.get()
    assert ("x-other" in response.headers, response.headers["X-Mark"]) == (False, "a X-Other: b")


@pytest.mark.parametrize("name", ["Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive"])
def test_header_of_the_connection_stops_the_start(shop: Shop, name: str) -> None:
    with pytest.raises(ConfigurationErrors, match="belongs to the gateway"):
        shop.policy(f"<set-header name='{name}'><value>1</value></set-header>")


def test_name_that_is_no_token_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="'some name' is not the name of a header"):
        shop.policy("<set-header name='some name'><value>1</value></set-header>")


async def test_computed_name_that_is_no_token_is_a_fault(shop: Shop) -> None:
    told = "<set-header name='X-Why'><value>@(context.LastError.Reason)</value></set-header>"
    shop.policy(outbound="""<set-header name='@("a" + ":b")'><value>1</value></set-header>""", on_error=told)
    response = await shop.get()
    assert (response.status_code, response.headers["X-Why"]) == (500, "ExpressionValueEvaluationFailure")
