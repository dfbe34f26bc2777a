"""The endpoints of signing in, over a provider that answers as it should or not at all."""

from collections.abc import Sequence
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from pydantic import ValidationError

from desktop_bff.session import cookies
from desktop_bff.session.provider import Provider
from desktop_bff.session.sealing import Sealer
from desktop_bff.session.sessions import Sessions
from desktop_bff.session.sign_in import CallbackQuery, LoginQuery, SignInEndpoints
from desktop_bff.session.transactions import Transactions
from shared.inputs import read_query
from shared.operation import Visit
from shared.problems import InvalidRequest, SessionExpired, UpstreamProblem
from shared.responses import Answer
from tests.clock import Clock
from tests.provider import AUTHORITY, WebIdentity
from tests.unit.desktop_bff.session.outages import EVERY_OUTAGE

CODE = {"code": "code", "iss": AUTHORITY}


@pytest.fixture
def transactions(clock: Clock) -> Transactions:
    return Transactions(Sealer({"key-1": bytes(32)}), clock)


@pytest.fixture
def sign_in(
    provider: Provider, transactions: Transactions, sessions: Sessions, clock: Clock
) -> SignInEndpoints:
    clock.now += 60  # tokens are issued by the real clock, which goes on
    return SignInEndpoints(provider, transactions, sessions, "https://gateway.test", clock)


def kept(lines: Sequence[str]) -> dict[str, str]:
    """The cookies a browser has after these Set-Cookie lines."""
    jar = {name: morsel for line in lines for name, morsel in SimpleCookie(line).items()}
    return {name: morsel.value for name, morsel in jar.items() if morsel["max-age"] != "0"}


def visit(jar: dict[str, str]) -> Visit:
    return Visit({"cookie": "; ".join(f"{name}={value}" for name, value in jar.items())})


async def begin(
    sign_in: SignInEndpoints,
    identity: WebIdentity,
    jar: dict[str, str] | None = None,
    return_url: str = "/app/",
) -> tuple[str, dict[str, str]]:
    """The state of a login under way, and the browser's cookies; the provider will repeat its nonce."""
    answer = await sign_in.login(visit(jar or {}), LoginQuery.model_validate({"returnUrl": return_url}))
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    identity.id_changes = {"nonce": asked["nonce"][0]}
    return asked["state"][0], (jar or {}) | kept(answer.cookies)


async def finish(sign_in: SignInEndpoints, jar: dict[str, str], state: str, **sent: str) -> Answer[None]:
    return await sign_in.callback(visit(jar), CallbackQuery.model_validate({"state": state} | sent))


async def test_a_login_ends_with_a_session_where_it_began(
    sign_in: SignInEndpoints, identity: WebIdentity, sessions: Sessions
) -> None:
    state, jar = await begin(sign_in, identity, return_url="/app/orders")
    answer = await finish(sign_in, jar, state, **CODE)
    assert answer.headers == {"Location": "/app/orders"}
    (name,) = jar = kept(answer.cookies)
    session = (await sessions.find(jar[name])).session
    assert (name, session.user.name) == (cookies.SESSION, "Alice Larsen")
    assert session.logout_url.startswith(f"{AUTHORITY}/end_session_endpoint?client_id=web&")


async def test_the_former_session_ends_though_its_cookie_comes_with_the_beginning_only(
    sign_in: SignInEndpoints, identity: WebIdentity, sessions: Sessions
) -> None:
    state, jar = await begin(sign_in, identity)
    former = kept((await finish(sign_in, jar, state, **CODE)).cookies)
    state, jar = await begin(sign_in, identity, former)
    await sessions.find(former[cookies.SESSION])
    del jar[cookies.SESSION]
    await finish(sign_in, jar, state, **CODE)
    with pytest.raises(SessionExpired):
        await sessions.find(former[cookies.SESSION])


async def test_the_session_of_a_login_that_ended_meanwhile_does_not_live_on_unseen(
    sign_in: SignInEndpoints, identity: WebIdentity, sessions: Sessions, transactions: Transactions
) -> None:
    state, jar = await begin(sign_in, identity)
    other_state, jar = await begin(sign_in, identity, jar)
    other = kept((await finish(sign_in, jar, other_state, **CODE)).cookies)
    identity.id_changes = {
        "nonce": Transactions(Sealer({"key-1": bytes(32)})).read(visit(jar).headers)[0].nonce_claim
    }
    await finish(sign_in, jar | other, state, **CODE)
    with pytest.raises(SessionExpired):
        await sessions.find(other[cookies.SESSION])


