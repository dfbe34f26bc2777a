"""What the users service answers, and who may see whom."""

from starlette.requests import Request
from starlette.responses import Response

from local.services.documents import answer, answer_items
from local.services.errors import Refusal
from local.services.parameters import Ids, read_query
from local.services.tokens import Caller
from local.services.users.store import UserStore

READ_ALL = "Users.Read.All"


class Endpoints:
    def __init__(self, store: UserStore) -> None:
        self._store = store

    async def several(self, request: Request, caller: Caller) -> Response:
        """Users of given ids: whole for callers with the role, otherwise id, name and email."""
        ids = read_query(request, Ids).ids
        whole = READ_ALL in caller.roles
        return answer_items(self._store.documents(ids) if whole else self._store.cards(ids))

    async def read(self, request: Request, caller: Caller) -> Response:
        """A user, to that user and to callers with the role; to anybody else there is none."""
        user_id = request.path_params["id"]
        visible = user_id == caller.oid or READ_ALL in caller.roles
        documents = self._store.documents([user_id]) if visible else []
        if not documents:
            raise Refusal(404, "not_found", "no such user")
        return answer(documents[0])
