"""The steps of a web session as a browser and the gateway take them, each timed by itself."""

import time
from collections.abc import Awaitable, Sequence
from statistics import median, quantiles

import httpx
from desktop_bff.session.sealing import Sealer
from desktop_bff.session.session import Grant, Session, User
from desktop_bff.session.sessions import Sessions
from desktop_bff.session.store import open_store
from shared.key_ring import read_keys
from shared.token_verifier import unverified_claims

from bench.samples import Sample
from bench.stack import Caller, Stack

LOGIN = "login: off to the provider"
CALLBACK = "login: back with a code"
EXCHANGE = "exchange at the BFF, token good"
REFRESH = "exchange at the BFF, token refreshed"
LOGOUT = "logout, refresh token revoked"
TIMES = 20


class Steps:
    """Signs in at the running stack, and reaches into its session store to let a token expire."""

    def __init__(self, stack: Stack) -> None:
        settings = stack.settings("desktop")
        self._gateway = stack.layout.public_url
        self._bff = stack.url("desktop")
        self._key = stack.keys["desktop"]["apim"]
        self._store = open_store(settings["SESSION_STORE"])
        self._sessions = Sessions(self._store, Sealer(read_keys(settings["SESSION_KEYS"])))
        self._took: dict[str, list[float]] = {}

    async def sessions_of(self, callers: Sequence[Caller]) -> dict[str, str]:
        """A session's id for each caller's login; its access token is the caller's own."""
        return {caller.login: await self._sessions.create(_session(caller)) for caller in callers}

    async def live(self, login: str) -> dict[str, Sample]:
        """`TIMES` sessions from login to logout."""
        self._took = {step: [] for step in (LOGIN, CALLBACK, EXCHANGE, REFRESH, LOGOUT)}
        async with httpx.AsyncClient(timeout=20) as http:
            for _ in range(TIMES):
                session = await self._sign_in(http, login)
                await self._timed(EXCHANGE, self._exchange(http, session))
                await self._expire(session)
                await self._timed(REFRESH, self._exchange(http, session))
                await self._timed(LOGOUT, self._logout(http, session))
        return {
            step: {"p50": median(took), "p99": quantiles(took, n=100)[-1], "failed": 0}
            for step, took in self._took.items()
        }

    async def _sign_in(self, http: httpx.AsyncClient, login: str) -> str:
        begun = await self._timed(LOGIN, http.get(f"{self._gateway}/desktop/session/login"))
        chosen = await http.post(begun.headers["location"], data={"login": login})
        cookie = {"cookie": begun.headers["set-cookie"].partition(";")[0]}
        landed = await self._timed(CALLBACK, http.get(chosen.headers["location"], headers=cookie))
        lines = landed.headers.get_list("set-cookie")
        return next(line for line in lines if line.startswith("__Host-Http-portico=")).partition(";")[0]

    async def _exchange(self, http: httpx.AsyncClient, cookie: str) -> httpx.Response:
        headers = {"cookie": cookie, "x-functions-key": self._key}
        return (await http.post(f"{self._bff}/desktop/session/exchange", headers=headers)).raise_for_status()

    async def _logout(self, http: httpx.AsyncClient, cookie: str) -> httpx.Response:
        headers = {"cookie": cookie, "x-csrf": "1"}
        return (
            await http.post(f"{self._gateway}/desktop/session/logout", headers=headers)
        ).raise_for_status()

    async def _expire(self, cookie: str) -> None:
        kept = await self._sessions.find(cookie.partition("=")[2])
        grant = kept.session.grant.model_copy(update={"access_expires_at": time.time()})
        await self._sessions.change(kept, kept.session.renewed(grant))

    async def _timed(self, step: str, work: Awaitable[httpx.Response]) -> httpx.Response:
        begun = time.perf_counter()
        answer = await work
        self._took[step].append((time.perf_counter() - begun) * 1000)
        return answer


def _session(caller: Caller) -> Session:
    token, now = caller.tokens["desktop"], time.time()
    user = User.model_validate(unverified_claims(token))
    grant = Grant(access_token=token, access_expires_at=now + 3000)
    return Session(user=user, grant=grant, created_at=now, last_seen_at=now, logout_url="")
