"""docs/operate.md names only what is recorded, and commands that there are."""

import re
from pathlib import Path

import pytest

from local.__main__ import main

ROOT = Path(__file__).parents[4]
TEXT = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
CODE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "shared/telemetry").rglob("*.py"))
NAMES = set(re.findall(r'"((?:portico|http|peer|error|faas)\.[a-z_.]+)"', TEXT))


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_query_asks_for_what_a_bff_records(name: str) -> None:
    own = name.removeprefix("portico.")  # for Azure Monitor standard names are repeated as ours: ADR 9
    assert f'"{name}"' in CODE or f'"{own}"' in CODE


@pytest.mark.parametrize("command", sorted(set(re.findall(r"-m local ([a-z]+)", TEXT))))
def test_a_command_is_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    assert command in capsys.readouterr().out
