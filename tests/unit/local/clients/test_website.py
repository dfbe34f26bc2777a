"""Files, an index document, a 404 document, and nothing outside of the folder."""

from pathlib import Path

import httpx
import pytest

from local.clients.website import WebsiteConfig, create_app
from local.errors import StartError
from local.serving import read_config


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    (root / "views").mkdir(parents=True)
    (root / "index.html").write_text("<p>index")
    (root / "404.html").write_text("<p>not here")
    (root / "views" / "orders.js").write_text("export {}")
    (tmp_path / "secret.txt").write_text("secret")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    return root


@pytest.fixture
def site(root: Path) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(root)), base_url="http://site.test")


@pytest.mark.parametrize(
    ("path", "media_type", "text"),
    [
        ("/", "text/html; charset=utf-8", "<p>index"),
        ("/index.html", "text/html; charset=utf-8", "<p>index"),
        ("/views/orders.js", "text/javascript; charset=utf-8", "export {}"),
    ],
)
async def test_a_file_is_served_with_its_type(
    site: httpx.AsyncClient, path: str, media_type: str, text: str
) -> None:
    answer = await site.get(path)
    assert (answer.status_code, answer.headers["Content-Type"], answer.text) == (200, media_type, text)


@pytest.mark.parametrize("path", ["/absent", "/views", "/views/", "/Index.html", "/link.txt"])
async def test_what_is_not_there_is_the_404_document(site: httpx.AsyncClient, path: str) -> None:
    answer = await site.get(path)
    assert (answer.status_code, answer.text) == (404, "<p>not here")


async def test_an_unchanged_file_is_not_sent_again(site: httpx.AsyncClient, root: Path) -> None:
    tag = {"If-None-Match": (await site.get("/")).headers["ETag"]}
    unchanged = await site.get("/", headers=tag)
    (root / "index.html").write_text("<p>a longer index")
    changed = await site.get("/", headers=tag)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (changed.status_code, changed.text) == (200, "<p>a longer index")


async def test_head_is_a_get_without_its_body(site: httpx.AsyncClient) -> None:
    answer = await site.head("/")
    assert (answer.status_code, answer.headers["Content-Length"], answer.content) == (200, "8", b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_it_can_only_be_read(site: httpx.AsyncClient, method: str) -> None:
    assert (await site.request(method, "/")).status_code == 405


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "//etc/passwd"])
async def test_no_path_leads_out_of_the_folder(site: httpx.AsyncClient, path: str) -> None:
    answer = await site.get(httpx.URL("http://site.test", raw_path=path.encode()))
    assert (answer.status_code, answer.text) == (404, "<p>not here")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"host": "127.0.0.1", "port": 1}', "root: Field required"),
        ('{"host": "127.0.0.1", "port": 0, "root": "."}', "port: Input should be greater"),
        ('{"host": "127.0.0.1", "port": 1, "root": "/none"}', "root: Path does not point to a directory"),
        ('{"host": "127.0.0.1", "port": 1, "root": ".", "x": 1}', "x: Extra inputs"),
    ],
)
def test_a_wrong_configuration_is_told_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "web.json"
    path.write_text(text)
    with pytest.raises(StartError, match=message) as refused:
        read_config(path, WebsiteConfig)
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)
