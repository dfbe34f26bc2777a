"""Pages of other origins, to which the browser may even lend the cookie: nothing they send is done."""

import asyncio
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import ORIGIN, SignedIn, order_count

ATTACKER_PORT = 24_999
# Another origin of the same site: even a Strict cookie goes along.
SIBLING = f"http://evil.portico.localhost:{ATTACKER_PORT}"
STRANGER = f"http://evil.localhost:{ATTACKER_PORT}"
ORDER = '{"lines":[{"productId":"prd_00001","quantity":1}]}'


@pytest.fixture(scope="module", autouse=True)
def attacker_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A server of this machine: Chromium lets no page from elsewhere near one."""
    folder = tmp_path_factory.mktemp("evil")
    (folder / "index.html").write_text("<!doctype html>")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", ATTACKER_PORT), handler) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield
        server.shutdown()
        serving.join()


async def attack_page(page: Page, origin: str) -> Page:
    """A page of that origin, in the browser that is signed in."""
    attacker = await page.context.new_page()
    await attacker.goto(f"{origin}/")
    return attacker


SUBMIT = """([action, type, name]) => {
    const form = document.createElement('form');
    Object.assign(form, {method: 'post', action, enctype: type});
    const field = document.createElement('input');
    Object.assign(field, {name, value: ''});
    form.append(field);
    document.body.append(form);
    form.submit();
}"""


@pytest.mark.parametrize("origin", [SIBLING, STRANGER])
@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded"])
async def test_a_form_of_another_origin_is_refused(signed_in: SignedIn, origin: str, media_type: str) -> None:
    page = await signed_in("bob", "sessions")
    before, attacker = await order_count(page), await attack_page(page, origin)
    async with attacker.expect_response(f"{ORIGIN}/desktop/orders") as answered:
        await attacker.evaluate(SUBMIT, [f"{ORIGIN}/desktop/orders", media_type, ORDER])
    answer = await answered.value
    sent = await answer.request.all_headers()
    assert ("__Host-Http-portico" in sent.get("cookie", "")) is (origin == SIBLING)
    assert answer.status == (403 if origin == SIBLING else 401)
    assert await order_count(page) == before


async def test_a_simple_fetch_of_a_sibling_is_refused(signed_in: SignedIn) -> None:
    """The page learns not even that there is an answer; the browser's own log does."""
    page = await signed_in("bob", "sessions")
    before, attacker = await order_count(page), await attack_page(page, SIBLING)
    log = await attacker.context.new_cdp_session(attacker)
    answered = asyncio.get_running_loop().create_future()
    log.once("Network.responseReceivedExtraInfo", lambda event: answered.set_result(event["statusCode"]))
    await log.send("Network.enable")
    simple = "{method: 'POST', mode: 'no-cors', credentials: 'include', body}"
    outcome = await attacker.evaluate(
        f"([url, body]) => fetch(url, {simple}).then(answer => answer.type, error => error.message)",
        [f"{ORIGIN}/desktop/orders", ORDER],
    )
    assert (outcome, await answered) == ("Failed to fetch", 403)
    assert await order_count(page) == before


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_a_fetch_with_the_header_is_stopped_by_the_browser(signed_in: SignedIn, method: str) -> None:
    page = await signed_in("bob", "sessions")
    attacker = await attack_page(page, SIBLING)
    sent: list[str] = []
    attacker.on("response", lambda answer: sent.append(answer.request.method))
    options = "{method, credentials: 'include', headers: {'X-CSRF': '1'}}"
    outcome = await attacker.evaluate(
        f"([url, method]) => fetch(url, {options}).then(() => 'read', error => error.name)",
        [f"{ORIGIN}/desktop/session/me", method],
    )
    assert outcome == "TypeError"
    assert method not in sent


async def test_a_sibling_cannot_read_what_a_user_may(signed_in: SignedIn) -> None:
    page = await signed_in("bob", "sessions")
    attacker = await attack_page(page, SIBLING)
    outcome = await attacker.evaluate(
        "url => fetch(url, {credentials: 'include'}).then(() => 'read', error => error.name)",
        f"{ORIGIN}/desktop/orders",
    )
    assert outcome == "TypeError"


async def test_a_sibling_cannot_sign_a_user_out(signed_in: SignedIn) -> None:
    page = await signed_in("bob", "sessions")
    attacker = await attack_page(page, SIBLING)
    async with attacker.expect_response(f"{ORIGIN}/desktop/session/logout") as answered:
        await attacker.evaluate(SUBMIT, [f"{ORIGIN}/desktop/session/logout", "text/plain", ""])
    assert (await answered.value).status == 403
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")


FRAME = """url => new Promise(resolve => {
    const frame = document.createElement('iframe');
    Object.assign(frame, {src: url, onload: resolve});
    document.body.append(frame);
}).then(() => null)"""


async def test_the_client_cannot_be_framed(signed_in: SignedIn) -> None:
    page = await signed_in("bob", "sessions")
    attacker = await attack_page(page, SIBLING)
    await attacker.evaluate(FRAME, f"{ORIGIN}/app/")
    assert [frame.url for frame in attacker.frames] == [f"{SIBLING}/", "chrome-error://chromewebdata/"]
