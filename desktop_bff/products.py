"""GET /desktop/products: the catalogue in full, several pages at once."""

from desktop_bff.paging import PAGE_SIZE, PagesQuery
from shared.composition import all_of
from shared.documents import Document
from shared.inputs import SearchText
from shared.operation import Call
from shared.responses import MayBeAbsent, Screen


class ProductsQuery(PagesQuery):
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
        for page in query.numbers
    )
    return ProductsScreen(
        items=tuple(item for page in pages for item in page.items),
        page=query.page,
        pages=query.pages,
        total_count=pages[0].total,
        next_link=query.next_link(call, "products", pages[0].total),
    )
