"""The design's rules as tests: who may import whom, and names that say nothing."""

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CHANNELS = {path.parent.name for path in ROOT.glob("*_bff/__init__.py")}
LOCAL_PARTS = {"gateway", "functions", "identity", "monitor", "services", "clients", "storage"}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}
POLICY_ELEMENTS = ROOT / "local" / "gateway" / "policies"  # one module an element: <base> is base.py


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """Absolute names of everything a module imports, wherever in the module."""
    names: set[str] = set()
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            origin = ".".join(filter(None, (start, node.module)))
            names |= {origin} | {f"{origin}.{alias.name}" for alias in node.names}
    return names


def packages(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


CODE = modules(*sorted(CHANNELS), "shared", "local")


@pytest.mark.parametrize("path", modules(*sorted(CHANNELS)), ids=str)
def test_a_channel_imports_no_other_channel(path: Path) -> None:
    assert not packages(path) & (CHANNELS - {path.relative_to(ROOT).parts[0]})


@pytest.mark.parametrize("path", modules("shared"), ids=str)
def test_shared_imports_no_channel(path: Path) -> None:
    assert not packages(path) & (CHANNELS | {"function_app"})


@pytest.mark.parametrize("path", [*modules(*sorted(CHANNELS), "shared"), ROOT / "function_app.py"], ids=str)
def test_what_is_deployed_imports_nothing_of_the_local_stack(path: Path) -> None:
    assert not packages(path) & {"local", "tests"}


@pytest.mark.parametrize("part", sorted(LOCAL_PARTS))
def test_each_local_part_stands_alone(part: str) -> None:
    others = {f"local.{name}" for name in (LOCAL_PARTS - {part}) | {"stack"}}
    deployed = CHANNELS | {"shared", "function_app"}
    for path in modules(f"local/{part}"):
        assert not {name for name in imported(path) if ".".join(name.split(".")[:2]) in others}, path
        assert not packages(path) & deployed, path


@pytest.mark.parametrize("path", modules("local/checks"), ids=str)
def test_the_checks_know_the_gateway_s_reader_and_the_code_s_settings_only(path: Path) -> None:
    parts = {".".join(name.split(".")[:2]) for name in imported(path) if name.startswith("local.")}
    assert parts <= {"local.checks", "local.gateway"}
    deployed = {name for name in imported(path) if name.partition(".")[0] in {*CHANNELS, "shared"}}
    assert all(name.startswith("shared.settings") for name in deployed)


@pytest.mark.parametrize("path", CODE, ids=str)
def test_module_names_are_nouns_of_the_field(path: Path) -> None:
    if POLICY_ELEMENTS not in path.parents:
        assert not BANNED_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", [*CODE, ROOT / "function_app.py"], ids=str)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree), "a module without a docstring"


def published() -> list[str]:
    document = json.loads((ROOT / "infra" / "channels.json").read_text(encoding="utf-8"))
    return [channel["name"] for channel in document["channels"]]


def test_every_channel_that_is_published_has_a_folder_and_every_folder_is_published() -> None:
    assert {f"{name}_bff" for name in published()} == CHANNELS


def test_the_composition_root_knows_exactly_the_channels_of_the_gateway() -> None:
    import function_app  # noqa: PLC0415 - reads its settings when imported

    assert published() == list(function_app.CHANNELS)


def test_the_composition_root_fits_on_a_page() -> None:
    assert len((ROOT / "function_app.py").read_text(encoding="utf-8").splitlines()) <= 40
