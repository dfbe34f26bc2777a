"""Single sign-on sessions: who is signed in to the page in one browser, and to which clients."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from local.identity.database import Database
from local.identity.digests import sha256_hex

SESSION_LIFETIME = 24 * 3600


@dataclass(frozen=True)
class Session:
    """`auth_time` is when the user last signed in by hand."""

    sid: str
    user_id: str
    auth_time: int


class Sessions:
    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def start(self, user_id: str) -> tuple[str, Session]:
        """A new session and the secret its cookie holds."""
        secret, session = secrets.token_urlsafe(32), Session(secrets.token_hex(16), user_id, self._now())
        row = (sha256_hex(secret), session.sid, user_id, session.auth_time + SESSION_LIFETIME)
        with self._database.transaction() as rows:
            rows.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", row)
        return secret, session

    def renew(self, session: Session) -> Session:
        """The same session, after its user has signed in again."""
        renewed = replace(session, auth_time=self._now())
        row = (renewed.auth_time + SESSION_LIFETIME, session.sid)
        with self._database.transaction() as rows:
            rows.execute("UPDATE sessions SET expires_at = ? WHERE sid = ?", row)
        return renewed

    def find(self, secret: str) -> Session | None:
        query = "SELECT sid, user_id, expires_at FROM sessions WHERE secret_hash = ? AND expires_at > ?"
        with self._database.transaction() as rows:
            row = rows.execute(query, (sha256_hex(secret), self._clock())).fetchone()
        return Session(row[0], row[1], int(row[2]) - SESSION_LIFETIME) if row else None

    def add_client(self, sid: str, client_id: str) -> None:
        with self._database.transaction() as rows:
            rows.execute("INSERT OR IGNORE INTO session_clients VALUES (?, ?)", (sid, client_id))

    def end(self, sid: str) -> set[str]:
        """Forget a session; the ids of the clients it signed in to."""
        query = "DELETE FROM session_clients WHERE sid = ? RETURNING client_id"
        with self._database.transaction() as rows:
            rows.execute("DELETE FROM sessions WHERE sid = ?", (sid,))
            return {client_id for (client_id,) in rows.execute(query, (sid,)).fetchall()}

    def end_user(self, user_id: str) -> None:
        """Forget all sessions of a user; no client is told."""
        query = "DELETE FROM sessions WHERE user_id = ? RETURNING sid"
        with self._database.transaction() as rows:
            sids = rows.execute(query, (user_id,)).fetchall()
            rows.executemany("DELETE FROM session_clients WHERE sid = ?", sids)

    def _now(self) -> int:
        return int(self._clock())
