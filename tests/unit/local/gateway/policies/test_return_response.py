"""return-response."""

from tests.unit.local.gateway.conftest import Shop

BUILT = """<return-response><set-status code="418" reason="Teapot"/>
<set-header name="X-A"><value>1</value></set-header><set-body>short</set-body>
</return-response>"""


async def test_nothing_after_it_runs(shop: Shop) -> None:
    shop.policy(BUILT, "<set-header name='X-B'><value>1</value></set-header>")
    response = await shop.get()
    assert (response.status_code, response.text, response.headers["X-A"]) == (418, "short", "1")
    assert ("X-B" in response.headers, shop.requests) == (False, [])


async def test_default_is_200_without_a_body(shop: Shop) -> None:
    shop.policy("<return-response/>")
    response = await shop.get()
    assert (response.status_code, response.content) == (200, b"")


async def test_expressions_see_the_response_that_is_replaced(shop: Shop) -> None:
    shop.policy(
        outbound="<return-response><set-body>@(context.Response.StatusCode.ToString())</set-body></return-response>"
    )
    assert (await shop.get()).text == "200"


async def test_kept_response_is_returned_changed(shop: Shop) -> None:
    shop.policy(
        "<send-request response-variable-name='kept'><set-url>http://other.test/</set-url></send-request>"
        "<return-response response-variable-name='kept'><set-status code='207'/></return-response>"
    )
    response = await shop.get()
    assert (response.status_code, response.json()) == (207, {"ok": True})


async def test_absent_variable_stands_for_a_new_response(shop: Shop) -> None:
    shop.policy("<return-response response-variable-name='absent'/>")
    assert (await shop.get()).status_code == 200


async def test_variable_of_another_type_is_an_error(shop: Shop) -> None:
    shop.policy("<set-variable name='text' value='1'/><return-response response-variable-name='text'/>")
    assert (await shop.get()).status_code == 500
