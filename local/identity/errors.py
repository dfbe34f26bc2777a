"""What the provider refuses, as OAuth error JSON in Entra's shape."""

import uuid
from datetime import UTC, datetime

from starlette.responses import JSONResponse

NO_STORE = {"Cache-Control": "no-store"}


class OAuthError(Exception):
    """An OAuth `error`, the AADSTS number Entra gives it, and a sentence that may be shown.

    `members` are further ones of the answer's JSON, where Entra has them: `suberror` and `claims`.
    """

    def __init__(
        self, error: str, number: int, description: str, *, status: int = 400, **members: str
    ) -> None:
        super().__init__(description)
        self.error = error
        self.number = number
        self.description = f"AADSTS{number}: {description}"
        self.status = status
        self.members = members


def error_response(error: OAuthError, now: float) -> JSONResponse:
    trace_id, correlation_id = str(uuid.uuid4()), str(uuid.uuid4())
    timestamp = f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d %H:%M:%S}Z"
    body = {
        "error": error.error,
        "error_description": f"{error.description} Trace ID: {trace_id} "
        f"Correlation ID: {correlation_id} Timestamp: {timestamp}",
        "error_codes": [error.number],
        "timestamp": timestamp,
        "trace_id": trace_id,
        "correlation_id": correlation_id,
    }
    return JSONResponse(body | error.members, error.status, NO_STORE)
