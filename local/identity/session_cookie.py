"""The browser's single sign-on cookie, sent to the tenant's own pages only."""

from starlette.requests import Request
from starlette.responses import Response

from local.identity.provider import Provider
from local.identity.sessions import Session


def cookie_session(provider: Provider, request: Request) -> Session | None:
    secret = request.cookies.get(_name(provider))
    return provider.sessions.find(secret) if secret else None


def set_session_cookie(provider: Provider, response: Response, secret: str) -> None:
    # Not `secure`: the page is plain http on this machine. `lax`: a client sends the browser here by a link.
    response.set_cookie(_name(provider), secret, path=_path(provider), httponly=True, samesite="lax")


def delete_session_cookie(provider: Provider, response: Response) -> None:
    response.delete_cookie(_name(provider), path=_path(provider), httponly=True, samesite="lax")


def _name(provider: Provider) -> str:
    # Cookies do not tell ports apart, and two stacks may run on one machine.
    return f"sso_{provider.config.page_port}"


def _path(provider: Provider) -> str:
    return f"/{provider.directory.tenant_id}"
