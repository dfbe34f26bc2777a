"""GET /mobile/products: the catalogue in cards."""

from urllib.parse import urlencode

from shared.documents import Document
from shared.inputs import Input, PageNumber, SearchText
from shared.operation import Call
from shared.paging import following
from shared.responses import MayBeAbsent, Screen

PAGE_SIZE = 10


class ProductsQuery(Input):
    page: PageNumber = 1
    q: SearchText | None = None


class ProductCard(Document):
    """Shown as the products service has it."""

    id: str
    name: str
    price: str
    currency: str
    thumbnail_url: str


class ProductPage(Document):
    items: tuple[ProductCard, ...]
    total: int


class ProductsScreen(Screen):
    items: tuple[ProductCard, ...]
    page: int
    next_link: MayBeAbsent[str] = None


async def list_products(call: Call, query: ProductsQuery) -> ProductsScreen:
    """The catalogue, ten products a page, all or those whose name holds `q`."""
    page = await call.upstreams.products.page(ProductPage, call.caller, query.page, PAGE_SIZE, query.q)
    return ProductsScreen(
        items=page.items,
        page=query.page,
        next_link=_next_link(call, query, page.total),
    )


def _next_link(call: Call, query: ProductsQuery, total: int) -> str | None:
    page = following(query.page, PAGE_SIZE, total)
    search = {"q": query.q} if query.q else {}
    return call.link(f"products?{urlencode({'page': page} | search)}") if page else None
