"""The storage account, as obstore, the client that production uses, finds it."""

import base64
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import obstore
import pytest
import uvicorn
from obstore.exceptions import BaseError
from obstore.store import AzureStore

from local.storage import StorageConfig, create_app
from tests.clock import Clock

KEY = base64.b64encode(b"k" * 64).decode()
ORIGIN = "http://app.portico.localhost:8080"


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = time.time()
    return clock


@pytest.fixture
def url(tmp_path: Path, clock: Clock) -> Iterator[str]:
    """A running account's address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        config = StorageConfig(
            host="127.0.0.1", port=port, folder=tmp_path / "blobs", account="portico", key=KEY, origin=ORIGIN
        )
        app = create_app(config, clock)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        yield f"http://127.0.0.1:{port}/portico"
        server.should_exit = True
        thread.join()


@pytest.fixture
def opened(url: str) -> Callable[..., AzureStore]:
    def build(key: str = KEY, container: str = "exports") -> AzureStore:
        return AzureStore(
            config={
                "account_name": "portico",
                "container_name": container,
                "account_key": key,
                "endpoint": url,
            },
            client_options={"allow_http": True},
            retry_config={"max_retries": 0},
        )

    return build


async def test_a_blob_comes_back_as_it_was_put(opened: Callable[..., AzureStore]) -> None:
    store = opened()
    await obstore.put_async(store, "e 1/å.csv", b"hello", attributes={"Content-Type": "text/csv"})
    found = await obstore.get_async(store, "e 1/å.csv")
    assert bytes(await found.bytes_async()) == b"hello"
    assert found.attributes["Content-Type"] == "text/csv"


async def test_a_blob_put_in_pieces_is_whole_and_replaces_the_former(
    opened: Callable[..., AzureStore],
) -> None:
    store = opened()
    await obstore.put_async(store, "file", b"former")

    async def pieces() -> AsyncIterator[bytes]:
        for number in range(10):
            yield str(number).encode() * 1000

    await obstore.put_async(store, "file", pieces(), chunk_size=1500)
    content = bytes(await (await obstore.get_async(store, "file")).bytes_async())
    assert content == b"".join(str(number).encode() * 1000 for number in range(10))


async def test_blobs_are_listed_by_prefix_and_deleted_in_a_batch(opened: Callable[..., AzureStore]) -> None:
    store = opened()
    for name in ("a/1", "a/2", "b/1"):
        await obstore.put_async(store, name, b"x")
    await obstore.delete_async(store, ["a/1", "a/2"])
    left = [blob["path"] async for page in obstore.list(store) for blob in page]
    assert left == ["b/1"]
    assert [blob async for page in obstore.list(store, "a/") for blob in page] == []


async def test_another_key_opens_nothing(opened: Callable[..., AzureStore]) -> None:
    wrong = opened(base64.b64encode(b"w" * 64).decode())
    with pytest.raises(BaseError, match="403"):
        await obstore.put_async(wrong, "file", b"x")


async def test_a_link_reads_its_own_blob_until_it_expires(
    opened: Callable[..., AzureStore], clock: Clock
) -> None:
    store = opened()
    await obstore.put_async(store, "file", b"mine")
    await obstore.put_async(store, "other", b"theirs")
    link = await obstore.sign_async(store, "GET", "file", timedelta(minutes=5))
    async with httpx.AsyncClient() as http:
        answer = await http.get(link, headers={"origin": ORIGIN})
        assert (answer.status_code, answer.content) == (200, b"mine")
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert (await http.get(link.replace("/file?", "/other?"))).status_code == 403
        assert (await http.delete(link)).status_code == 403
        assert (await http.get(link.partition("?")[0])).status_code == 403
        clock.now += 301
        assert (await http.get(link)).status_code == 403


async def test_a_link_is_not_good_before_its_start(opened: Callable[..., AzureStore], clock: Clock) -> None:
    store = opened()
    await obstore.put_async(store, "file", b"mine")
    link = await obstore.sign_async(store, "GET", "file", timedelta(minutes=5))
    async with httpx.AsyncClient() as http:
        clock.now -= 60
        assert (await http.get(link)).status_code == 403
        clock.now += 60
        assert (await http.get(link)).status_code == 200


async def test_a_link_without_permission_to_read_reads_nothing(opened: Callable[..., AzureStore]) -> None:
    store = opened()
    await obstore.put_async(store, "file", b"mine")
    link = await obstore.sign_async(store, "PUT", "file", timedelta(minutes=5))
    assert "r" not in httpx.URL(link).params["sp"]
    async with httpx.AsyncClient() as http:
        assert (await http.get(link)).status_code == 403


@pytest.mark.parametrize("container", [".fresh", ".blocks", "Exports", "a_b", "ab", 64 * "a"])
async def test_what_is_no_name_of_a_container_is_refused(
    opened: Callable[..., AzureStore], container: str
) -> None:
    with pytest.raises(BaseError, match="400"):
        await obstore.put_async(opened(container=container), "file", b"x")


async def test_a_name_leads_out_of_no_folder(opened: Callable[..., AzureStore], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s")
    store = opened()
    with pytest.raises((BaseError, ValueError, FileNotFoundError)):
        await obstore.get_async(store, "../../secret")
