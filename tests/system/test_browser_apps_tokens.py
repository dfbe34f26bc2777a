"""Codes and tokens behind a session (R1, R4 to R6, R8, R12; J7, J8 and J13 where a cookie is the way in)."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from local.identity.sign_in import registered_client
from local.identity.signing_keys import SigningKeys
from local.stack.directory import app, read_directory
from shared.token_verifier import unverified_claims
from tests.system.browser import Browser, parameters
from tests.system.conftest import Portico
from tests.system.interception import Document, Interceptor, intercepted

LOGIN, CALLBACK, ME = (f"/desktop/session/{name}" for name in ("login", "callback", "me"))
SCREEN = "/desktop/products?pages=1"


@pytest.fixture
def provider(portico: Portico) -> Iterator[Interceptor]:
    with intercepted(portico) as provider:
        yield provider


@pytest.fixture
def keys(portico: Portico) -> SigningKeys:
    """The provider's own."""
    return SigningKeys(portico.world.layout.state / "identity" / "signing_keys.json")


ELSEWHERE: dict[str, Callable[[str], str]] = {
    "a slash more": lambda uri: f"{uri}/",
    "a query": lambda uri: f"{uri}?x=1",
    "the same by a detour": lambda uri: f"{uri}/../callback",
    "in capitals": lambda uri: uri.upper(),
    "another name of this machine": lambda uri: uri.replace("127.0.0.1", "localhost"),
    "a longer host": lambda uri: uri.replace("127.0.0.1", "127.0.0.1.evil.test"),
    "a stranger": lambda _: "https://evil.test/callback",
}


@pytest.mark.parametrize("change", ELSEWHERE.values(), ids=ELSEWHERE.keys())
async def test_r1_a_code_goes_to_the_registered_address_and_nowhere_else(
    portico: Portico, change: Callable[[str], str]
) -> None:
    browser = portico.browser()
    begun = httpx.URL((await browser.navigate(LOGIN)).headers["location"])
    assert begun.params["redirect_uri"] == f"{browser.gateway}{CALLBACK}"
    elsewhere = begun.copy_set_param("redirect_uri", change(begun.params["redirect_uri"]))
    answer = await browser.send("POST", str(elsewhere), data={"login": "alice"})
    assert (answer.status_code, "location" in answer.headers) == (400, False)


async def test_r4_a_stolen_code_is_of_no_use_in_another_login(portico: Portico) -> None:
    """The thief's browser has a login of its own under way, whose state is right: PKCE stops it."""
    stolen = parameters(await portico.browser().authorize("alice"))["code"]
    thief = portico.browser()
    own = parameters(await thief.authorize("bob"))
    answer = await thief.send("GET", CALLBACK, params=own | {"code": stolen}, cross_site=True)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert thief.session is None


@pytest.mark.parametrize("name", ["code_challenge", "code_challenge_method"])
async def test_r5_a_login_without_pkce_ends_without_a_session(portico: Portico, name: str) -> None:
    browser = portico.browser()
    begun = httpx.URL((await browser.navigate(LOGIN)).headers["location"])
    sent_back = await browser.send("POST", str(begun.copy_remove_param(name)), data={"login": "alice"})
    answer = await browser.navigate(sent_back.headers["location"], cross_site=True)
    assert (answer.status_code, parameters(answer.headers["location"])["login"]) == (303, "failed")
    assert browser.session is None


async def test_r5_a_code_is_always_redeemed_with_its_verifier(
    portico: Portico, provider: Interceptor
) -> None:
    await portico.browser().sign_in()
    (form,) = provider.forms("token")
    assert len(form["code_verifier"]) >= 43


async def test_r6_each_token_is_for_one_audience(portico: Portico, provider: Interceptor) -> None:
    browser = portico.browser()
    await browser.sign_in()
    assert (await browser.fetch("GET", "/desktop/orders?pages=1")).status_code == 200
    session, *upstreams = [unverified_claims(document["access_token"]) for document in provider.granted]
    directory = read_directory(portico.world.layout)
    assert session["aud"] == app(directory, "portico-desktop").client_id
    assert session["scp"].split() == ["catalog.read", "orders.read", "orders.write"]
    audiences = sorted(token["aud"] for token in upstreams)
    assert audiences == sorted(app(directory, name).client_id for name in ("orders", "products", "users"))


