"""The token handler: a browser signs in here and holds a cookie, never a token.

Each line of `register` is an endpoint of `/desktop/session/`. The last two are internal: API Management calls
`exchange` for every request that comes with the cookie, operators call `revocations`.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from desktop_bff.session.access_tokens import AccessTokens
from desktop_bff.session.internal import InternalEndpoints
from desktop_bff.session.own_sessions import OwnSessionEndpoints
from desktop_bff.session.provider import Provider
from desktop_bff.session.sealing import Sealer
from desktop_bff.session.sessions import Sessions
from desktop_bff.session.sign_in import SignInEndpoints
from desktop_bff.session.store import open_store
from desktop_bff.session.transactions import Transactions
from shared.channel import Channel
from shared.environment import Environment
from shared.settings import SettingsError

LOGIN = "session/login"


def register(channel: Channel, environment: Environment) -> None:
    """Raises SettingsError when there are no settings for sessions."""
    sign_in, own, internal = _endpoints(environment)
    channel.add("GET", LOGIN, sign_in.login, status=HTTPStatus.FOUND)
    channel.add("GET", "session/callback", sign_in.callback, status=HTTPStatus.SEE_OTHER)
    channel.add("GET", "session/me", own.me, status=HTTPStatus.OK)
    channel.add("POST", "session/logout", own.logout, status=HTTPStatus.NO_CONTENT)
    channel.add("GET", "session/sessions", own.list_sessions, status=HTTPStatus.OK)
    channel.add("DELETE", "session/sessions/{id}", own.end_session, status=HTTPStatus.NO_CONTENT)
    channel.add("GET", "session/frontchannel-logout", own.frontchannel_logout, status=HTTPStatus.OK)
    channel.internal("session/exchange", internal.exchange)
    channel.internal("session/revocations", internal.revoke_user)


def _endpoints(environment: Environment) -> tuple[SignInEndpoints, OwnSessionEndpoints, InternalEndpoints]:
    settings, clock = environment.settings, environment.clock
    if settings.session is None:
        raise SettingsError("the desktop channel needs SESSION_STORE and the other SESSION_ settings")
    try:
        sealer = Sealer(settings.session.keys)
        store = open_store(settings.session.store, clock)
    except ValueError as error:
        raise SettingsError(f"SESSION_KEYS or SESSION_STORE: {error}") from error
    provider = Provider(environment, settings.session, f"{settings.public_url}/desktop/session/callback")
    sessions = Sessions(store, sealer, clock)
    return (
        SignInEndpoints(provider, Transactions(sealer, clock), sessions, settings.public_url, clock),
        OwnSessionEndpoints(sessions, provider, _origin(settings.public_url), settings.authority, clock),
        InternalEndpoints(sessions, AccessTokens(sessions, provider, clock), settings.tenant_id, clock),
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
