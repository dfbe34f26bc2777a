"""What the products service answers."""

from starlette.requests import Request
from starlette.responses import Response

from local.services.documents import answer, answer_items
from local.services.errors import Refusal
from local.services.parameters import Ids, Page, read_query
from local.services.products.store import ProductStore
from local.services.tokens import Caller


class Search(Page):
    """A page of the products whose name holds `q`."""

    q: str = ""


class Endpoints:
    def __init__(self, store: ProductStore) -> None:
        self._store = store

    async def find(self, request: Request, _: Caller) -> Response:
        """A page of the catalogue, or the products of given ids; unknown ids are simply absent."""
        if "ids" in request.query_params:
            return answer_items(self._store.several(read_query(request, Ids).ids))
        search = read_query(request, Search)
        documents, total = self._store.page(search.q, search.page, search.size)
        return answer_items(documents, page=search.page, size=search.size, total=total)

    async def read(self, request: Request, _: Caller) -> Response:
        document = self._store.one(request.path_params["id"])
        if document is None:
            raise Refusal(404, "not_found", "no such product")
        return answer(document)
