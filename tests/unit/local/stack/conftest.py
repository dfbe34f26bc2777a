"""A copy of what the stack reads of the project, in which a test changes something."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.stack.directory import PATH
from local.stack.layout import Layout

ROOT = Path(__file__).parents[4]
Change = Callable[[Any], object]


class Copy:
    """A project of which `layout` is the stack's; files are changed as JSON or written as text."""

    def __init__(self, root: Path) -> None:
        self.layout = Layout(8080, root / ".local", root)

    def change(self, path: str, change: Change) -> None:
        file = self.layout.root / path
        document = json.loads(file.read_text(encoding="utf-8"))
        change(document)
        file.write_text(json.dumps(document), encoding="utf-8")

    def channels(self, change: Change) -> None:
        """`change` gets the list of channels.json."""
        self.change("infra/channels.json", lambda document: change(document["channels"]))

    def leave_out(self, name: str) -> None:
        self.channels(
            lambda channels: channels.remove(next(each for each in channels if each["name"] == name))
        )

    def write(self, path: str, text: str) -> None:
        (self.layout.root / path).write_text(text, encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Copy:
    (tmp_path / "infra").mkdir()
    (tmp_path / PATH).parent.mkdir()
    for path in (PATH, "infra/channels.json"):
        shutil.copy(ROOT / path, tmp_path / path)
    return Copy(tmp_path)
