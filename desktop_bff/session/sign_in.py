"""GET /desktop/session/login and callback: the authorization code flow with PKCE, run by the server."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import urlencode, urlsplit, urlunsplit

from pydantic import AfterValidator, ConfigDict, StringConstraints

from desktop_bff.session import cookies
from desktop_bff.session.cross_site import refuse_embedded
from desktop_bff.session.events import Event
from desktop_bff.session.provider import Provider
from desktop_bff.session.session import Grant, Session, User
from desktop_bff.session.sessions import Sessions, key_of
from desktop_bff.session.transactions import Transaction, Transactions, split
from shared.inputs import Input, unfit
from shared.operation import Visit
from shared.problems import InvalidRequest, Problem
from shared.responses import Answer

HOME = "/app/"
ONCE_SECONDS = 24 * 3600.0


def _claims_request(text: str) -> str:
    """The `claims` parameter of OpenID Connect: a JSON object."""
    try:
        if isinstance(json.loads(text), dict):
            return text
    except (ValueError, RecursionError):
        pass
    raise unfit("it is not a JSON object")


LocalUrl = Annotated[
    str, StringConstraints(pattern=r"^/([\x21-\x2e\x30-\x5b\x5d-\x7e][\x21-\x5b\x5d-\x7e]{0,499})?$")
]
Text = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{1,200}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{1,4096}$")]


class LoginQuery(Input):
    """`return_url` is a path of this origin; `claims` is the challenge of a `step_up_required`."""

    return_url: LocalUrl = HOME
    prompt: Annotated[str, StringConstraints(pattern=r"^(login|select_account)$")] | None = None
    claims: Annotated[str, StringConstraints(max_length=1000), AfterValidator(_claims_request)] | None = None


class CallbackQuery(Input):
    """An authorization response, of the characters of RFC 6749; a provider may add to it what it likes."""

    model_config = ConfigDict(extra="ignore")

    state: Text
    code: Code | None = None
    error: Text | None = None
    iss: Text | None = None


class SignInEndpoints:
    """Begins logins and ends them with a session."""

    def __init__(
        self,
        provider: Provider,
        transactions: Transactions,
        sessions: Sessions,
        public_url: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._provider = provider
        self._transactions = transactions
        self._sessions = sessions
        self._public_url = public_url
        self._clock = clock

    async def login(self, visit: Visit, query: LoginQuery) -> Answer[None]:
        """Go to the identity provider and come back signed in."""
        refuse_embedded(visit.headers)
        flow = await self._provider.authorization(query.prompt, query.claims)
        mine = Transaction.of(flow, query.return_url, _session_key(visit.headers), self._clock())
        cookie = self._transactions.cookie([*self._transactions.read(visit.headers), mine])
        return _redirect(flow["auth_uri"], cookie)

    async def callback(self, visit: Visit, query: CallbackQuery) -> Answer[None]:
        """Where the identity provider sends the browser back to, with a code or with an error."""
        transaction, others = split(self._transactions.read(visit.headers), query.state)
        if transaction is None:
            raise InvalidRequest("This browser has begun no such sign-in.", parameter="state")
        cleaned = self._transactions.cookie(others)
        try:
            return await self._finish(visit.headers, query, transaction, cleaned)
        except Problem as problem:
            problem.cookies = (cleaned,)
            raise

    async def _finish(
        self, headers: Mapping[str, str], query: CallbackQuery, transaction: Transaction, cleaned: str
    ) -> Answer[None]:
        if query.error or not query.code:
            failure = "denied" if query.error == "access_denied" else "failed"
            return _redirect(_with_parameter(transaction.return_url, "login", failure), cleaned)
        unused = await self._sessions.first_use(f"login:{transaction.digest}", ONCE_SECONDS)
        if self._transactions.expired(transaction) or not unused:
            return self._again(transaction, cleaned)
        grant, user = await self._provider.redeem(transaction, query.code, query.iss)
        await self._end_former({transaction.former, _session_key(headers)})
        session_id = await self._sessions.create(await self._session(grant, user))
        Event.LOGIN.count()
        return _redirect(transaction.return_url, cleaned, cookies.written(cookies.SESSION, session_id))

    def _again(self, transaction: Transaction, cleaned: str) -> Answer[None]:
        """A login that took too long, or came back twice, is begun anew, for whoever sits there meant it."""
        query = urlencode({"returnUrl": transaction.return_url})
        return _redirect(f"{self._public_url}/desktop/session/login?{query}", cleaned)

    async def _end_former(self, keys: set[str]) -> None:
        """Signing in gives a new session; the browser's former one must not live on (session fixation)."""
        for key in keys - {""}:
            await self._sessions.end(key)

    async def _session(self, grant: Grant, user: User) -> Session:
        now = self._clock()
        logout_url = await self._provider.logout_url(f"{self._public_url}{HOME}")
        return Session(user=user, grant=grant, created_at=now, last_seen_at=now, logout_url=logout_url)


def _session_key(headers: Mapping[str, str]) -> str:
    session_id = cookies.read(headers, cookies.SESSION)
    return key_of(session_id) if session_id else ""


def _redirect(location: str, *set_cookies: str) -> Answer[None]:
    return Answer(None, {"Location": location}, set_cookies)


def _with_parameter(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    query = f"{parts.query}&{urlencode({name: value})}" if parts.query else urlencode({name: value})
    return urlunsplit(parts._replace(query=query))
