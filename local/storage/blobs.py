"""Blobs as files, written elsewhere and renamed: none is ever half there."""

import contextlib
import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from local.storage.errors import invalid, not_found

_BUFFER = 1 << 16


@dataclass(frozen=True)
class Properties:
    name: str
    size: int
    modified: float
    etag: str
    headers: Mapping[str, str]


class Blobs:
    """The containers of one account, each a folder: `<quoted name>.blob`, and its properties beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, container: str, name: str, content: bytes, headers: Mapping[str, str]) -> Properties:
        fresh = self._fresh()
        fresh.write_bytes(content)
        return self._keep(container, name, fresh, headers)

    def put_block(self, container: str, name: str, block: str, content: bytes) -> None:
        """Keep a piece that a later `commit` may use."""
        path = self._block(container, name, block)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def commit(
        self, container: str, name: str, blocks: Sequence[str], headers: Mapping[str, str]
    ) -> Properties:
        """The blob made of these pieces, in this order."""
        paths = [self._block(container, name, block) for block in blocks]
        if not all(path.is_file() for path in paths):
            raise invalid("The block list names a block that was not uploaded.")
        fresh = self._fresh()
        with fresh.open("wb") as content:
            for path in paths:
                with path.open("rb") as piece:
                    shutil.copyfileobj(piece, content, _BUFFER)
        shutil.rmtree(self._blocks(container, name), ignore_errors=True)
        return self._keep(container, name, fresh, headers)

    def find(self, container: str, name: str) -> tuple[Properties, Path]:
        content = self._path(container, name)
        try:
            return self._properties(name, content), content
        except FileNotFoundError:
            raise not_found() from None

    def delete(self, container: str, name: str) -> None:
        content = self._path(container, name)
        if not content.is_file():
            raise not_found()
        content.unlink()
        content.with_suffix(".json").unlink(missing_ok=True)

    def names(self, container: str, prefix: str) -> Iterator[Properties]:
        """In the order of their names, without those deleted meanwhile."""
        found = {unquote(path.stem): path for path in self._container(container).glob("*.blob")}
        for name in sorted(found):
            if name.startswith(prefix):
                with contextlib.suppress(FileNotFoundError):
                    yield self._properties(name, found[name])

    def _keep(self, container: str, name: str, fresh: Path, headers: Mapping[str, str]) -> Properties:
        content = self._path(container, name)
        content.parent.mkdir(parents=True, exist_ok=True)
        etag = f'"0x{secrets.token_hex(8).upper()}"'
        content.with_suffix(".json").write_text(json.dumps({"etag": etag, "headers": dict(headers)}))
        fresh.rename(content)
        return self._properties(name, content)

    def _properties(self, name: str, content: Path) -> Properties:
        status = content.stat()
        kept = json.loads(content.with_suffix(".json").read_text(encoding="utf-8"))
        return Properties(name, status.st_size, status.st_mtime, kept["etag"], kept["headers"])

    def _fresh(self) -> Path:
        folder = self._folder / ".fresh"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / secrets.token_hex(16)

    def _container(self, container: str) -> Path:
        return self._folder / quote(container, safe="")

    def _path(self, container: str, name: str) -> Path:
        return self._container(container) / f"{quote(name, safe='').replace('.', '%2E')}.blob"

    def _blocks(self, container: str, name: str) -> Path:
        return self._folder / ".blocks" / hashlib.sha256(f"{container}/{name}".encode()).hexdigest()

    def _block(self, container: str, name: str, block: str) -> Path:
        return self._blocks(container, name) / hashlib.sha256(block.encode()).hexdigest()
