"""Logins under way, and sessions whose tokens are about to expire."""

from desktop_bff.session.provider import Provider
from desktop_bff.session.session import Grant, Session, User
from desktop_bff.session.sessions import Kept, Sessions
from desktop_bff.session.transactions import Transaction
from tests.provider import ALICE, WebIdentity

USER = User(tid="tenant", oid=ALICE, sub="alice-at-web")


async def begun(provider: Provider, identity: WebIdentity) -> Transaction:
    """A login under way; the provider will repeat its nonce."""
    transaction = Transaction.of(await provider.authorization(None, None), "/app/", "", 0)
    identity.id_changes = {"nonce": transaction.nonce_claim} | identity.id_changes
    return transaction


async def signed_in(sessions: Sessions, now: float, left: float, refresh_token: str | None = None) -> Kept:
    """A session whose access token has so many seconds left, with the provider's first refresh token."""
    refresh_token = "refresh-0" if refresh_token is None else refresh_token
    grant = Grant(access_token="access-0", access_expires_at=now + left, refresh_token=refresh_token)
    session = Session(user=USER, grant=grant, created_at=now, last_seen_at=now, logout_url="")
    return await sessions.find(await sessions.create(session))
