"""mock-response."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


async def test_documented_example_is_the_answer(shop: Shop) -> None:
    shop.responses = {"201": {"content": {"application/json": {"example": {"id": 1}}}}}
    shop.policy("<mock-response status-code='201' content-type='application/json'/>")
    response = await shop.get()
    assert (response.status_code, response.json(), shop.requests) == (201, {"id": 1}, [])


async def test_without_an_example_the_answer_is_empty(shop: Shop) -> None:
    shop.policy("<mock-response/>")
    response = await shop.get()
    assert (response.status_code, response.content) == (200, b"")


def test_expression_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="takes no expression"):
        shop.policy("<mock-response status-code='@(200)'/>")


@pytest.mark.parametrize(
    ("attribute", "complaint"),
    [
        ("status-code='600'", "600 is not a status code"),
        ("status-code='ok'", "'ok' is not a whole number"),
        ("index='-1'", "-1 is below 0"),
    ],
)
def test_number_that_means_nothing_stops_the_start(shop: Shop, attribute: str, complaint: str) -> None:
    with pytest.raises(ConfigurationErrors, match=complaint):
        shop.policy(f"<mock-response {attribute}/>")
