"""A browser's session, from login to logout, through the whole pipe."""

from tests.system.conftest import Portico


async def test_a_browser_signs_in_reads_and_signs_out(portico: Portico) -> None:
    browser = portico.browser()
    landed = await browser.sign_in(returnUrl="/app/orders")
    assert (landed.status_code, landed.headers["location"]) == (303, "/app/orders")
    me = await browser.fetch("GET", "/desktop/session/me")
    assert me.status_code == 200
    assert me.json()["name"] == "Alice Larsen"
    orders = await browser.fetch("GET", "/desktop/orders?page=1&pages=1")
    assert orders.status_code == 200
    assert orders.json()["items"]
    out = await browser.fetch("POST", "/desktop/session/logout")
    assert out.status_code == 204
    assert browser.session is None
