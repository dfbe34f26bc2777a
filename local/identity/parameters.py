"""Request parameters as OAuth wants them: each at most once, an empty one as if absent (RFC 6749, 3.1)."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from local.identity.errors import OAuthError

MAX_BYTES = 32 * 1024
MAX_PARAMETERS = 50


class Parameters(dict[str, str]):
    def require(self, name: str) -> str:
        if value := self.get(name):
            return value
        raise OAuthError("invalid_request", 900144, f"The request must contain the parameter '{name}'.")


def query_parameters(request: Request) -> Parameters:
    return _parse(request.scope["query_string"])


async def form_parameters(request: Request) -> Parameters:
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise OAuthError("invalid_request", 900140, "The body must be application/x-www-form-urlencoded.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        _refuse_oversized(body)
    return _parse(bytes(body))


def _parse(text: bytes) -> Parameters:
    _refuse_oversized(text)
    try:
        pairs = parse_qsl(text.decode(), errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError as error:
        raise OAuthError("invalid_request", 9002313, "The parameters cannot be parsed.") from error
    parameters = Parameters(pairs)
    if len(parameters) < len(pairs):
        raise OAuthError("invalid_request", 9002313, "A parameter is given more than once.")
    return parameters


def _refuse_oversized(text: bytes | bytearray) -> None:
    if len(text) > MAX_BYTES:
        raise OAuthError("invalid_request", 9002313, "The request is too large.", status=413)
