"""What the browser holds: one cookie that no script can read, and nothing else."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Page

from tests.browser.conftest import OpenPage, SignedIn, go, sign_in

STORES = """async () => ({
    cookie: document.cookie,
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
})"""


async def test_the_cookie_is_as_strict_as_a_cookie_can_be(signed_in: SignedIn) -> None:
    page = await signed_in()
    (cookie,) = await page.context.cookies([page.url])
    assert len(cookie["value"]) >= 22  # 128 bits in base64url
    assert cookie["expires"] == -1
    assert cookie | {"value": "", "expires": -1} == {
        "name": "__Host-Http-portico",
        "value": "",
        "domain": "app.portico.localhost",  # with a leading dot it would be sent to other hosts too
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": True,
        "sameSite": "Strict",
    }


async def test_scripts_find_nothing_to_steal(signed_in: SignedIn) -> None:
    page = await signed_in(view="orders")
    assert await page.evaluate(STORES) == {
        "cookie": "",
        "local": 0,
        "session": 0,
        "databases": 0,
        "caches": 0,
    }


async def test_no_token_ever_reaches_the_browser(open_page: OpenPage, tmp_path: Path) -> None:
    record = tmp_path / "everything.har"
    page = await open_page(record_har_path=record, record_har_content="embed")
    await go(page, "orders")
    await sign_in(page)
    await go(page, "sessions")
    await page.context.close()
    entries = json.loads(record.read_text(encoding="utf-8"))["log"]["entries"]
    assert {"callback", "me", "orders", "sessions"} <= {
        _last_word(entry["request"]["url"]) for entry in entries
    }
    assert not re.search(r"eyJ[\w-]{10,}\.", json.dumps(entries))  # how every JSON web token begins


async def test_a_new_sign_in_has_a_new_session(signed_in: SignedIn) -> None:
    page = await signed_in(anew=True)
    first = await _session(page)
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.get_by_role("link", name="Sign in").click()
    await page.get_by_role("button", name="Sign out", exact=True).wait_for()
    assert await _session(page) != first


async def _session(page: Page) -> str:
    (cookie,) = await page.context.cookies([page.url])
    return cookie["value"]


def _last_word(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]
