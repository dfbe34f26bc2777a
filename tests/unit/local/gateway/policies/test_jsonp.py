"""jsonp."""

import pytest

from tests.unit.local.gateway.conftest import Shop, tell


@pytest.mark.parametrize(
    ("query", "body"),
    [("?cb=page.show", 'page.show({"ok":true})'), ("", '{"ok":true}')],
)
async def test_json_is_wrapped_in_the_named_function(shop: Shop, query: str, body: str) -> None:
    shop.policy(outbound="<jsonp callback-parameter-name='cb'/>")
    assert (await shop.get(f"/shop/orders{query}")).text == body


async def test_name_that_is_no_identifier_is_refused(shop: Shop) -> None:
    shop.policy(
        outbound="<jsonp callback-parameter-name='cb'/>",
        on_error=tell(error='context.LastError.Source + " " + context.LastError.Reason'),
    )
    response = await shop.get("/shop/orders?cb=alert(1)//")
    assert (response.status_code, response.headers["x-error"]) == (400, "jsonp CallbackParameterInvalid")
    message = "Value of callback parameter cb is not a valid JavaScript identifier."
    assert response.json()["message"] == message
