"""channels.json and named-values.json: what is published, and with which files."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

CHANNELS = Path("infra/channels.json")
NAMED_VALUES = Path("infra/named-values.json")
FRAGMENTS = Path("infra/policies/fragments")
PRODUCTS = Path("infra/policies/products")


@dataclass(frozen=True)
class Publication:
    """Both files; paths are below the project's root."""

    root: Path
    channels: dict[str, dict[str, Any]]
    web: dict[str, Any] | None
    named_values: dict[str, dict[str, str]]

    @property
    def backends(self) -> set[str]:
        """The ids that Bicep deploys: one for each channel, and the website's."""
        website = {self.web["backend"]} if self.web else set()
        return {f"{name}-bff" for name in self.channels} | website

    @property
    def policies(self) -> dict[str, Path]:
        return {name: Path("infra", channel["policy"]) for name, channel in self.channels.items()}

    @property
    def documents(self) -> dict[str, Path]:
        return {name: Path("infra", channel["openapi"]) for name, channel in self.channels.items()}

    @cached_property
    def fragments(self) -> dict[str, Path]:
        return {path.stem: path.relative_to(self.root) for path in (self.root / FRAGMENTS).glob("*.xml")}

    @property
    def products(self) -> dict[str, Path]:
        names = {channel["product"] for channel in self.channels.values() if "product" in channel}
        return {name: PRODUCTS / f"{name}.xml" for name in names}


def read_publication(root: Path) -> Publication:
    """Raises ValueError."""
    channels, named_values = _read(root / CHANNELS), _read(root / NAMED_VALUES)
    by_name = {channel["name"]: channel for channel in channels["channels"]}
    return Publication(root, by_name, channels.get("web"), named_values)


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: not a JSON object: {error}") from None


def line_of(text: str, wanted: str) -> int:
    """The first line that holds a text; 1 if none does."""
    return text[: max(text.find(wanted), 0)].count("\n") + 1
