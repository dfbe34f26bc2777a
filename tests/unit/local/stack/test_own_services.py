"""Services of yours in place of the samples, which then do not run."""

import pytest

from local.errors import StartError
from local.stack.layout import SERVICES
from local.stack.own_services import addresses, in_place, own_url
from local.stack.parts import Part
from tests.unit.local.stack.conftest import Copy
from tests.unit.local.stack.test_parts import stack

URLS = {"orders": "http://127.0.0.1:9000"}


def placed(project: Copy) -> dict[str, Part]:
    return {part.name: part for part in in_place(list(stack(project).values()), URLS)}


def test_its_sample_does_not_run_and_every_channel_is_told_where_it_is(project: Copy) -> None:
    parts = placed(project)
    assert "orders" not in parts
    for channel in project.layout.channels:
        settings = parts[channel].config["settings"]
        assert (settings["ORDERS_URL"], settings["USERS_URL"]) == (URLS["orders"], "http://127.0.0.1:8103")


def test_the_console_has_no_switch_for_it(project: Copy) -> None:
    assert placed(project)["monitor"].config["services"].keys() == SERVICES.keys() - {"orders"}


def test_its_address_says_whose_tokens_it_must_accept(project: Copy) -> None:
    parts = stack(project)
    orders = addresses(list(parts.values()), URLS)["orders"]
    assert orders["url"] == URLS["orders"]
    assert orders["accepts"] == {
        "issuer": parts["orders"].config["issuer"],
        "jwks_uri": parts["orders"].config["jwks_uri"],
        "audience": "24505b4a-a7b7-5de5-9cbc-5da9862b7872",
        "ca_bundle": str(project.layout.ca_bundle),
    }


def test_what_is_no_url_of_a_service_is_refused() -> None:
    assert own_url("USERS_URL=https://users.example/?a=b") == ("users", "https://users.example/?a=b")
    with pytest.raises(StartError, match="ORDERS_URL must be an http"):
        own_url("ORDERS_URL=orders.example")
    with pytest.raises(StartError, match="STOCK_URL is of no service; there are ORDERS_URL, PRODUCTS_URL"):
        own_url("STOCK_URL=https://stock.example")
