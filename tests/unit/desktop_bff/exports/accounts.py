"""Storage accounts for tests: the local stand-in, and Microsoft's own emulator where Node is there."""

import base64
import hashlib
import hmac
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path

import httpx
import pytest
import uvicorn

from local.storage import StorageConfig, create_app

KEY = 88 * "A"
AZURITE = Path(__file__).parents[3] / "azurite" / "node_modules" / ".bin" / "azurite-blob"


@contextmanager
def stand_in(folder: Path) -> Iterator[str]:
    """The address of a container in `local.storage`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        config = StorageConfig(
            host="127.0.0.1",
            port=port,
            folder=folder,
            account="portico",
            key=KEY,
            origin="https://gateway.test",
        )
        server = uvicorn.Server(uvicorn.Config(create_app(config), log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        yield f"http://127.0.0.1:{port}/portico/exports"
        server.should_exit = True
        thread.join()


@contextmanager
def azurite(folder: Path) -> Iterator[str]:
    """The address of a container in Azurite; a test that wants it is skipped where it is not installed."""
    if not AZURITE.exists():
        pytest.skip("Azurite is not installed: npm ci --prefix tests/azurite")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        str(AZURITE),
        "--blobPort",
        str(port),
        "--location",
        str(folder),
        "--silent",
        "--disableTelemetry",
    ]
    accounts = os.environ | {"AZURITE_ACCOUNTS": f"portico:{KEY}"}
    with subprocess.Popen([*command, "--skipApiVersionCheck"], env=accounts) as process:
        url = f"http://127.0.0.1:{port}/portico/exports"
        _create_container(url)
        yield url
        process.terminate()


def _create_container(url: str) -> None:
    """Tried until the account answers."""
    date = formatdate(usegmt=True)
    path = "/" + url.split("/", 3)[3]
    headers = f"x-ms-date:{date}\nx-ms-version:2023-11-03\n"
    text = f"PUT{12 * chr(10)}{headers}/portico{path}\nrestype:container"
    signature = base64.b64encode(hmac.digest(base64.b64decode(KEY), text.encode(), hashlib.sha256)).decode()
    sent = {
        "x-ms-date": date,
        "x-ms-version": "2023-11-03",
        "authorization": f"SharedKey portico:{signature}",
    }
    for _ in range(100):
        try:
            httpx.put(f"{url}?restype=container", headers=sent).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("Azurite does not answer")
