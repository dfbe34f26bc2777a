"""What sends a request to on-error, and the answer a client gets if that section changes nothing."""

import json
from uuid import UUID

from local.gateway.context import Headers, LastError, Response
from local.gateway.statuses import reason_phrase
from local.gateway.steps import Location

EXPRESSION_FAILED = "ExpressionValueEvaluationFailure"
TIMEOUT = "Timeout"
BACKEND_UNREACHABLE = "BackendConnectionFailure"


class PolicyFault(Exception):
    """A policy could not do its work; the client is told no more than `Internal server error`."""

    status = 500

    def __init__(self, reason: str, message: str, source: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.source = source
        self.location: Location | None = None

    def locate(self, location: Location) -> None:
        """Remember the innermost policy that the fault passed through."""
        self.location = self.location or location

    def last_error(self) -> LastError:
        at = self.location or Location("gateway")
        return LastError(
            source=self.source or at.policy,
            reason=self.reason,
            message=self.message,
            scope=at.place.scope,
            section=at.place.section,
            path=at.place.path,
            policy_id=at.policy_id,
        )

    def body(self, request_id: UUID) -> bytes:
        return (
            f'{{ "statusCode": 500, "message": "Internal server error", "activityId": "{request_id}" }}'
        ).encode()

    def headers(self) -> list[tuple[str, str]]:
        return [("Content-Type", "application/json")]

    def response(self, request_id: UUID) -> Response:
        """The default answer; it exists before on-error runs."""
        response = Response(self.status, reason_phrase(self.status), Headers(self.headers()))
        response.body.content = self.body(request_id)
        return response


class Refusal(PolicyFault):
    """A policy refused the request: `told` is for the client, `message` for `context.LastError`."""

    def __init__(
        self,
        reason: str,
        message: str,
        status: int,
        told: str | None = None,
        *,
        source: str | None = None,
        retry_after: tuple[str, int] | None = None,
    ) -> None:
        super().__init__(reason, message, source)
        self.status = status
        self.told = message if told is None else told
        self.retry_after = retry_after

    def body(self, request_id: UUID) -> bytes:
        return status_body(self.status, self.told)

    def headers(self) -> list[tuple[str, str]]:
        wait = [(self.retry_after[0], str(self.retry_after[1]))] if self.retry_after else []
        return [*super().headers(), *wait]


def evaluation_failed(message: str) -> PolicyFault:
    """An expression failed, or gave what its place in the policy does not accept."""
    return PolicyFault(EXPRESSION_FAILED, f"Expression evaluation failed. {message}")


def status_body(status: int, message: str) -> bytes:
    """The JSON error body of the gateway, spaces inside the braces included."""
    return f'{{ "statusCode": {status}, "message": {json.dumps(message)} }}'.encode()
