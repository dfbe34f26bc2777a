from collections.abc import Callable

import httpx
import pytest

Headers = Callable[..., dict[str, str]]


@pytest.fixture
def products(service: Callable[[str], httpx.AsyncClient], user: Headers) -> httpx.AsyncClient:
    client = service("products")
    client.headers.update(user("alice"))
    return client


async def test_product_is_read_by_id(products: httpx.AsyncClient) -> None:
    product = (await products.get("/products/prd_0042")).json()
    assert product["id"] == "prd_0042"
    assert product["currency"] == "EUR"
    assert isinstance(product["price"], str)
    assert product["thumbnailUrl"].endswith("/t/prd_0042.webp")


async def test_unknown_product_is_not_found(products: httpx.AsyncClient) -> None:
    response = await products.get("/products/prd_none")
    assert (response.status_code, response.json()["error"]) == (404, "not_found")


async def test_catalogue_is_paged(products: httpx.AsyncClient) -> None:
    answer = (await products.get("/products", params={"page": 3, "size": 2})).json()
    assert [product["id"] for product in answer["items"]] == ["prd_0005", "prd_0006"]
    assert (answer["page"], answer["size"], answer["total"]) == (3, 2, 500)


@pytest.mark.parametrize("text", ["CAFÉ", "café press", "fé P"])
async def test_search_ignores_letter_case_in_any_script(products: httpx.AsyncClient, text: str) -> None:
    answer = (await products.get("/products", params={"q": text})).json()
    assert answer["total"] == len(answer["items"]) == 5
    assert all(product["name"].endswith("Café Press") for product in answer["items"])


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "\0", "🦄", "' OR 1=1 --"])
async def test_search_takes_signs_as_they_are(products: httpx.AsyncClient, text: str) -> None:
    assert (await products.get("/products", params={"q": text})).json()["total"] == 0


async def test_products_of_ids_leave_out_unknown_ones(products: httpx.AsyncClient) -> None:
    answer = (await products.get("/products?ids=prd_0003,prd_none,prd_0001,prd_0003")).json()
    assert [product["id"] for product in answer.pop("items")] == ["prd_0001", "prd_0003"]
    assert answer == {}


@pytest.mark.parametrize("query", ["ids=a&page=1", "q=", "size=101", "ids=" + ",".join("a" * 101)])
async def test_wrong_query_is_refused(products: httpx.AsyncClient, query: str) -> None:
    response = await products.get(f"/products?{query}")
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


async def test_application_needs_its_role(products: httpx.AsyncClient, application: Headers) -> None:
    allowed = await products.get("/products", headers=application("Products.Read.All"))
    refused = await products.get("/products", headers=application("Orders.Read.All"))
    assert (allowed.status_code, refused.status_code) == (200, 403)
