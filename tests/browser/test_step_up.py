"""The provider wants more of a user in the middle of a session: the page leads there and back."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.conftest import NAMES, ORIGIN, SignedIn, go, settled
from tests.system.stack import Stack


@pytest.fixture
def stricter_provider(stack: Stack) -> Iterator[None]:
    """Maya's calls to the services need the authentication context `c1`."""
    drill = f"{stack.addresses()['identity']['pageUrl']}/_step_up"
    httpx.put(drill, json={"login": "maya", "acrs": "c1"}).raise_for_status()
    yield
    httpx.delete(drill).raise_for_status()


@pytest.mark.usefixtures("stricter_provider")
async def test_a_step_up_is_a_link_away(signed_in: SignedIn) -> None:
    page = await signed_in("maya", "sessions", anew=True)
    await go(page, "orders")
    await expect(page.get_by_role("alert")).to_contain_text("confirm that it is you")
    await page.get_by_role("link", name="Confirm").click()
    await page.get_by_role("button", name=NAMES["maya"]).click()
    await expect(page.locator("#orders > li").first).to_be_visible()
    await settled(page)
    assert page.url == f"{ORIGIN}/app/?view=orders"
