"""The state of one request."""

from tests.unit.local.gateway.conftest import Shop, tell


async def test_url_shows_where_the_request_goes(shop: Shop) -> None:
    shop.policy(
        outbound=tell(
            host="context.Request.Url.Host",
            path="context.Request.Url.Path",
            original="context.Request.OriginalUrl.Path",
            query="context.Request.OriginalUrl.QueryString",
        )
    )
    headers = (await shop.get("/shop/orders/5?a=1")).headers
    assert (headers["x-host"], headers["x-path"]) == ("bff.test", "/shop/orders/5")
    assert (headers["x-original"], headers["x-query"]) == ("/shop/orders/5", "?a=1")


async def test_context_names_what_matched(shop: Shop) -> None:
    shop.policy(
        outbound=tell(
            api="context.Api.Name",
            operation="context.Operation.Id",
            id='context.Request.MatchedParameters["id"]',
            ip="context.Request.IpAddress",
        )
    )
    headers = (await shop.get("/shop/orders/a%20b")).headers
    assert (headers["x-api"], headers["x-operation"]) == ("shop", "get-order")
    assert (headers["x-id"], headers["x-ip"]) == ("a b", "127.0.0.1")
