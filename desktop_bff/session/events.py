"""What becomes of sessions, counted for whoever watches the channel."""

from enum import Enum

from shared.telemetry import metrics


class Event(Enum):
    """`EXPIRED`: a request came with a session that had ended; `REVOKED`: ended by somebody elsewhere."""

    LOGIN = "login"
    REFRESH = "refresh"
    LOGOUT = "logout"
    EXPIRED = "expired"
    REVOKED = "revoked"

    def count(self) -> None:
        metrics.session_events.add(1, {"portico.session.event": self.value})
