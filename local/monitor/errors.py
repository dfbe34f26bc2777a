"""What goes wrong.

Unknown       what somebody asks the history for is not in it
Refusal       a request is answered with a JSON error
Unusable      a span or data point is well formed and of no use here
"""


class Unknown(ValueError):
    """What is missing, for whoever asked."""


class Refusal(Exception):
    """A status and a message for people."""

    def __init__(self, status: int, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.retry_after = retry_after


class Unusable(ValueError):
    """Why, for the `partial_success` of OTLP."""