async def test_r6_the_sessions_token_opens_no_other_door(portico: Portico, provider: Interceptor) -> None:
    browser = portico.browser()
    await browser.sign_in()
    bearer = {"authorization": f"Bearer {provider.granted[0]['access_token']}"}
    assert (await portico.request("GET", SCREEN, None, bearer)).status_code == 200
    assert (await portico.request("GET", "/mobile/orders", None, bearer)).status_code == 401
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        for service in ("orders", "products", "users"):
            url = f"{portico.world.layout.url(service)}/{service}"
            assert (await http.get(url, headers=bearer)).status_code == 401


async def test_r8_what_follows_a_login_is_a_get(portico: Portico) -> None:
    assert (await portico.browser().sign_in()).status_code == 303


async def test_r12_a_refresh_token_used_by_two_is_good_for_neither(portico: Portico) -> None:
    """Somebody has stolen it, and the client's key too, and was quicker: the provider finds both out."""
    layout = portico.world.layout
    directory = read_directory(layout)
    client = registered_client(directory, layout.state / "identity", "web", portico.clock)
    endpoint = f"{layout.url('identity')}/{directory.tenant_id}/oauth2/v2.0/token"

    async def steal(refresh_token: str) -> httpx.Response:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token} | client.credentials(endpoint)
        return await browser.http.post(endpoint, data=form)

    with intercepted(portico, portico.clock) as provider:
        browser = portico.browser()
        await browser.sign_in("chen")
        stolen = await steal(provider.granted[0]["refresh_token"])
        for _ in range(2):
            portico.clock.advance(1700)
            answer = await browser.fetch("GET", SCREEN)
        again = await steal(stolen.json()["refresh_token"])
    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


Forge = Callable[[str, SigningKeys], str]


def resigned(**changes: object) -> Forge:
    """With the provider's true key: the claims alone decide."""

    def forge(token: str, keys: SigningKeys) -> str:
        claims = unverified_claims(token) | changes
        return keys.sign({name: value for name, value in claims.items() if value is not None})

    return forge


def signed_by_a_stranger(token: str, keys: SigningKeys) -> str:
    header = jwt.decode(token, keys.accepted).header
    return jwt.encode(header, unverified_claims(token), RSAKey.generate_key(2048))


FORGERIES: dict[str, Forge] = {
    "J7 expired": resigned(exp=1),
    "J7 not valid yet": resigned(nbf=4_000_000_000),
    "J7 another issuer": resigned(iss="https://evil.test/v2.0"),
    "J7 another audience": resigned(aud="c0d716c5-7972-50ed-8cec-85280fa35730"),
    "J7 for another client": resigned(azp="d0a170e7-7e80-5cfe-b052-ba59b98d77f8"),
    "J8 grants nothing, as an ID token": resigned(scp=None),
    "J13 another key": signed_by_a_stranger,
    "J13 a bit of the signature": lambda token, _: (
        token[:-3] + ("A" if token[-3] != "A" else "B") + token[-2:]
    ),
}


async def sign_in_with(
    browser: Browser, provider: Interceptor, forge: Callable[[str], str]
) -> httpx.Response:
    def change(document: Document) -> Document:
        return document | {"access_token": forge(document["access_token"])}

    provider.changes["/token"] = change
    return await browser.sign_in()


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
async def test_the_token_of_a_session_is_checked_like_any_callers(
    portico: Portico, provider: Interceptor, keys: SigningKeys, forge: Forge
) -> None:
    browser = portico.browser()
    landed = await sign_in_with(browser, provider, lambda token: forge(token, keys))
    assert landed.status_code == 303
    answer = await browser.fetch("GET", SCREEN)
    assert answer.status_code in {401, 403}
    assert answer.json()["code"] in {"token_invalid", "insufficient_scope"}
    assert (await browser.fetch("GET", ME)).status_code == 200, "it is the token's fault, not the session's"


@pytest.mark.parametrize("claim", ["oid", "tid"])
async def test_a_session_never_gets_somebody_elses_token(
    portico: Portico, provider: Interceptor, keys: SigningKeys, claim: str
) -> None:
    browser = portico.browser()
    forge = resigned(**{claim: "1c0b865a-b7da-5ee9-8efa-6d83ddc125a6"})
    answer = await sign_in_with(browser, provider, lambda token: forge(token, keys))
    assert (answer.status_code, answer.json()["code"]) == (502, "upstream_failed")
    assert browser.session is None
