"""A started stack on a name of its own, and a real Chromium: what a user's browser does with both.

Skipped, with the reason, where no Chromium can be started.
"""

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, Error, Page, StorageState, async_playwright, expect

from tests.system.stack import Stack, start

PORT = 24_000
ORIGIN = f"http://app.portico.localhost:{PORT}"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
NAMES = {
    "alice": "Alice Larsen",
    "bob": "Bob Okafor",
    "hana": "Hana Sato",
    "maya": "Maya Angelou",
    "yara": "Yara Farouk",
}

OpenPage = Callable[..., Awaitable[Page]]
SignedIn = Callable[..., Awaitable[Page]]

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = start(tmp_path_factory.mktemp("home"), PORT, "--public-url", ORIGIN)
    yield stack
    stack.stop()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium, else Playwright's own."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=program)
        except Error as error:
            pytest.skip(f"no Chromium: {error.message.splitlines()[0]}")
        yield browser
        await browser.close()


@pytest.fixture
async def open_page(chromium: Browser, stack: Stack) -> AsyncIterator[OpenPage]:
    """`open_page(**context_options)`: a page of a browser that knows nobody; its scripts must not fail."""
    faults: list[str] = []
    pages: list[Page] = []

    async def open_page(**options: Any) -> Page:
        page = await (await chromium.new_context(**options)).new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        await page.context.close()
    assert faults == []


@pytest.fixture(scope="session")
def jars() -> dict[str, StorageState]:
    """The cookies of browsers that signed in before, by login."""
    return {}


@pytest.fixture
async def signed_in(open_page: OpenPage, jars: dict[str, StorageState]) -> SignedIn:
    """`signed_in("bob", view="orders")`: a page of a browser that knows bob.

    It is in a session that tests share, unless it is to begin one `anew`: to end it, say.
    """

    async def signed_in(
        login: str = "alice", view: str = "dashboard", *, anew: bool = False, **options: Any
    ) -> Page:
        known = None if anew else jars.get(login)
        page = await open_page(storage_state=known, **options)
        await go(page, view)
        if known is None:
            await sign_in(page, login)
        if not anew:
            jars[login] = await page.context.storage_state()
        return page

    return signed_in


async def go(page: Page, view: str = "dashboard") -> None:
    await page.goto(f"{ORIGIN}/app/?view={view}")
    await settled(page)


async def sign_in(page: Page, login: str = "alice") -> None:
    """Through the provider's own page."""
    await page.get_by_role("link", name="Sign in").click()
    await page.get_by_role("button", name=re.compile(NAMES[login])).click()
    await expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    await settled(page)


async def settled(page: Page) -> None:
    """Until the view is shown, or what keeps it from being shown."""
    await expect(page.locator("#content")).to_have_attribute("aria-busy", "false")


async def call(page: Page, path: str) -> Any:
    """What the desktop channel answers to a script of the page: `[status, body]`."""
    script = "path => fetch(path, {headers: {'X-CSRF': '1'}}).then(async a => [a.status, await a.json()])"
    return await page.evaluate(script, path)


async def order_count(page: Page) -> int:
    _, body = await call(page, "/desktop/orders?pages=1")
    return int(body["totalCount"])
