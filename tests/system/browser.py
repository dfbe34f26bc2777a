"""A browser small enough for tests in one process.

It keeps cookies by site, follows redirects one at a time, and sends a form by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

SESSION = "__Host-Http-portico"
LOGIN = "__Host-Http-portico-login"
NAVIGATION = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-user": "?1"}


@dataclass
class Browser:
    """Keeps cookies as `__Host-` names demand: set by a site, sent back to that site alone."""

    http: httpx.AsyncClient
    gateway: str
    jar: dict[str, dict[str, str]] = field(default_factory=dict)
    strict: set[str] = field(default_factory=set)
    answers: list[httpx.Response] = field(default_factory=list)

    @property
    def cookies(self) -> dict[str, str]:
        """What it keeps for the gateway."""
        return self._kept_for(httpx.URL(self.gateway))

    @property
    def session(self) -> str | None:
        return self.cookies.get(SESSION)

    @property
    def set_cookies(self) -> list[str]:
        """Every Set-Cookie line of the gateway's answers."""
        answers = [answer for answer in self.answers if str(answer.url).startswith(f"{self.gateway}/")]
        return [line for answer in answers for line in answer.headers.get_list("set-cookie")]

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        cross_site: bool = False,
        **rest: Any,
    ) -> httpx.Response:
        """One request, no redirect followed; `url` may be a path of the gateway.

        When a page of another site is what causes it, cookies that are `SameSite=Strict` are not sent.
        """
        target = httpx.URL(self.gateway).join(url)
        withheld = self.strict if cross_site else set()
        pairs = [f"{name}={value}" for name, value in self._kept_for(target).items() if name not in withheld]
        cookie = {"cookie": "; ".join(pairs)} if pairs else {}
        sent = httpx.Headers(cookie | dict(headers or {}), encoding="utf-8")
        answer = await self.http.request(method, target, headers=sent, **rest)
        self.answers.append(answer)
        for line in answer.headers.get_list("set-cookie"):
            self._keep(target, line)
        return answer

    async def fetch(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **rest: Any
    ) -> httpx.Response:
        """As the web client's own script does."""
        own = {"x-csrf": "1", "origin": self.gateway, "sec-fetch-site": "same-origin"}
        return await self.send(method, path, own | dict(headers or {}), **rest)

    async def navigate(self, url: str, *, cross_site: bool = False, **rest: Any) -> httpx.Response:
        """As a link does, of the web client's own pages or of another site's."""
        site = {"sec-fetch-site": "cross-site" if cross_site else "same-origin"}
        return await self.send("GET", url, NAVIGATION | site, cross_site=cross_site, **rest)

    async def authorize(self, login: str = "alice", **query: str) -> str:
        """Begin a login and sign in at the provider: the address of the callback, with its code."""
        begun = await self.navigate("/desktop/session/login", params=query)
        assert begun.status_code == 302, begun.text
        page = await self.navigate(begun.headers["location"])
        if page.status_code == 200:
            page = await self.send("POST", begun.headers["location"], data={"login": login})
        return page.headers["location"]

    async def sign_in(self, login: str = "alice", **query: str) -> httpx.Response:
        """The callback's answer."""
        return await self.navigate(await self.authorize(login, **query), cross_site=True)

    def _kept_for(self, url: httpx.URL) -> dict[str, str]:
        return self.jar.setdefault(url.netloc.decode(), {})

    def _keep(self, url: httpx.URL, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            self._kept_for(url)[name] = morsel.value
            if morsel["samesite"].lower() == "strict":
                self.strict.add(name)
            if morsel["max-age"] == "0":
                del self._kept_for(url)[name]


def parameters(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
