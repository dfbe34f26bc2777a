"""Sections in order, and what happens on an error."""

import httpx

from tests.unit.local.gateway.conftest import Shop

FAIL = """<set-variable name="x" value="@((string)context.Variables["absent"])"/>"""
TELL = """<set-body>@(string.Join("|", context.LastError.Source, context.LastError.Reason,
context.LastError.Scope, context.LastError.Section, context.LastError.Path,
context.LastError.PolicyId))</set-body>"""


async def test_error_skips_the_rest_and_runs_on_error(shop: Shop) -> None:
    shop.policy(
        FAIL,
        "<set-header name='X-Out'><value>1</value></set-header>",
        "<set-status code='418' reason='Teapot'/>",
    )
    response = await shop.get()
    assert (response.status_code, "X-Out" in response.headers, shop.requests) == (418, False, [])


async def test_unhandled_error_is_the_gateway_s_own(shop: Shop) -> None:
    shop.policy(FAIL)
    response = await shop.get(traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    assert response.status_code == 500
    assert response.text.startswith(
        '{ "statusCode": 500, "message": "Internal server error", "activityId": "'
    )
    assert response.headers["Content-Type"] == "application/json"


async def test_last_error_names_the_innermost_policy(shop: Shop) -> None:
    failing = FAIL.replace("<set-variable", '<set-variable id="it"')
    choose = (
        "<choose><when condition='false'/><when condition='true'><set-status code='200'/>{}</when></choose>"
    )
    shop.policy("<choose><when condition='false'/></choose>" + choose.format(failing), on_error=TELL)
    expected = (
        "set-variable|ExpressionValueEvaluationFailure|api|inbound|choose[2]/when[2]/set-variable[1]|it"
    )
    assert (await shop.get()).text == expected


async def test_error_in_a_fragment_has_its_path(shop: Shop) -> None:
    shop.fragments = {"failing": f"<fragment>{FAIL}</fragment>"}
    shop.policy("<include-fragment fragment-id='failing'/>", on_error=TELL)
    assert "|include-fragment[1]/set-variable[1]|" in (await shop.get()).text


async def test_error_in_the_global_scope_has_it(shop: Shop) -> None:
    shop.everywhere = f"<policies><inbound>{FAIL}</inbound></policies>"
    shop.policy(on_error=TELL)
    assert "|global|inbound|set-variable[1]|" in (await shop.get()).text


async def test_error_in_outbound_keeps_nothing_of_the_backend_s_response(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(200, headers={"X-Secret": "1"}, text="secret")
    shop.policy(outbound=FAIL)
    response = await shop.get()
    assert ("X-Secret" in response.headers, "secret" in response.text) == (False, False)


async def test_error_in_on_error_is_answered_by_default(shop: Shop) -> None:
    shop.policy(FAIL, on_error="<set-status code='200'/>" + FAIL)
    assert (await shop.get()).status_code == 500


async def test_refusal_keeps_its_answer_when_on_error_leaves_it(shop: Shop) -> None:
    shop.policy(
        "<check-header name='X' failed-check-httpcode='418' failed-check-error-message='No'"
        " ignore-case='true'/>",
        on_error="<set-variable name='a' value='b'/>",
    )
    assert (await shop.get()).status_code == 418
