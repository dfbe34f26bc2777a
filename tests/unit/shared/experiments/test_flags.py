"""Flags that could fail later, or give a caller now this and now that, are refused when they are read."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.experiments.experiment import Experiment
from shared.experiments.flags import read_file, read_flags
from shared.settings import SettingsError

COLOUR = Experiment("colour", {"red": 1, "blue": 2})


def flag(**changes: object) -> dict[str, Any]:
    named = {"id": "colour", "enabled": True, "variants": [{"name": "red"}, {"name": "blue"}]}
    return named | {"allocation": {"default_when_enabled": "red"}} | changes


def allocation(**members: object) -> dict[str, Any]:
    return flag(allocation=members)


def percentile(*parts: tuple[str, object, object]) -> dict[str, Any]:
    return allocation(percentile=[{"variant": name, "from": a, "to": b} for name, a, b in parts])


def test_only_the_experiments_own_flags_are_kept() -> None:
    others: list[dict[str, Any]] = [{"id": "other", "enabled": "whatever"}, {"id": None}, {}]
    assert read_flags([*others, flag()], [COLOUR]).flags == (flag(),)


def test_what_the_portal_writes_is_accepted() -> None:
    written = flag(
        description="A colour.",
        display_name="Colour",
        variants=[
            {"name": "red", "configuration_value": "#f00"},
            {"name": "blue", "status_override": "None"},
        ],
        conditions={"client_filters": []},
        allocation={
            "default_when_enabled": "red",
            "default_when_disabled": "red",
            "user": [],
            "group": [],
            "percentile": [
                {"variant": "red", "from": 0, "to": 50},
                {"variant": "blue", "from": 50, "to": 100},
            ],
            "seed": "1",
        },
        telemetry={"enabled": True, "metadata": {"ETag": "x"}},
    )
    assert read_flags([written], [COLOUR]).variant("colour", "tenant:alice") in {"red", "blue"}


BROKEN = {
    "0 feature flags are called colour": [],
    "2 feature flags are called colour": [flag(), flag()],
    "enabled: Input should be a valid boolean": [flag(enabled="true")],
    "there is no variant green, only red, blue": [flag(variants=[{"name": "red"}, {"name": "green"}])],
    "the allocation names no variant: green": [allocation(default_when_disabled="green")],
    "the allocation names no variant: grey": [percentile(("grey", 0, 50))],
    "the allocation names no variant: pink": [allocation(user=[{"variant": "pink", "users": []}])],
    "the percentile of blue is empty or overlaps": [percentile(("red", 0, 60), ("blue", 50, 100))],
    "the percentile of red is empty or overlaps": [percentile(("red", 50, 50))],
    "percentile.0.to: Input should be less than or equal to 100": [percentile(("red", 0, 101))],
    "percentile.0.from: Input should be greater than or equal to 0": [percentile(("red", -1, 50))],
    "percentile.0.to: Input should be a valid integer": [percentile(("red", 0, 12.5))],
    "allocation.group: List should have at most 0 items": [
        allocation(group=[{"variant": "red", "groups": ["testers"]}])
    ],
    "conditions.client_filters: List should have at most 0 items": [
        flag(conditions={"client_filters": [{"name": "Microsoft.TimeWindow"}]})
    ],
    "conditions: Input should be a valid dict": [flag(conditions=None)],
    "telemetry.colour: Extra inputs are not permitted": [flag(telemetry={"enabled": True, "colour": 1})],
    "allocation.shares: Extra inputs are not permitted": [allocation(shares={"red": 1})],
    "allocation: Field required": [{name: part for name, part in flag().items() if name != "allocation"}],
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_flag_that_is_missing_or_wrong_is_refused_in_one_line(fault: str) -> None:
    with pytest.raises(ValueError, match=fault) as refused:
        read_flags(BROKEN[fault], [COLOUR])
    assert "\n" not in str(refused.value)
    assert "colour" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"{", "Invalid JSON"),
        (b"[]", "Input should be an object"),
        (b"{}", "feature_management: Field required"),
        (b'{"feature_management": {"feature_flags": {}}}', "feature_flags: Input should be a valid array"),
        (b'{"feature_management": {"feature_flags": []}}', "0 feature flags are called colour"),
    ],
)
def test_a_broken_file_stops_the_start_and_is_named(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "experiments.json"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=fault) as refused:
        read_file(path, [COLOUR])
    assert str(refused.value).startswith(f"EXPERIMENTS_FILE {path}: ")


def test_a_file_holds_flags_in_microsofts_schema(tmp_path: Path) -> None:
    path = tmp_path / "experiments.json"
    path.write_text(json.dumps({"feature_management": {"feature_flags": [flag()]}}))
    assert read_file(path, [COLOUR]).flags == (flag(),)
