"""Alerts and workbook ask for metrics and attributes that the code records, as they are called in Azure."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.telemetry.sinks.azure_monitor import RENAMED

ROOT = Path(__file__).parents[3]
TABLE = ROOT / "docs" / "adr" / "0009-telemetry.md"
NAMES = re.compile(r"'((?:http|portico|peer|error)\.[a-z_.]+)'")


def queries() -> Iterator[str]:
    for rule in json.loads((ROOT / "infra" / "alerts.json").read_text("utf-8")):
        yield "\n".join(rule["query"])
    for item in json.loads((ROOT / "infra" / "workbook.json").read_text("utf-8"))["items"]:
        if item["type"] == 3:
            yield item["content"]["query"]


@pytest.mark.parametrize("query", [*queries()])
def test_a_query_names_what_is_recorded(query: str) -> None:
    documented = set(re.findall(r"`([a-z_.]+)`", TABLE.read_text("utf-8")))
    recorded = {RENAMED.get(name, name) for name in documented}
    assert set(NAMES.findall(query)) <= recorded


def test_every_alert_has_a_dimension_that_its_query_makes() -> None:
    for rule in json.loads((ROOT / "infra" / "alerts.json").read_text("utf-8")):
        assert re.search(rf"\bby\b.*\b{rule['dimension']}\b", "\n".join(rule["query"])), rule["name"]


def test_the_table_names_every_instrument() -> None:
    code = (ROOT / "shared" / "telemetry" / "metrics.py").read_text("utf-8")
    instruments = set(re.findall(r'"((?:http|portico)\.[a-z_]+\.[a-z_.]+)"', code))
    assert len(instruments) == 8
    assert instruments <= set(re.findall(r"`([a-z_.]+)`", TABLE.read_text("utf-8")))
