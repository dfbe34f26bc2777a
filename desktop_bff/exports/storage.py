"""The blobs of exports: parts while it runs, one file afterwards, and a link to it that lasts five minutes.

All through obstore, against Azure Blob Storage or what speaks its protocol. A link is signed with a key that
the function app's identity asks the service for, or with the account key where there is no identity.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop_bff.exports.plan import Export
from desktop_bff.exports.rows import MEDIA_TYPES, header
from desktop_bff.unavailable import unavailable
from shared.settings import ExportSettings

if TYPE_CHECKING:
    from obstore.store import AzureConfig, AzureStore, ClientConfig, RetryConfig

LINK_LIFETIME = timedelta(minutes=5)
TIMEOUT = timedelta(seconds=10)
_UNREACHABLE = "The files of exports cannot be reached now."
RETRIES: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=15)}


class ExportStorage:
    """One container; every export has a folder of its own in it."""

    def __init__(self, settings: ExportSettings) -> None:
        self._settings = settings

    async def keep_part(self, export: Export, number: int, content: bytes) -> None:
        await self._keep(export, _part(export, number), content)

    async def assemble(self, export: Export, parts: int) -> None:
        """Put the parts together in their order, one in memory at a time."""
        attributes = {"Content-Type": MEDIA_TYPES[export.format], "Content-Disposition": "attachment"}
        content = self._content(export, parts)
        await self._keep(export, _file(export), content, attributes)

    async def tidy(self, export: Export) -> None:
        """Remove the parts; to do it twice is no error."""
        await self._delete(f"{export.id}/parts/")

    async def link(self, export: Export) -> str:
        """Raises UpstreamUnavailable."""
        import obstore  # noqa: PLC0415

        with unavailable(_UNREACHABLE, Exception):
            return await obstore.sign_async(self._store, "GET", _file(export), LINK_LIFETIME)

    async def discard(self, export: Export) -> None:
        """Remove everything of an export; raises UpstreamUnavailable."""
        with unavailable(_UNREACHABLE, Exception):
            await self._delete(f"{export.id}/")

    async def cancel(self, export: Export) -> None:
        """Discard, and leave a mark by which late writes undo themselves; raises UpstreamUnavailable."""
        import obstore  # noqa: PLC0415

        with unavailable(_UNREACHABLE, Exception):
            await obstore.put_async(self._store, _cancelled(export), b"")
        await self.discard(export)

    async def _keep(
        self,
        export: Export,
        path: str,
        content: bytes | AsyncIterator[bytes],
        attributes: dict[str, str] | None = None,
    ) -> None:
        """Of a cancelled export nothing stays: this may have come after the others were removed."""
        import obstore  # noqa: PLC0415 - 20 ms that an export pays

        await obstore.put_async(self._store, path, content, attributes=attributes)
        with suppress(FileNotFoundError):
            await obstore.head_async(self._store, _cancelled(export))
            await obstore.delete_async(self._store, path)

    async def _delete(self, prefix: str) -> None:
        import obstore  # noqa: PLC0415

        async for found in obstore.list(self._store, prefix):
            await self._delete_all([blob["path"] for blob in found])

    async def _delete_all(self, paths: Sequence[str]) -> None:
        """Together if all are there; a call ends at the first that another has deleted meanwhile."""
        import obstore  # noqa: PLC0415

        try:
            await obstore.delete_async(self._store, paths)
        except FileNotFoundError:
            for path in paths:
                with suppress(FileNotFoundError):
                    await obstore.delete_async(self._store, path)

    async def _content(self, export: Export, parts: int) -> AsyncIterator[bytes]:
        import obstore  # noqa: PLC0415

        yield header(export.format)
        for number in range(parts):
            part = await obstore.get_async(self._store, _part(export, number))
            yield bytes(await part.bytes_async())

    @cached_property
    def _store(self) -> "AzureStore":
        from obstore.store import AzureStore  # noqa: PLC0415

        account, container, endpoint = _address(self._settings.url)
        key = self._settings.account_key
        config: AzureConfig = {"account_name": account, "container_name": container, "endpoint": endpoint}
        config |= {"account_key": key} if key else {"credential_type": "managed_identity"}
        options: ClientConfig = {"allow_http": endpoint.startswith("http://"), "timeout": TIMEOUT}
        return AzureStore(config=config, client_options=options, retry_config=RETRIES)


def _address(url: str) -> tuple[str, str, str]:
    """Account, container and endpoint: `https://<account>.blob…/<container>` or `http://…/<account>/<container>`."""
    parts = urlsplit(url)
    path = parts.path.strip("/").split("/")
    if len(path) == 1:
        return parts.netloc.partition(".")[0], path[0], f"{parts.scheme}://{parts.netloc}"
    account, container = path
    return account, container, f"{parts.scheme}://{parts.netloc}/{account}"


def _part(export: Export, number: int) -> str:
    return f"{export.id}/parts/{number:06}"


def _file(export: Export) -> str:
    return f"{export.id}/orders.{export.format}"


def _cancelled(export: Export) -> str:
    """A mark outside the export's folder; another export may take the id after it, at another time."""
    return f"cancelled/{export.id}/{export.created_at}"
