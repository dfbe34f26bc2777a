"""GET and POST oauth2/v2.0/logout: end the single sign-on session, and tell the clients it signed in to."""

from collections.abc import Iterable
from urllib.parse import urlencode

from joserfc.jwt import BaseClaimsRegistry
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from local.identity.errors import NO_STORE, OAuthError
from local.identity.jwt_verification import InvalidToken, verified_claims
from local.identity.pages import error_page, signed_out_page
from local.identity.parameters import Parameters, form_parameters, query_parameters
from local.identity.provider import Provider
from local.identity.session_cookie import cookie_session, delete_session_cookie
from local.identity.signing_keys import ALGORITHM


async def logout(provider: Provider, request: Request) -> Response:
    try:
        posted = request.method == "POST"
        parameters = await form_parameters(request) if posted else query_parameters(request)
        sids = _ending(provider, request, parameters)
    except OAuthError as error:
        return error_page(error)
    response = _answer(_frames(provider, sids), _next_url(provider, parameters))
    if cookie_session(provider, request) is None:
        delete_session_cookie(provider, response)
    return response


def _ending(provider: Provider, request: Request, parameters: Parameters) -> set[str]:
    """The browser's session, unless the hint is at another user, and that of an ID token, however old."""
    session, user = cookie_session(provider, request), provider.directory.user
    sids = set()
    if session and user(parameters.get("logout_hint", session.user_id)) == user(session.user_id):
        sids.add(session.sid)
    if hint := parameters.get("id_token_hint"):
        rules = BaseClaimsRegistry(iss={"essential": True, "value": provider.issuer})
        try:
            sids.add(verified_claims(hint, provider.signing_keys.accepted, [ALGORITHM], rules)["sid"])
        except (InvalidToken, KeyError) as error:
            raise OAuthError("invalid_request", 50013, "The ID token hint is not one of ours.") from error
    return sids


def _frames(provider: Provider, sids: Iterable[str]) -> list[str]:
    """The front-channel logout address of every client each session signed in to."""
    return [
        f"{app.frontchannel_logout_uri}?{urlencode({'iss': provider.issuer, 'sid': sid})}"
        for sid in sids
        for client_id in sorted(provider.sessions.end(sid))
        if (app := provider.directory.app(client_id)) and app.frontchannel_logout_uri
    ]


def _next_url(provider: Provider, parameters: Parameters) -> str | None:
    """Where to go next: a redirect URI of the client (of any, if it is not named), else nowhere."""
    url = parameters.get("post_logout_redirect_uri", "")
    client_id = parameters.get("client_id")
    clients = (app for app in provider.directory.apps if client_id in (None, app.client_id))
    if not any(app.accepts_redirect(url) for app in clients):
        return None
    state = parameters.get("state")
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'state': state})}" if state else url


def _answer(frames: list[str], next_url: str | None) -> Response:
    if next_url and not frames:
        return RedirectResponse(next_url, 303, NO_STORE)
    return signed_out_page(frames, next_url)
