"""The account as an ASGI application: `/<account>/<container>/<blob>`."""

import re
import time
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from local.storage import batch
from local.storage.authorization import Authorization, Signed
from local.storage.blobs import Blobs, Properties
from local.storage.config import StorageConfig
from local.storage.documents import block_list, http_date, listing
from local.storage.errors import StorageError, invalid

_METHODS = ["GET", "HEAD", "PUT", "DELETE", "POST"]
_CONTAINER = re.compile(r"[a-z0-9-]{3,63}")
_KEPT = {"x-ms-blob-content-type": "content-type", "x-ms-blob-content-disposition": "content-disposition"}


def create_app(config: StorageConfig, clock: Callable[[], float] = time.time) -> Starlette:
    """Browsers of the configured origin may read what they have a link to."""
    account = Account(config, clock)
    cors = Middleware(
        CORSMiddleware,
        allow_origins=[config.origin],
        allow_methods=["GET"],
        allow_headers=["*"],
        expose_headers=["content-disposition"],
    )
    return Starlette(routes=[Route("/{path:path}", account.serve, methods=_METHODS)], middleware=[cors])


class Account:
    def __init__(self, config: StorageConfig, clock: Callable[[], float]) -> None:
        self._name = config.account
        self._authorization = Authorization(config.account, config.key, clock)
        self._blobs = Blobs(config.folder)

    async def serve(self, request: Request) -> Response:
        try:
            signed = _signed(request)
            self._authorization.check(signed)
            container, name = self._address(signed.path)
            if not name:
                return self._of_container(request, container, await request.body())
            return self._of_blob(request, container, name, await request.body())
        except StorageError as error:
            return error.response()

    def _address(self, path: str) -> tuple[str, str]:
        account, _, rest = path.lstrip("/").partition("/")
        if account != self._name:
            raise StorageError(404, "ResourceNotFound", "There is no such account here.")
        container, _, name = rest.partition("/")
        if not _CONTAINER.fullmatch(container):
            raise StorageError(400, "InvalidResourceName", "This is no name of a container.")
        return container, unquote(name)

    def _of_container(self, request: Request, container: str, body: bytes) -> Response:
        match request.method, request.query_params.get("comp"):
            case "GET", "list":
                found = self._blobs.names(container, request.query_params.get("prefix", ""))
                return Response(listing(found), media_type="application/xml")
            case "POST", "batch":
                return batch.answer(request.headers.get("content-type", ""), body, self._delete)
            case _:
                raise invalid("This operation on a container is not supported here.")

    def _of_blob(self, request: Request, container: str, name: str, body: bytes) -> Response:
        match request.method, request.query_params.get("comp"):
            case (("GET" | "HEAD"), None):
                properties, path = self._blobs.find(container, name)
                return FileResponse(path, headers=dict(properties.headers) | _described(properties))
            case "PUT", None:
                return _created(self._blobs.put(container, name, body, _kept(request)))
            case "PUT", "block":
                self._blobs.put_block(container, name, request.query_params.get("blockid", ""), body)
                return Response(status_code=201)
            case "PUT", "blocklist":
                return _created(self._blobs.commit(container, name, block_list(body), _kept(request)))
            case "DELETE", None:
                self._blobs.delete(container, name)
                return Response(status_code=202)
            case _:
                raise invalid("This operation on a blob is not supported here.")

    def _delete(self, signed: Signed) -> None:
        """One delete of a batch."""
        self._authorization.check(signed)
        self._blobs.delete(*self._address(signed.path))


def _signed(request: Request) -> Signed:
    path = request.scope.get("raw_path", b"").decode("ascii", "replace").partition("?")[0]
    return Signed(request.method, path, request.url.query, dict(request.headers))


def _kept(request: Request) -> Mapping[str, str]:
    return {kept: request.headers[name] for name, kept in _KEPT.items() if name in request.headers}


def _described(properties: Properties) -> dict[str, str]:
    return {"etag": properties.etag, "last-modified": http_date(properties.modified)}


def _created(properties: Properties) -> Response:
    return Response(status_code=201, headers=_described(properties))
