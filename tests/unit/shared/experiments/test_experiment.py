"""Callers are shared out as the flags say, each always to the same variant; their exposure is recorded."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import desktop_bff.dashboard
import mobile_bff.home
from shared.experiments.experiment import Configuration, Experiment, Variants
from shared.experiments.flags import read_file

FILE = Path(__file__).parents[4] / "infra" / "experiments.json"
EXPERIMENTS: list[Experiment[Any]] = [mobile_bff.home.RANKING, desktop_bff.dashboard.RANKING]
TRACER = trace.get_tracer("test")
COLOUR = Experiment("colour", {"red": 1, "blue": 2})


def flag(**changes: object) -> dict[str, Any]:
    """Half of the callers get blue."""
    percentile = [{"variant": "blue", "from": 50, "to": 100}]
    return {
        "id": "colour",
        "enabled": True,
        "variants": [{"name": "red"}, {"name": "blue"}],
        "allocation": {"default_when_enabled": "red", "percentile": percentile},
        "telemetry": {"enabled": True},
    } | changes


def variants(*flags: dict[str, Any], user: str = "tenant:alice", **overrides: str) -> Variants:
    return Variants(Configuration(flags), user, overrides)


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.feature)
def test_shares_over_ten_thousand_callers_are_the_configured_ones(experiment: Experiment[Any]) -> None:
    configuration = read_file(FILE, EXPERIMENTS)
    (flag,) = (flag for flag in configuration.flags if flag["id"] == experiment.feature)
    got = Counter(configuration.variant(experiment.feature, f"tenant:caller-{n}") for n in range(10_000))
    for part in flag["allocation"]["percentile"]:
        assert got[part["variant"]] / 100 == pytest.approx(part["to"] - part["from"], abs=1)


def test_two_experiments_share_callers_out_independently() -> None:
    configuration = read_file(FILE, EXPERIMENTS)
    both = Counter(
        tuple(configuration.variant(experiment.feature, f"tenant:caller-{n}") for experiment in EXPERIMENTS)
        for n in range(10_000)
    )
    assert both["catalogue", "catalogue"] / 100 == pytest.approx(25, abs=1)


def test_a_caller_keeps_the_variant_under_the_same_flags() -> None:
    users = [f"tenant:caller-{n}" for n in range(100)]
    first, second = ([variants(flag(), user=user).of(COLOUR) for user in users] for _ in range(2))
    assert first == second
    assert set(first) == {1, 2}


def test_without_any_configuration_everybody_gets_the_first_variant() -> None:
    assert {variants(user=f"tenant:caller-{n}").of(COLOUR) for n in range(20)} == {1}


@pytest.mark.parametrize(
    "undecided",
    [flag(allocation={"seed": "nobody"}), flag(enabled=False)],
    ids=["the allocation names nobody", "the flag is off"],
)
def test_whoever_is_assigned_nothing_gets_the_first_variant(undecided: dict[str, Any]) -> None:
    assert {variants(undecided, user=f"tenant:caller-{n}").of(COLOUR) for n in range(20)} == {1}


def test_a_flag_that_is_off_gives_its_own_default() -> None:
    assert variants(flag(enabled=False, allocation={"default_when_disabled": "blue"})).of(COLOUR) == 2


def test_one_user_can_be_given_a_variant() -> None:
    chosen = flag(allocation={"user": [{"variant": "blue", "users": ["tenant:alice"]}]})
    assert variants(chosen).of(COLOUR) == 2
    assert variants(chosen, user="tenant:bob").of(COLOUR) == 1


def test_an_override_comes_before_the_flags() -> None:
    everybody = flag(allocation={"default_when_enabled": "red"})
    assert variants(everybody, colour="blue").of(COLOUR) == 2


def test_the_version_follows_from_the_flags_alone() -> None:
    reordered = dict(reversed(flag().items()))
    assert Configuration((flag(),)).version == Configuration((reordered,)).version
    assert Configuration((flag(),)).version != Configuration((flag(enabled=False),)).version
    assert Configuration().version == "none"


def exposures(spans: InMemorySpanExporter) -> list[dict[str, object]]:
    return [dict(span.attributes or {}) for span in spans.get_finished_spans()]


def test_exposure_is_on_the_invocations_span_without_the_user(spans: InMemorySpanExporter) -> None:
    with TRACER.start_as_current_span("mobile_get_home"):
        variants(flag(allocation={"default_when_enabled": "blue"})).of(COLOUR)
    (attributes,) = exposures(spans)
    assert attributes == {"portico.experiment.colour": "blue"}


@pytest.mark.parametrize(
    "unrecorded",
    [variants(flag(telemetry={"enabled": False})), variants(flag(), colour="blue"), variants()],
    ids=["telemetry is off", "an override", "nothing configured"],
)
def test_what_tells_nothing_of_the_experiment_is_not_recorded(
    spans: InMemorySpanExporter, unrecorded: Variants
) -> None:
    with TRACER.start_as_current_span("mobile_get_home"):
        unrecorded.of(COLOUR)
    (attributes,) = exposures(spans)
    assert attributes == {}
