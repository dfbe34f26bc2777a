"""Flow A: a phone asks for a page and gets it, light, through the gateway."""

from tests.system.conftest import Portico


async def test_the_first_page_has_ten_orders_newest_first(portico: Portico) -> None:
    answer = await portico.get("/mobile/orders")
    assert answer.status_code == 200
    body = answer.json()
    placed = [(item["placedAt"], item["id"]) for item in body["items"]]
    assert len(placed) == 10
    assert placed == sorted(placed, reverse=True)
    assert body["page"] == 1
    assert body["nextLink"] == f"{portico.world.layout.url('gateway')}/mobile/orders?page=2"


async def test_a_page_is_one_upstream_call(portico: Portico) -> None:
    before = await portico.upstream_calls()
    await portico.get("/mobile/orders?page=2")
    assert await portico.upstream_calls() - before == 1


async def test_past_the_end_is_an_empty_page_without_next_link(portico: Portico) -> None:
    answer = await portico.get("/mobile/orders?page=9999")
    assert answer.json() == {"items": [], "page": 9999}


async def test_walking_the_links_yields_every_order_once(portico: Portico) -> None:
    path, ids = "/mobile/orders?page=70", list[str]()
    while path:
        body = (await portico.get(path)).json()
        ids += [item["id"] for item in body["items"]]
        path = body.get("nextLink", "").removeprefix(portico.world.layout.url("gateway"))
    assert len(ids) == len(set(ids)) > 40


async def test_one_order_is_shown_to_its_owner_alone(portico: Portico) -> None:
    order = (await portico.get("/mobile/orders")).json()["items"][0]
    shown = await portico.get(f"/mobile/orders/{order['id']}")
    assert shown.json()["total"] == order["total"]
    assert sum(line["quantity"] for line in shown.json()["lines"]) == order["itemCount"]
    refused = await portico.get(f"/mobile/orders/{order['id']}", login="bob")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


async def test_a_page_is_at_most_12_percent_of_what_its_upstream_sent(portico: Portico) -> None:
    for page in (1, 20, 70):
        sent = portico.world.internet.bytes_from(portico.world.layout.url("orders"))
        answer = await portico.get(f"/mobile/orders?page={page}")
        sent = portico.world.internet.bytes_from(portico.world.layout.url("orders")) - sent
        assert 0 < len(answer.content) <= 0.12 * sent


async def test_the_catalogue_is_searched(portico: Portico) -> None:
    body = (await portico.get("/mobile/products?q=kettle")).json()
    assert body["items"]
    assert all("kettle" in item["name"].lower() for item in body["items"])
    assert body["items"][0].keys() == {"id", "name", "price", "currency", "thumbnailUrl"}


async def test_home_shows_three_orders_and_six_products(portico: Portico) -> None:
    body = (await portico.get("/mobile/home")).json()
    assert body["greeting"] == "Hello, Alice"
    assert (len(body["recentOrders"]), len(body["featured"]), body["complete"]) == (3, 6, True)


async def test_health_and_openapi_need_no_token(portico: Portico) -> None:
    assert (await portico.get("/mobile/health", login=None)).status_code == 200
    document = (await portico.get("/mobile/openapi.json", login=None)).json()
    assert document["openapi"] == "3.1.0"
    assert document["paths"]["/orders"]["get"]["operationId"] == "list-orders"
