"""Logins under way: sealed in a cookie of the browser that began them, three at most, ten minutes each.

Nothing is kept on the server until somebody has signed in, so beginning logins fills no store.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from desktop_bff.session import cookies
from desktop_bff.session.sealing import BrokenSeal, Sealer
from shared import base64url

LIFETIME_SECONDS = 600.0
MOST = 3
_KEPT_SECONDS = 3600
_BINDING = "login"


class Transaction(BaseModel):
    """One login: what msal needs to finish it, where the browser wants to be afterwards, and the key of the
    session it had before, "" if none (the provider's redirect back comes without a Strict cookie)."""

    model_config = ConfigDict(frozen=True)

    state: str = Field(repr=False)
    nonce: str = Field(repr=False)
    code_verifier: str = Field(repr=False)
    scope: list[str]
    return_url: str
    former: str
    begun_at: float

    @classmethod
    def of(cls, flow: Mapping[str, Any], return_url: str, former: str, now: float) -> "Transaction":
        """From what msal's `initiate_auth_code_flow` returns."""
        kept = {name: flow[name] for name in ("state", "nonce", "code_verifier", "scope")}
        return cls(**kept, return_url=return_url, former=former, begun_at=now)

    def flow(self, redirect_uri: str) -> dict[str, Any]:
        """As msal wants it back."""
        kept = self.model_dump(include={"state", "nonce", "code_verifier", "scope"})
        return kept | {"redirect_uri": redirect_uri}

    @property
    def nonce_claim(self) -> str:
        """The nonce as msal sends it, and as the ID token must repeat it."""
        return hashlib.sha256(self.nonce.encode()).hexdigest()

    @property
    def digest(self) -> str:
        """The transaction's name where it is kept to be used once."""
        return hashlib.sha256(self.state.encode()).hexdigest()


_LIST = TypeAdapter(list[Transaction])


class Transactions:
    """Reads and writes the login cookie."""

    def __init__(self, sealer: Sealer, clock: Callable[[], float] = time.time) -> None:
        self._sealer = sealer
        self._clock = clock

    def read(self, headers: Mapping[str, str]) -> list[Transaction]:
        """Oldest first; none when the cookie is missing or not ours."""
        value = cookies.read(headers, cookies.LOGIN) or ""
        try:
            return _LIST.validate_json(self._sealer.open(base64url.decoded(value), _BINDING))
        except (BrokenSeal, ValueError):
            return []

    def cookie(self, transactions: Sequence[Transaction]) -> str:
        """The Set-Cookie for these, as many of the newest as a cookie can hold."""
        kept = list(transactions)[-MOST:]
        while kept:
            sealed = self._sealer.seal(_LIST.dump_json(kept), _BINDING)
            value = base64url.encoded(sealed)
            if len(cookies.LOGIN) + len(value) <= cookies.MAX_BYTES:
                return cookies.written(cookies.LOGIN, value, _KEPT_SECONDS)
            kept.pop(0)
        return cookies.deleted(cookies.LOGIN)

    def expired(self, transaction: Transaction) -> bool:
        return self._clock() - transaction.begun_at > LIFETIME_SECONDS


def split(transactions: Sequence[Transaction], state: str) -> tuple[Transaction | None, list[Transaction]]:
    """The transaction of that state, if it is there, and the others."""
    matches = [hmac.compare_digest(each.state.encode(), state.encode()) for each in transactions]
    mine = next((each for each, match in zip(transactions, matches, strict=True) if match), None)
    return mine, [each for each, match in zip(transactions, matches, strict=True) if not match]
