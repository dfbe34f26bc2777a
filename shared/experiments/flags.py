"""Reading feature flags strictly, so that evaluating them later cannot fail.

Only what depends on the caller alone is allowed: a time window or a group would give the same caller another
variant under the same configuration. Facts: Microsoft's schema FeatureManagement v2.0.0, and what the package
`featuremanagement` 2.2 makes of it.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shared.experiments.experiment import Configuration, Experiment
from shared.settings import SettingsError


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)


class _Closed(_Model):
    """Unknown members would make the package fail."""

    model_config = ConfigDict(extra="forbid")


_None = Annotated[list[Any], Field(max_length=0)]


class _Variant(_Model):
    name: str


class _Percentile(_Model):
    variant: str
    start: Annotated[int, Field(alias="from", ge=0)] = 0
    end: Annotated[int, Field(alias="to", le=100)]


class _Users(_Closed):
    variant: str
    users: list[str]


class _Allocation(_Closed):
    default_when_enabled: str | None = None
    default_when_disabled: str | None = None
    user: list[_Users] = []
    group: _None = []
    percentile: list[_Percentile] = []
    seed: str | None = None

    @property
    def variants(self) -> set[str]:
        """Every variant it names."""
        defaults = filter(None, (self.default_when_enabled, self.default_when_disabled))
        return {*defaults, *(part.variant for part in self.user), *(part.variant for part in self.percentile)}

    @model_validator(mode="after")
    def _one_variant_for_each(self) -> Self:
        ends = 0
        for part in sorted(self.percentile, key=lambda part: part.start):
            if not ends <= part.start < part.end:
                raise ValueError(f"the percentile of {part.variant} is empty or overlaps another")
            ends = part.end
        return self


class _Conditions(_Model):
    client_filters: _None = []


class _Telemetry(_Closed):
    enabled: bool = False
    metadata: dict[str, str] = {}


class _Flag(_Model):
    id: str
    enabled: bool
    variants: list[_Variant]
    allocation: _Allocation
    conditions: _Conditions = _Conditions()
    telemetry: _Telemetry = _Telemetry()

    @model_validator(mode="after")
    def _names_its_variants(self) -> Self:
        if unknown := self.allocation.variants - {variant.name for variant in self.variants}:
            raise ValueError(f"the allocation names no variant: {', '.join(sorted(unknown))}")
        return self


class _FeatureManagement(_Model):
    feature_flags: list[dict[str, Any]]


class _File(_Model):
    feature_management: _FeatureManagement


M = TypeVar("M", bound=BaseModel)


def read_file(path: Path, experiments: Iterable[Experiment[Any]]) -> Configuration:
    """The flags of a file; SettingsError says what is wrong with it."""
    try:
        flags = parsed(_File, path.read_bytes()).feature_management.feature_flags
        return read_flags(flags, experiments)
    except (OSError, ValueError) as error:
        raise SettingsError(f"EXPERIMENTS_FILE {path}: {error}") from error


def read_flags(flags: Sequence[dict[str, Any]], experiments: Iterable[Experiment[Any]]) -> Configuration:
    """The flags of these experiments; ValueError says in one line which is missing or wrong, and where."""
    return Configuration(tuple(_flag(flags, experiment) for experiment in experiments))


def parsed(model: type[M], document: bytes | dict[str, Any]) -> M:
    """A JSON document as a model; ValueError names every fault in one line."""
    try:
        if isinstance(document, bytes):
            return model.model_validate_json(document)
        return model.model_validate(document)
    except ValidationError as error:
        faults = ((".".join(map(str, fault["loc"])), fault["msg"]) for fault in error.errors())
        raise ValueError(
            "; ".join(f"{place}: {what}" if place else what for place, what in faults)
        ) from error


def _flag(flags: Sequence[dict[str, Any]], experiment: Experiment[Any]) -> dict[str, Any]:
    named = [flag for flag in flags if flag.get("id") == experiment.feature]
    if len(named) != 1:
        raise ValueError(f"{len(named)} feature flags are called {experiment.feature}; there must be one")
    try:
        flag = parsed(_Flag, named[0])
    except ValueError as error:
        raise ValueError(f"feature flag {experiment.feature}: {error}") from error
    if unknown := {variant.name for variant in flag.variants} - experiment.variants.keys():
        known = ", ".join(experiment.variants)
        raise ValueError(f"feature flag {flag.id}: there is no variant {sorted(unknown)[0]}, only {known}")
    return named[0]
