"""Tokens that must open nothing: refused by the gateway, and by a BFF that is called around it."""

import json
from collections.abc import Awaitable, Callable

import httpx
import pytest
from joserfc import jws, jwt
from joserfc.jwk import RSAKey

from local.stack.clients import TokenRequest, request_token
from local.stack.directory import read_directory
from tests import forgeries
from tests.system.conftest import APIM_KEY, Portico

Attack = Callable[[Portico, str], Awaitable[str]]


def forged(forge: Callable[..., str], *words: object, **members: object) -> Attack:
    """Made of a good token."""

    async def attack(portico: Portico, channel: str) -> str:
        return forge(await portico.token(channel=channel), *words, **members)

    return attack


def signed_by_another_key(token: str, **claims: object) -> str:
    """Right in all but its key, and what else is changed."""
    good = jws.extract_compact(token.encode())
    return jwt.encode(good.headers(), json.loads(good.payload) | claims, RSAKey.generate_key(2048))


async def hmac_with_the_public_key(portico: Portico, channel: str) -> str:
    directory = read_directory(portico.world.layout)
    url = f"{portico.world.layout.url('identity')}/{directory.tenant_id}/discovery/v2.0/keys"
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        key = RSAKey.import_key((await http.get(url)).json()["keys"][0])
    return forgeries.signed_with_the_public_key(await portico.token(channel=channel), key.public_key)


async def of_the_other_channel(portico: Portico, channel: str) -> str:
    return await portico.token(channel="desktop" if channel == "mobile" else "mobile")


async def expired(portico: Portico, channel: str) -> str:
    return await portico.token(channel=channel, lifetime=-60)


async def id_token(portico: Portico, channel: str) -> str:
    request = TokenRequest(channel, "alice", extra_scopes=("openid", "profile"))
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        return str((await request_token(http, portico.world.layout, request))["id_token"])


def json_serialised(token: str) -> str:
    header, payload, signature = token.split(".")
    return json.dumps({"protected": header, "payload": payload, "signature": signature})


ATTACKS: dict[str, Attack] = {
    **{f"alg {name}": forged(forgeries.unsigned, name) for name in ("none", "None", "NONE", "nOnE")},
    **{
        f"header alg {name!r}": forged(forgeries.reheaded, alg=name)
        for name in ("HS256", "RS512", "rs256", "", None, 1)
    },
    "HS256 with the public key": hmac_with_the_public_key,
    "of the other channel": of_the_other_channel,
    "expired": expired,
    "an ID token": id_token,
    "JSON serialisation": forged(json_serialised),
    "another key": forged(signed_by_another_key),
    "another issuer": forged(signed_by_another_key, iss="https://evil.test/v2.0"),
    "another user": forged(forgeries.rewritten, oid="00000000-0000-0000-0000-000000000000"),
    "another role": forged(forgeries.rewritten, roles=["Orders.Read.All"]),
    "unknown key id": forged(forgeries.reheaded, kid="unknown"),
    "key id as path": forged(forgeries.reheaded, kid="../../../../dev/null"),
    "key id of 10 kB": forged(forgeries.reheaded, kid="x" * 10_000),
    "critical extension": forged(forgeries.reheaded, crit=["x"], x=1),
    "padded": forged(lambda token: f"{token}=="),
    "unsigned": forged(lambda token: token.rpartition(".")[0]),
    "empty signature": forged(lambda token: token.rpartition(".")[0] + "."),
    "six parts": forged(lambda token: f"{token}.{token}"),
    "last bit flipped": forged(lambda token: token[:-3] + ("A" if token[-3] != "A" else "B") + token[-2:]),
    "20 kB": forged(lambda _: "x" * 20_000),
    "nothing": forged(lambda _: ""),
    "dots": forged(lambda _: ".."),
    "rubbish": forged(lambda _: "rubbish"),
}
EVERY_ATTACK = pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
EVERY_CHANNEL = pytest.mark.parametrize("channel", ["mobile", "desktop"])


def refused(answer: httpx.Response) -> bool:
    known = answer.json()["code"] in {"token_invalid", "token_missing"}
    return known and answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer")


@EVERY_CHANNEL
@EVERY_ATTACK
async def test_the_gateway_refuses(portico: Portico, channel: str, attack: Attack) -> None:
    token = await attack(portico, channel)
    answer = await portico.get(f"/{channel}/orders", authorization=f"Bearer {token}")
    assert refused(answer), answer.text
    assert portico.hosts[channel].invocations == 0


@EVERY_CHANNEL
@EVERY_ATTACK
async def test_the_bff_refuses_when_called_around_the_gateway(
    portico: Portico, channel: str, attack: Attack
) -> None:
    headers = {"x-functions-key": APIM_KEY, "authorization": f"Bearer {await attack(portico, channel)}"}
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        answer = await http.get(f"{portico.world.layout.url(channel)}/{channel}/orders", headers=headers)
    assert refused(answer), answer.text


@EVERY_CHANNEL
async def test_a_key_url_in_a_token_is_never_fetched(portico: Portico, channel: str) -> None:
    """An unmounted host would be a refused connection; the token fails for its signature alone."""
    urls = {"jku": "https://canary.test/keys", "x5u": "https://canary.test/x5u"}
    token = await forged(forgeries.reheaded, **urls)(portico, channel)
    assert refused(await portico.get(f"/{channel}/orders", authorization=f"Bearer {token}"))
    assert portico.world.internet.refused == []
