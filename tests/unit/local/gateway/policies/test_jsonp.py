"""jsonp."""

import pytest

from tests.unit.local.gateway.conftest import Shop


@pytest.mark.parametrize(
    ("query", "body"),
    [("?cb=page.show", 'page.show({"ok":true})'), ("", '{"ok":true}'), ("?cb=alert(1)//", '{"ok":true}')],
)
async def test_json_is_wrapped_in_the_named_function(shop: Shop, query: str, body: str) -> None:
    shop.policy(outbound="<jsonp callback-parameter-name='cb'/>")
    assert (await shop.get(f"/shop/orders{query}")).text == body
