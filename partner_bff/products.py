"""GET /partner/v1/products: the catalogue."""

from partner_bff.cursors import Cursors
from partner_bff.paging import UPSTREAM_PAGE_SIZE, PageQuery
from shared.composition import all_of
from shared.documents import Document
from shared.operation import Call
from shared.responses import MayBeAbsent, Screen


class Product(Document):
    """Shown as the products service has it."""

    id: str
    sku: str
    name: str
    description: str
    price: str
    currency: str
    image_url: str
    categories: tuple[str, ...]


class Catalogue(Document):
    """A page of the products service, which counts its pages."""

    items: tuple[Product, ...]
    total: int


class ProductList(Screen):
    value: tuple[Product, ...]
    next_link: MayBeAbsent[str] = None


class ProductEndpoints:
    """The resource `products`."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    async def list_products(self, call: Call, query: PageQuery) -> ProductList:
        """All products, in the catalogue's own order."""
        walk = ("products", *call.caller.key)
        start = int(self._cursors.position(walk, query.cursor)) if query.cursor else 0
        end = start + query.size
        products, total = await _products(call, start, end)
        link = None
        if end < total:
            link = query.next_link(call, "v1/products", self._cursors.issue(walk, str(end)))
        return ProductList(value=products, next_link=link)


async def _products(call: Call, start: int, end: int) -> tuple[tuple[Product, ...], int]:
    """Those from `start` on and before `end`, cut out of the service's pages, and how many there are."""
    first, last = start // UPSTREAM_PAGE_SIZE, (end - 1) // UPSTREAM_PAGE_SIZE
    pages = await all_of(
        call.upstreams.products.page(Catalogue, call.caller, number + 1, UPSTREAM_PAGE_SIZE)
        for number in range(first, last + 1)
    )
    items = tuple(item for page in pages for item in page.items)
    skipped = first * UPSTREAM_PAGE_SIZE
    return items[start - skipped : end - skipped], pages[0].total
