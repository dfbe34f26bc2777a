"""GET and POST oauth2/v2.0/authorize: a user signs in, and the client gets a code (PKCE always)."""

from starlette.requests import Request
from starlette.responses import Response

from local.identity.authorization_request import AuthorizationRequest
from local.identity.directory import User
from local.identity.errors import OAuthError
from local.identity.grants import Grant
from local.identity.pages import error_page, sign_in_page
from local.identity.parameters import form_parameters, query_parameters
from local.identity.provider import Provider
from local.identity.session_cookie import cookie_session, set_session_cookie
from local.identity.sessions import Session


async def authorize(provider: Provider, request: Request) -> Response:
    """Errors are shown until client and redirect URI are known to be good, and from then on sent there."""
    provider.drills.calls["authorize"] += 1
    try:
        asked = AuthorizationRequest.read(provider.directory, query_parameters(request))
    except OAuthError as error:
        return error_page(error)
    try:
        asked.check(provider.directory)
        return await _sign_in(provider, request, asked)
    except OAuthError as error:
        reason = error.members.get("suberror", error.error)
        return asked.answer(error=reason, error_description=error.description, iss=provider.issuer)


async def _sign_in(provider: Provider, request: Request, asked: AuthorizationRequest) -> Response:
    """A code for the user who is chosen or known, else the page on which to choose one."""
    user: User | None
    session = cookie_session(provider, request)
    hinted = provider.directory.user(asked.parameters.get("login_hint", ""))
    if request.method == "POST":
        user = await _chosen_user(provider, request)
        if session and session.user_id == user.id:
            session = provider.sessions.renew(session)
    else:
        user = _known_user(provider, asked, session, hinted)
    if user:
        return _code_answer(provider, asked, session, user)
    if "none" in asked.prompts:
        raise _cannot_be_silent(asked, session)
    hinted_first = sorted(provider.directory.users, key=lambda user: user != hinted)
    return sign_in_page(asked.client, hinted_first, asked.redirect_uri)


async def _chosen_user(provider: Provider, request: Request) -> User:
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise OAuthError("access_denied", 900561, "The form was sent from another site.")
    user = provider.directory.user((await form_parameters(request)).require("login"))
    if user is None:
        raise OAuthError("access_denied", 50034, "The user is not in the tenant's directory.")
    return user


def _known_user(
    provider: Provider, asked: AuthorizationRequest, session: Session | None, hinted: User | None
) -> User | None:
    """Who need not be asked: the session's user or, for scripts, the one hinted at with `prompt=none`."""
    if "none" in asked.prompts and "login_hint" in asked.parameters:
        return hinted
    if session is None or asked.acrs or asked.prompts & {"login", "select_account"}:
        return None
    if provider.clock() - session.auth_time > asked.max_age:
        return None
    user = provider.directory.user(session.user_id)
    return user if "login_hint" not in asked.parameters or user == hinted else None


def _cannot_be_silent(asked: AuthorizationRequest, session: Session | None) -> OAuthError:
    if session and asked.acrs:
        return OAuthError("interaction_required", 50076, "The user must take a further step.")
    return OAuthError("login_required", 50058, "No user is signed in, or not recently enough.")


def _code_answer(
    provider: Provider, asked: AuthorizationRequest, session: Session | None, user: User
) -> Response:
    secret = None
    if session is None or session.user_id != user.id:
        secret, session = provider.sessions.start(user.id)
    provider.sessions.add_client(session.sid, asked.client.client_id)
    response = asked.answer(code=_code(provider, asked, session), iss=provider.issuer)
    if secret:
        set_session_cookie(provider, response, secret)
    return response


def _code(provider: Provider, asked: AuthorizationRequest, session: Session) -> str:
    grant = Grant(
        client_id=asked.client.client_id,
        user_id=session.user_id,
        sid=session.sid,
        scope=asked.parameters["scope"],
        acrs=asked.acrs,
        auth_time=session.auth_time,
        nonce=asked.parameters.get("nonce"),
        redirect_uri=asked.redirect_uri,
        code_challenge=asked.parameters["code_challenge"],
    )
    return provider.grants.issue("code", grant)
