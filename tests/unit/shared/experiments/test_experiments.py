"""A channel's experiments: configured at start, assigned to each request."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.caller import Caller
from shared.environment import Environment
from shared.experiments import Experiment, Experiments
from shared.problems import InvalidRequest
from shared.settings import UPSTREAMS, SettingsError, read_settings
from shared.transport import Transports
from tests.managed_identity import HOST, Endpoint
from tests.provider import Identity

COLOUR = Experiment("colour", {"red": 1, "blue": 2})
ALICE = Caller("tenant", "alice", "phone", "Alice", frozenset(), frozenset(), "token")
Build = Callable[..., Environment]
CHOICE = {"X-Experiment-Variant": "colour=red"}


def everybody_gets(variant: str) -> dict[str, Any]:
    variants = [{"name": "red"}, {"name": "blue"}]
    return {
        "id": "colour",
        "enabled": True,
        "variants": variants,
        "allocation": {"default_when_enabled": variant},
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "experiments.json"
    path.write_text(json.dumps({"feature_management": {"feature_flags": [everybody_gets("blue")]}}))
    return path


@pytest.fixture
def app_environment(environment: dict[str, str], identity: Identity) -> Build:
    def build(answer: httpx.MockTransport | None = None, **settings: str) -> Environment:
        transport = answer or httpx.MockTransport(identity.answer)
        transports = Transports(dict.fromkeys(UPSTREAMS, transport), transport)
        return Environment(read_settings(environment | settings), transports, time.time)

    return build


async def test_flags_come_from_the_file(app_environment: Build, file: Path) -> None:
    experiments = Experiments.of(app_environment(EXPERIMENTS_FILE=str(file)), [COLOUR])
    variants = await experiments.variants(ALICE, CHOICE)
    assert variants.of(COLOUR) == 2
    assert experiments.headers(variants) == {"X-Experiments": variants.configuration.version}


async def test_flags_come_from_the_store(app_environment: Build, managed_identity: Endpoint) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == HOST:
            return managed_identity.answer(request)
        return httpx.Response(200, json={"items": [{"value": json.dumps(everybody_gets("blue"))}]})

    store = app_environment(httpx.MockTransport(answer), APP_CONFIGURATION_ENDPOINT="https://store.test")
    assert (await Experiments.of(store, [COLOUR]).variants(ALICE, {})).of(COLOUR) == 2


async def test_unconfigured_everybody_gets_the_first_variant(app_environment: Build) -> None:
    experiments = Experiments.of(app_environment(), [COLOUR])
    variants = await experiments.variants(ALICE, {})
    assert (variants.of(COLOUR), experiments.headers(variants)) == (1, {"X-Experiments": "none"})


async def test_a_channel_without_experiments_reads_and_says_nothing(app_environment: Build) -> None:
    experiments = Experiments.of(app_environment(EXPERIMENTS_FILE=__file__), [])
    assert experiments.headers(await experiments.variants(ALICE, {})) == {}


def test_a_broken_file_stops_the_start(app_environment: Build) -> None:
    with pytest.raises(SettingsError, match=f"^EXPERIMENTS_FILE {__file__}: Invalid JSON"):
        Experiments.of(app_environment(EXPERIMENTS_FILE=__file__), [COLOUR])


async def test_overrides_are_read_only_where_they_are_accepted(app_environment: Build, file: Path) -> None:
    told = app_environment(EXPERIMENTS_FILE=str(file), EXPERIMENT_OVERRIDES="true")
    experiments = Experiments.of(told, [COLOUR])
    assert (await experiments.variants(ALICE, CHOICE)).of(COLOUR) == 1
    with pytest.raises(InvalidRequest):
        await experiments.variants(ALICE, {"X-Experiment-Variant": "colour=green"})
