"""Subscription keys: what they open, and the product's policies that run for them."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop, tell

WHO = tell(
    subscription='context.Subscription == null ? "nobody" : context.Subscription.Id',
    product='context.Product == null ? "none" : context.Product.Id',
)
MARK = (
    "<set-variable name='trail'"
    ' value=\'@(context.Variables.GetValueOrDefault<string>("trail", "") + "{}")\'/>'
)


def product(inbound: str = "", outbound: str = "") -> str:
    return f"<policies><inbound><base/>{inbound}</inbound><outbound><base/>{outbound}</outbound></policies>"


@pytest.fixture
def trade(shop: Shop) -> Shop:
    """A shop whose API belongs to the product `trade`, with two subscribers."""
    shop.product = product()
    shop.subscribe("acme", "globex")
    return shop


@pytest.mark.parametrize("which", ["primary", "secondary"])
async def test_either_key_names_its_subscription_and_product(trade: Shop, which: str) -> None:
    trade.policy(outbound=WHO)
    answer = await trade.get(Ocp_Apim_Subscription_Key=f"acme's {which} key")
    assert (answer.headers["x-subscription"], answer.headers["x-product"]) == ("acme", "trade")


async def test_a_key_may_come_in_the_query_and_the_header_goes_first(trade: Shop) -> None:
    trade.policy(outbound=WHO)
    path = "/shop/orders?subscription-key=globex's%20primary%20key"
    assert (await trade.get(path)).headers["x-subscription"] == "globex"
    both = await trade.get(path, Ocp_Apim_Subscription_Key="acme's primary key")
    assert both.headers["x-subscription"] == "acme"


async def test_without_a_key_the_api_alone_answers(trade: Shop) -> None:
    trade.product = product("<return-response/>")
    trade.policy(outbound=WHO)
    for answer in (await trade.get(), await trade.get(Ocp_Apim_Subscription_Key="")):
        assert (answer.headers["x-subscription"], answer.headers["x-product"]) == ("nobody", "none")


@pytest.mark.parametrize("key", ["wrong", "acme's primary key ", "acme's primary key,acme's primary key"])
async def test_an_unknown_key_is_refused_in_the_gateways_own_words(trade: Shop, key: str) -> None:
    trade.policy()
    answer = await trade.get("/shop/orders?subscription-key=" + key)
    assert (answer.status_code, trade.requests) == (401, [])
    assert answer.text == (
        '{ "statusCode": 401, "message": "Access denied due to invalid subscription key. '
        'Make sure to provide a valid key for an active subscription." }'
    )
    assert answer.headers["WWW-Authenticate"] == (
        'AzureApiManagementKey realm="https://gateway.test:443/shop",'
        'name="Ocp-Apim-Subscription-Key",type="header"'
    )


async def test_on_error_is_told_of_a_refused_key(trade: Shop) -> None:
    trade.policy(on_error=tell(error='context.LastError.Source + " " + context.LastError.Reason'))
    answer = await trade.get(Ocp_Apim_Subscription_Key="wrong")
    assert answer.headers["x-error"] == "authorization SubscriptionKeyInvalid"


async def test_a_key_is_refused_where_it_opens_nothing(shop: Shop) -> None:
    shop.policy()
    assert (await shop.get(Ocp_Apim_Subscription_Key="acme's primary key")).status_code == 401


async def test_policies_run_from_all_apis_over_the_product_to_the_api(trade: Shop) -> None:
    trade.everywhere = (
        f"<policies><inbound>{MARK.format('g')}</inbound><backend><forward-request/></backend>"
        f"<outbound>{MARK.format('g')}</outbound></policies>"
    )
    trade.product = product(MARK.format("p"), MARK.format("p"))
    trade.policy(MARK.format("a"), MARK.format("a") + tell(trail='(string)context.Variables["trail"]'))
    subscribed = await trade.get(Ocp_Apim_Subscription_Key="acme's primary key")
    assert subscribed.headers["x-trail"] == "gpagpa"
    assert (await trade.get()).headers["x-trail"] == "gaga"


async def test_a_hit_goes_on_in_the_products_own_outbound(trade: Shop) -> None:
    trade.product = product(outbound=tell(product='"said"'))
    trade.policy(
        "<cache-lookup vary-by-developer='false' vary-by-developer-groups='false'/>",
        "<cache-store duration='60'/>" + tell(seen='"after"'),
    )
    for _ in range(2):
        answer = await trade.get(Ocp_Apim_Subscription_Key="acme's primary key")
        assert answer.headers["x-seen"] == "after"
    assert len(trade.requests) == 1


def test_subscriptions_that_make_no_sense_stop_the_start(trade: Shop) -> None:
    trade.subscribe("initech", product="none")
    trade.subscribe("hooli", primary_key="acme's primary key")
    with pytest.raises(ConfigurationErrors) as caught:
        trade.policy()
    assert caught.value.errors == [
        "subscription 'initech': no API belongs to a product 'none'",
        "subscription 'hooli': one of its keys is held twice",
    ]


def test_a_product_without_a_policy_file_stops_the_start(trade: Shop) -> None:
    trade.product = "<policies><inbound><unheard-of/></inbound></policies>"
    with pytest.raises(
        ConfigurationErrors, match=r"products/trade.xml:1:20: there is no policy <unheard-of>"
    ):
        trade.policy()


async def test_products_do_not_share_cached_answers(trade: Shop) -> None:
    trade.policy(
        "<cache-lookup vary-by-developer='false' vary-by-developer-groups='false'/>",
        "<cache-store duration='60'/>",
    )
    for key in ("acme's primary key", "globex's primary key", ""):
        await trade.get(Ocp_Apim_Subscription_Key=key)
    assert len(trade.requests) == 2
