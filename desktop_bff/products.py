"""GET /desktop/products: the catalogue in full, several pages at once."""

from typing import Annotated
from urllib.parse import urlencode

from pydantic import Field

from shared.composition import all_of
from shared.documents import Document
from shared.inputs import Digits, Input, PageNumber, SearchText
from shared.operation import Call
from shared.paging import following
from shared.responses import MayBeAbsent, Screen

PAGE_SIZE = 20
MAX_PAGES = 10


class ProductsQuery(Input):
    page: PageNumber = 1
    pages: Annotated[int, Field(ge=1, le=MAX_PAGES), Digits] = 3
    q: SearchText | None = None


class CatalogueProduct(Document):
    """Shown as the products service has it."""

    id: str
    sku: str
    name: str
    description: str
    price: str
    currency: str
    image_url: str
    categories: tuple[str, ...]
    stock: int


class ProductPage(Document):
    items: tuple[CatalogueProduct, ...]
    total: int


class ProductsScreen(Screen):
    items: tuple[CatalogueProduct, ...]
    page: int
    pages: int
    total_count: int
    next_link: MayBeAbsent[str] = None


async def list_products(call: Call, query: ProductsQuery) -> ProductsScreen:
    """The catalogue over several pages, all products or those whose name holds `q`."""
    pages = await all_of(
        call.upstreams.products.page(ProductPage, call.caller, page, PAGE_SIZE, query.q)
        for page in range(query.page, query.page + query.pages)
    )
    return ProductsScreen(
        items=tuple(item for page in pages for item in page.items),
        page=query.page,
        pages=query.pages,
        total_count=pages[0].total,
        next_link=_next_link(call, query, pages[0].total),
    )


def _next_link(call: Call, query: ProductsQuery, total: int) -> str | None:
    page = following(query.page, PAGE_SIZE, total, query.pages)
    parameters = {"page": page, "pages": query.pages} | ({"q": query.q} if query.q else {})
    return call.link(f"products?{urlencode(parameters)}") if page else None
