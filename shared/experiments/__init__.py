"""Experiments: a part of an answer is made in one of several ways, each for a share of the callers.

Which way follows from the caller and the configuration alone, never from the time or the process: the
gateway's cache relies on it (docs/adr/0010-experiments.md).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Self

from shared.caller import Caller
from shared.environment import Environment
from shared.experiments.experiment import Configuration, Experiment, Variants
from shared.experiments.override import HEADER, read_override

__all__ = ["Experiment", "Experiments", "Variants"]
Source = Callable[[], Awaitable[Configuration]]


class Experiments:
    """A channel's experiments: assigns each request its caller's variants."""

    def __init__(self, experiments: Sequence[Experiment[Any]], source: Source, *, overrides: bool) -> None:
        self._experiments = experiments
        self._source = source
        self._overrides = overrides

    @classmethod
    def of(cls, environment: Environment, experiments: Sequence[Experiment[Any]]) -> Self:
        """Raises SettingsError when they are configured in a file and it is wrong."""
        source = _source(environment, experiments)
        return cls(experiments, source, overrides=environment.settings.experiments.overrides)

    async def variants(self, caller: Caller, headers: Mapping[str, str]) -> Variants:
        """Raises InvalidRequest for an override that names nothing; where none is accepted, none is read."""
        override = headers.get(HEADER) if self._overrides else None
        overrides = read_override(override, self._experiments) if override else {}
        return Variants(await self._source(), ":".join(caller.key), overrides)

    def headers(self, variants: Variants) -> Mapping[str, str]:
        """What tells the gateway under which configuration an answer was made."""
        return {"X-Experiments": variants.configuration.version} if self._experiments else {}


def _source(environment: Environment, experiments: Sequence[Experiment[Any]]) -> Source:
    settings = environment.settings.experiments
    if experiments and settings.store:
        from shared.experiments.app_configuration import AppConfiguration  # noqa: PLC0415 - only where it is used

        transport = environment.transports.identity
        return AppConfiguration(settings.store, experiments, transport, environment.clock).configuration
    if experiments and settings.file:
        from shared.experiments.flags import read_file  # noqa: PLC0415 - models that no import should pay for

        return _constant(read_file(settings.file, experiments))
    return _constant(Configuration())


def _constant(configuration: Configuration) -> Source:
    async def source() -> Configuration:
        return configuration

    return source