async def test_a_login_that_fails_leaves_the_former_session_alone(
    sign_in: SignInEndpoints, identity: WebIdentity, sessions: Sessions
) -> None:
    state, jar = await begin(sign_in, identity)
    former = kept((await finish(sign_in, jar, state, **CODE)).cookies)
    state, jar = await begin(sign_in, identity, former)
    identity.changes = {"error": "invalid_grant"}
    with pytest.raises(InvalidRequest):
        await finish(sign_in, jar, state, **CODE)
    await sessions.find(former[cookies.SESSION])


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("access_denied", "denied"),
        ("server_error", "failed"),
        ("interaction_required", "failed"),
        ("x y", "failed"),
    ],
)
async def test_a_providers_refusal_is_told_in_a_word_of_ours(
    sign_in: SignInEndpoints, identity: WebIdentity, error: str, told: str
) -> None:
    state, jar = await begin(sign_in, identity, return_url="/app/?view=x#y")
    answer = await finish(sign_in, jar, state, error=error, code="ignored")
    assert answer.headers["Location"] == f"/app/?view=x&login={told}#y"
    assert kept(answer.cookies) == {}


@EVERY_OUTAGE
async def test_an_outage_ends_a_login_and_cleans_up_after_it(
    sign_in: SignInEndpoints, identity: WebIdentity, outage: object
) -> None:
    state, jar = await begin(sign_in, identity)
    identity.outage = outage  # type: ignore[assignment]  # parametrised
    with pytest.raises(UpstreamProblem) as raised:
        await finish(sign_in, jar, state, **CODE)
    assert kept(raised.value.cookies) == {}
    assert raised.value.cookies


async def test_a_refused_code_leaves_the_other_logins_under_way(
    sign_in: SignInEndpoints, identity: WebIdentity, transactions: Transactions
) -> None:
    other, jar = await begin(sign_in, identity)
    state, jar = await begin(sign_in, identity, jar)
    identity.changes = {"error": "invalid_grant"}
    with pytest.raises(InvalidRequest) as raised:
        await finish(sign_in, jar, state, **CODE)
    (remaining,) = transactions.read(visit(kept(raised.value.cookies)).headers)
    assert remaining.state == other


@pytest.mark.parametrize("late", [True, False])
async def test_a_login_late_or_used_is_begun_again(
    sign_in: SignInEndpoints, identity: WebIdentity, clock: Clock, late: bool
) -> None:
    state, jar = await begin(sign_in, identity, return_url="/app/?a=b&c")
    if late:
        clock.now += 601
    else:
        await finish(sign_in, jar, state, **CODE)
    asked = len(identity.forms())
    answer = await finish(sign_in, jar, state, **CODE)
    again = "https://gateway.test/desktop/session/login?returnUrl=%2Fapp%2F%3Fa%3Db%26c"
    assert (answer.headers["Location"], kept(answer.cookies)) == (again, {})
    assert len(identity.forms()) == asked


async def test_a_state_that_this_browser_did_not_begin_is_refused(
    sign_in: SignInEndpoints, identity: WebIdentity
) -> None:
    state, _ = await begin(sign_in, identity)
    with pytest.raises(InvalidRequest) as raised:
        await finish(sign_in, {}, state, **CODE)
    assert raised.value.parameter == "state"
    assert identity.forms() == []


@pytest.mark.parametrize(
    "query",
    [
        {"returnUrl": "//evil.test"},
        {"returnUrl": "/\\evil.test"},
        {"returnUrl": "https://evil.test"},
        {"returnUrl": "/app\n"},
        {"returnUrl": ""},
        {"prompt": "none"},
        {"prompt": "login consent"},
        {"claims": "[]"},
        {"claims": "{"},
        {"claims": '{"a":"' + 1000 * "x" + '"}'},
        {"return_url": "/app/"},
        {"loginHint": "alice"},
    ],
)
def test_a_login_takes_no_parameter_but_its_own(query: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        LoginQuery.model_validate(query)


@pytest.mark.parametrize("claims", ["", "x", '{"a":1}x', "[]", "1" * 1000, "[" * 1000])
def test_claims_that_are_no_json_object_are_refused_in_words_of_our_own(claims: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_query(LoginQuery, f"https://gateway.test/login?{urlencode({'claims': claims})}")
    assert refused.value.detail == "The query parameter claims is not valid: it is not a JSON object."


@pytest.mark.parametrize("prompt", ["login", "select_account"])
async def test_prompt_and_claims_go_to_the_provider(sign_in: SignInEndpoints, prompt: str) -> None:
    query = LoginQuery(prompt=prompt, claims='{"access_token":{}}')
    answer = await sign_in.login(Visit({}), query)
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (asked["prompt"], asked["claims"]) == ([prompt], ['{"access_token":{}}'])


@pytest.mark.parametrize("sent", [{}, {"state": ""}, {"state": "x" * 201}, {"state": "x", "code": "é"}])
def test_an_authorization_response_is_of_the_characters_of_its_standard(sent: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        CallbackQuery.model_validate(sent)


def test_a_provider_may_add_to_its_response() -> None:
    assert CallbackQuery.model_validate({"state": "x", "session_state": "y"}).state == "x"
