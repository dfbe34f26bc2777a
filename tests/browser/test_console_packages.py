"""What needs Node: the console's build is what is committed; axe-core finds nothing wrong with either page.

Skipped, with the reason, where there is no npm or it reaches no registry.
"""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage, SignedIn
from tests.system.stack import ROOT, Stack

CONSOLE = ROOT / "local/monitor/console"
BUILT = ROOT / "local/monitor/static"
VIOLATIONS = """async () => (await axe.run()).violations.map(
    each => `${each.id}: ${each.nodes.map(node => node.target).join(', ')}`)"""


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the console's source with its packages installed as they are locked."""
    if shutil.which("npm") is None:
        pytest.skip("no npm")
    folder = tmp_path_factory.mktemp("monitor") / "console"
    shutil.copytree(CONSOLE, folder, ignore=shutil.ignore_patterns("node_modules"))
    installed = run("npm", "ci", "--prefer-offline", folder=folder)
    if installed.returncode:
        pytest.skip(f"npm ci: {installed.stderr.strip().splitlines()[-1]}")
    return folder


def test_the_committed_console_is_what_its_source_builds(packages: Path) -> None:
    built = run("npm", "run", "build", folder=packages)
    assert built.returncode == 0, built.stdout + built.stderr
    fresh = {path.name: path.read_bytes() for path in (packages.parent / "static").iterdir()}
    assert fresh == {path.name: path.read_bytes() for path in BUILT.iterdir()}, "run: make console"


async def violations(page: Page, packages: Path) -> list[str]:
    await page.evaluate((packages / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    return list(await page.evaluate(VIOLATIONS))


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_the_console(
    packages: Path, open_page: OpenPage, stack: Stack, scheme: str
) -> None:
    page = await open_page(color_scheme=scheme, viewport={"width": 1440, "height": 1000})
    await page.goto(stack.addresses()["monitor"]["url"])
    assert await violations(page, packages) == []
    for name in ("Ask without a token", "A browser asks"):
        await page.get_by_role("button", name=name).click()
        await expect(page.locator(".story")).to_contain_text("sent GET")
        await expect(page.get_by_label("Policies")).to_contain_text("validate-jwt")
        assert await violations(page, packages) == []


@pytest.mark.parametrize("view", ["dashboard", "orders", "place-order", "sessions"])
async def test_axe_finds_nothing_in_the_web_client(packages: Path, signed_in: SignedIn, view: str) -> None:
    assert await violations(await signed_in(view=view), packages) == []
