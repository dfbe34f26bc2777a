"""Products that no two requests name: what a server has kept of the catalogue is of no use to it.

Every order page carries product ids with a number of its own, `prd_0001-17`; products answers to them.
"""

from collections.abc import Callable
from functools import cache
from itertools import count

from bench.upstream.documents import Body

_PRODUCT = b'"productId":"prd_'
_NUMBER_LENGTH = 4


def unique_orders(body: Body) -> Body:
    """The same pages, each time with other product ids."""
    serial = count(1)

    @cache
    def pieces(target: str) -> list[bytes]:
        """The page, cut behind each product id."""
        first, *others = body(target).split(_PRODUCT)
        heads = [first, *(piece[_NUMBER_LENGTH:] for piece in others)]
        ids = [_PRODUCT + piece[:_NUMBER_LENGTH] for piece in others]
        return [head + product for head, product in zip(heads, [*ids, b""], strict=True)]

    return lambda target: (b"-%d" % next(serial)).join(pieces(target))


def unique_products(body: Body) -> Body:
    """The documents of ids with numbers behind them."""

    @cache
    def halves(product: str) -> tuple[bytes, bytes]:
        """A product's document, cut behind its id."""
        document = body(f"/products?ids={product}").removeprefix(b'{"items":[').removesuffix(b"]}")
        head, mark, rest = document.partition(product.encode())
        return head + mark, rest

    def document(wanted: str) -> bytes:
        product, _, number = wanted.partition("-")
        head, rest = halves(product)
        return head + b"-" + number.encode() + rest

    return lambda target: b'{"items":[' + b",".join(map(document, _ids(target))) + b"]}"


def _ids(target: str) -> list[str]:
    return target.partition("ids=")[2].replace("%2C", ",").split(",")


UNIQUE: dict[str, Callable[[Body], Body]] = {"orders": unique_orders, "products": unique_products}
