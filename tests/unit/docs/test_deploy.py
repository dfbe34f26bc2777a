"""The deployment's pages name only what is there, and every parameter."""

import json
import re
from pathlib import Path

import pytest

from local.checks.bicep.reader import read

ROOT = Path(__file__).parents[3]
PAGES = ("docs/deploy.md", "docs/adopt.md")
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """Of headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def parameters() -> dict[str, str]:
    """The environment's name for each of main.bicep's parameters, empty where the default does."""
    declared = [each.name for each in read(text("infra/main.bicep")) if each.kind == "param"]
    given = json.loads(text("infra/main.parameters.json"))["parameters"]
    return {name: given.get(name, {"value": ""})["value"].strip("${}") for name in declared}


def table() -> dict[str, str]:
    """What the page says of each."""
    found: dict[str, str] = {}
    section = text("docs/deploy.md").split("\n## Parameters\n")[1].split("\n## ")[0]
    for row in re.findall(r"^\| (`.+?) \| (.*?) ?\| .*$", section, re.MULTILINE):
        names, environment = (re.findall(r"`([^`]+)`", cell) for cell in row)
        found |= dict(zip(names, environment or [""] * len(names), strict=True))
    return found


def test_every_parameter_is_described_by_its_name_in_the_environment() -> None:
    assert table() == parameters()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for target in LINK.findall(text(page)):
        if target.startswith("https:"):
            continue
        file, _, anchor = target.partition("#")
        path = (ROOT / page).parent / file if file else ROOT / page
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), target


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_named_is_there(page: str) -> None:
    for name in re.findall(r"(?<![\w/<.])((?:infra|local|shared|docs)/[\w./-]*[\w/])", text(page)):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_that_is_named_is_there(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", text(page))) <= targets


def test_settings_and_outputs_that_are_named_are_there() -> None:
    known = (
        text("infra/main.bicep")
        + text("infra/main.parameters.json")
        + text("infra/main.parameters.production.json")
    )
    for name in re.findall(r"\bPORTICO_\w+|\b(?:CUSTOM|CERTIFICATE|PUBLISHER)_\w+", text("docs/deploy.md")):
        assert name in known, name


def test_what_was_not_run_in_azure_says_so() -> None:
    page = text("docs/deploy.md")
    assert "**Nothing on this page has been run in Azure yet.**" in page
    assert "- [x]" not in page
