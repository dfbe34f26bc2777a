"""Every failure a BFF can answer with, on one page.

Problem
├── InvalidRequest          400 invalid_request
├── InvalidCursor           400 invalid_cursor
├── IdempotencyKeyMissing   400 idempotency_key_missing
├── TokenMissing            401 token_missing
├── TokenInvalid            401 token_invalid
├── SignInProblem           401, with `loginUrl` where the channel has a login
│   ├── LoginRequired       401 login_required
│   ├── SessionExpired      401 session_expired
│   └── StepUpRequired      401 step_up_required
├── InsufficientScope       403 insufficient_scope
├── CsrfFailed              403 csrf_failed
├── NotFound                404 not_found
├── RequestInProgress       409 request_in_progress
├── NotReady                409 not_ready
├── TooLarge                413 too_large
├── UnsupportedMediaType    415 unsupported_media_type
├── IdempotencyKeyReused    422 idempotency_key_reused
├── UnknownProduct          422 unknown_product
├── OrderRejected           422 order_rejected
├── InternalError           500 internal_error
├── Overloaded              503 overloaded
└── UpstreamProblem         an upstream did not do its part; each with Retry-After
    ├── UpstreamFailed      502 upstream_failed
    │   └── UpstreamBadResponse  502 upstream_failed, `bad_response` in a partial answer
    ├── UpstreamUnavailable 503 upstream_unavailable
    └── UpstreamTimeout     504 upstream_timeout

The public `detail` and the private cause are different things:
`raise UpstreamFailed("what the caller may know") from cause`.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "5"


class Problem(Exception):
    """A failure with a public face: RFC 9457 problem details."""

    status: ClassVar[HTTPStatus]
    code: ClassVar[str]
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, detail: str, *, parameter: str | None = None, retry_after: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.parameter = parameter
        self.retry_after = retry_after
        self.cookies: Sequence[str] = ()

    def body(self, trace_id: str, login_url: str = "") -> bytes:
        """The problem document, UTF-8 JSON; `login_url` is the channel's login, if it has one."""
        document = {
            "type": f"urn:portico:problem:{self.code}",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "code": self.code,
            "traceId": trace_id,
        }
        return json.dumps(document | self.members(login_url)).encode()

    def members(self, login_url: str) -> dict[str, Any]:
        """What this problem says beside RFC 9457's own members."""
        return {"parameter": self.parameter} if self.parameter else {}

    def response_headers(self) -> dict[str, str]:
        retry = {"Retry-After": self.retry_after} if self.retry_after else {}
        return {"Cache-Control": "no-store"} | dict(self.headers) | retry


class InvalidRequest(Problem):
    status, code = HTTPStatus.BAD_REQUEST, "invalid_request"


class InvalidCursor(Problem):
    status, code = HTTPStatus.BAD_REQUEST, "invalid_cursor"


class IdempotencyKeyMissing(Problem):
    status, code = HTTPStatus.BAD_REQUEST, "idempotency_key_missing"


class TokenMissing(Problem):
    status, code = HTTPStatus.UNAUTHORIZED, "token_missing"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


class TokenInvalid(Problem):
    status, code = HTTPStatus.UNAUTHORIZED, "token_invalid"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class SignInProblem(Problem):
    """A user has to sign in; where a channel has a login, the problem leads there."""

    status = HTTPStatus.UNAUTHORIZED
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}

    def members(self, login_url: str) -> dict[str, Any]:
        return super().members(login_url) | ({"loginUrl": login_url} if login_url else {})


class LoginRequired(SignInProblem):
    code = "login_required"


class SessionExpired(SignInProblem):
    code = "session_expired"


class StepUpRequired(SignInProblem):
    """The provider wants more of the user than the token shows (RFC 9470); `claims` is its challenge."""

    code = "step_up_required"

    def __init__(self, detail: str, *, claims: str) -> None:
        super().__init__(detail)
        self.claims = claims

    def members(self, login_url: str) -> dict[str, Any]:
        return super().members(f"{login_url}?{urlencode({'claims': self.claims})}" if login_url else "")

    def response_headers(self) -> dict[str, str]:
        """The challenge as Entra ID's clients expect it: base64 in WWW-Authenticate."""
        challenge = base64.b64encode(self.claims.encode()).decode()
        bearer = f'Bearer error="insufficient_claims", claims="{challenge}"'
        return super().response_headers() | {"WWW-Authenticate": bearer}


class InsufficientScope(Problem):
    status, code = HTTPStatus.FORBIDDEN, "insufficient_scope"


class CsrfFailed(Problem):
    status, code = HTTPStatus.FORBIDDEN, "csrf_failed"


class NotFound(Problem):
    status, code = HTTPStatus.NOT_FOUND, "not_found"

    def __init__(self, detail: str = "There is no such resource.") -> None:
        super().__init__(detail)


class RequestInProgress(Problem):
    status, code = HTTPStatus.CONFLICT, "request_in_progress"


class NotReady(Problem):
    """What was asked for is not ready yet."""

    status, code = HTTPStatus.CONFLICT, "not_ready"


class TooLarge(Problem):
    status, code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"


class UnsupportedMediaType(Problem):
    status, code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"


class IdempotencyKeyReused(Problem):
    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency_key_reused"


class UnknownProduct(Problem):
    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "unknown_product"


class OrderRejected(Problem):
    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "order_rejected"


class InternalError(Problem):
    status, code = HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error"


class Overloaded(Problem):
    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "overloaded"
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class UpstreamProblem(Problem):
    """An upstream did not do its part; `reason` is how a partial response names it."""

    reason: ClassVar[str]
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": RETRY_AFTER}


class UpstreamFailed(UpstreamProblem):
    status, code, reason = HTTPStatus.BAD_GATEWAY, "upstream_failed", "unavailable"


class UpstreamBadResponse(UpstreamFailed):
    """The upstream answered, but not what its contract says."""

    reason = "bad_response"


class UpstreamUnavailable(UpstreamProblem):
    status, code, reason = HTTPStatus.SERVICE_UNAVAILABLE, "upstream_unavailable", "unavailable"


class UpstreamTimeout(UpstreamProblem):
    status, code, reason = HTTPStatus.GATEWAY_TIMEOUT, "upstream_timeout", "timeout"
