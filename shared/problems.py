"""Every failure a BFF can answer with, on one page.

Problem
├── InvalidRequest          400 invalid_request
├── IdempotencyKeyMissing   400 idempotency_key_missing
├── TokenMissing            401 token_missing
├── TokenInvalid            401 token_invalid
├── InsufficientScope       403 insufficient_scope
├── NotFound                404 not_found
├── RequestInProgress       409 request_in_progress
├── TooLarge                413 too_large
├── UnsupportedMediaType    415 unsupported_media_type
├── IdempotencyKeyReused    422 idempotency_key_reused
├── UnknownProduct          422 unknown_product
├── OrderRejected           422 order_rejected
├── InternalError           500 internal_error
├── UpstreamFailed          502 upstream_failed
├── Overloaded              503 overloaded
├── UpstreamUnavailable     503 upstream_unavailable
└── UpstreamTimeout         504 upstream_timeout

The public `detail` and the private cause are different things:
`raise UpstreamFailed("what the caller may know") from cause`.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "5"


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

    def body(self, trace_id: str) -> bytes:
        """The problem document, UTF-8 JSON."""
        document = {
            "type": f"urn:portico:problem:{self.code}",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "code": self.code,
            "traceId": trace_id,
        }
        return json.dumps(document | ({"parameter": self.parameter} if self.parameter else {})).encode()

    def response_headers(self) -> dict[str, str]:
        retry = {"Retry-After": self.retry_after} if self.retry_after else {}
        return {"Cache-Control": "no-store"} | dict(self.headers) | retry


class InvalidRequest(Problem):
    status, code = HTTPStatus.BAD_REQUEST, "invalid_request"


class IdempotencyKeyMissing(Problem):
    status, code = HTTPStatus.BAD_REQUEST, "idempotency_key_missing"


class TokenMissing(Problem):
    status, code = HTTPStatus.UNAUTHORIZED, "token_missing"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


class TokenInvalid(Problem):
    status, code = HTTPStatus.UNAUTHORIZED, "token_invalid"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class InsufficientScope(Problem):
    status, code = HTTPStatus.FORBIDDEN, "insufficient_scope"


class NotFound(Problem):
    status, code = HTTPStatus.NOT_FOUND, "not_found"


class RequestInProgress(Problem):
    status, code = HTTPStatus.CONFLICT, "request_in_progress"


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
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": RETRY_AFTER_SECONDS}


class UpstreamFailed(UpstreamProblem):
    status, code, reason = HTTPStatus.BAD_GATEWAY, "upstream_failed", "unavailable"


class UpstreamBadResponse(UpstreamFailed):
    """The upstream answered, but not what its contract says."""

    reason = "bad_response"


class UpstreamUnavailable(UpstreamProblem):
    status, code, reason = HTTPStatus.SERVICE_UNAVAILABLE, "upstream_unavailable", "unavailable"


class UpstreamTimeout(UpstreamProblem):
    status, code, reason = HTTPStatus.GATEWAY_TIMEOUT, "upstream_timeout", "timeout"
