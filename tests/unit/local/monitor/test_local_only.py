"""Other websites, and other names for this machine, get nothing."""

import httpx
import pytest

WORLD = "/api/world"


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8111", "localhost", "[::1]:8111", "app.portico.localhost:8080", "127.0.0.1"]
)
async def test_names_of_this_machine_are_answered(monitor: httpx.AsyncClient, host: str) -> None:
    assert (await monitor.get(WORLD, headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8111", "localhost.evil.example", "", "notlocalhost"]
)
async def test_other_names_are_refused(monitor: httpx.AsyncClient, host: str) -> None:
    answer = await monitor.get(WORLD, headers={"host": host})
    assert (answer.status_code, answer.json()) == (403, {"message": "this is for pages of this machine only"})


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 400), ("none", 400), ("same-site", 403), ("cross-site", 403)]
)
async def test_only_its_own_page_changes_something(
    monitor: httpx.AsyncClient, site: str, status: int
) -> None:
    headers = {"sec-fetch-site": site, "content-type": "application/json"}
    assert (await monitor.post("/api/asks", content=b"{}", headers=headers)).status_code == status


async def test_its_pages_run_nothing_from_elsewhere(monitor: httpx.AsyncClient) -> None:
    headers = (await monitor.get(WORLD)).headers
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
