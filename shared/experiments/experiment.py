"""An experiment, the feature flags that share callers out among its variants, and what one request got."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from opentelemetry import trace

if TYPE_CHECKING:
    from featuremanagement import EvaluationEvent, FeatureManager

T = TypeVar("T")


class Experiment(NamedTuple, Generic[T]):
    """The ways of making a part of an answer, by variant; the first is for whoever is assigned none.

    `feature` is the id of the feature flag that shares callers out.
    """

    feature: str
    variants: Mapping[str, T]


class Configuration:
    """Feature flags that were found good, in Microsoft's schema; by default none."""

    def __init__(self, flags: Sequence[Mapping[str, Any]] = ()) -> None:
        self.flags = flags

    @cached_property
    def version(self) -> str:
        """The same in every process that has the same flags."""
        text = json.dumps(self.flags, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12] if self.flags else "none"

    def variant(self, feature: str, user: str) -> str | None:
        """The user's variant, if there is one; recorded as their exposure when the flag has telemetry on."""
        assigned = self._manager.get_variant(feature, user) if self.flags else None
        return assigned.name if assigned else None

    @cached_property
    def _manager(self) -> "FeatureManager":
        from featuremanagement import FeatureManager  # noqa: PLC0415 - 5 ms, paid by the first who is assigned

        document = {"feature_management": {"feature_flags": list(self.flags)}}
        return FeatureManager(document, on_feature_evaluated=_record_exposure)


class Variants(NamedTuple):
    """What one request is assigned; the flags do not change under it."""

    configuration: Configuration
    user: str
    overrides: Mapping[str, str]

    def of(self, experiment: Experiment[T]) -> T:
        """The caller's way of making the part; asked for only where it is made, for that is exposure."""
        ways, feature = experiment.variants, experiment.feature
        variant = self.overrides.get(feature) or self.configuration.variant(feature, self.user)
        return ways[variant] if variant else next(iter(ways.values()))


def _record_exposure(event: "EvaluationEvent") -> None:
    """On the invocation's span, which names the channel; who it was is nobody's business."""
    if event.feature and event.variant:
        span = trace.get_current_span()
        span.set_attribute(f"portico.experiment.{event.feature.name}", event.variant.name)
