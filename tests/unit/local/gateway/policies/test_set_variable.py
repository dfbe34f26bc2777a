"""set-variable."""

from tests.unit.local.gateway.conftest import Shop, tell


async def test_literal_is_a_string(shop: Shop) -> None:
    shop.policy(
        "<set-variable name='answer' value='42'/>", tell(type='((string)context.Variables["answer"]) + "!"')
    )
    assert (await shop.get()).headers["x-type"] == "42!"


async def test_expression_keeps_its_type(shop: Shop) -> None:
    shop.policy(
        "<set-variable name='answer' value='@(41)'/>",
        tell(sum='((int)context.Variables["answer"] + 1).ToString()'),
    )
    assert (await shop.get()).headers["x-sum"] == "42"
