"""Everything outside the process, as one value: what it is told, where it can call, what time it is."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.settings import Settings
from shared.transport import Transports


@dataclass(frozen=True)
class Environment:
    """The only way in for settings, the network and the clock (epoch seconds)."""

    settings: Settings
    transports: Transports
    clock: Callable[[], float]
