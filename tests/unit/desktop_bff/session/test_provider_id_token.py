"""ID tokens: none but one that this provider signed for this sign-in signs anybody in."""

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from desktop_bff.session.provider import Provider
from shared.problems import UpstreamFailed
from tests import forgeries
from tests.provider import ALICE, AUTHORITY, WebIdentity
from tests.unit.desktop_bff.session.logins import begun

NOW, DAY = int(time.time()), 86_400  # these tests may run long after this was read
WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://identity.test/other/v2.0"},
    "no issuer": {"iss": None},
    "for another client": {"aud": "stranger"},
    "for several clients": {"aud": ["web", "stranger"]},
    "an access token of the API": {"aud": "desktop-api"},
    "no audience": {"aud": None},
    "issued to another client": {"azp": "stranger"},
    "expired": {"exp": NOW - 1},
    "no expiry": {"exp": None},
    "an expiry as text": {"exp": str(NOW + DAY)},
    "an expiry beyond all time": {"exp": 10**400},
    "an expiry that never comes": {"exp": float("inf")},
    "issued in the future": {"iat": NOW + DAY},
    "no time of issue": {"iat": None},
    "not valid yet": {"nbf": NOW + DAY},
    "another sign-in's nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another tenant": {"tid": "other"},
    "no tenant": {"tid": None},
    "no subject": {"sub": None},
    "no object id": {"oid": None},
    "an object id that is a list": {"oid": [ALICE]},
}


@pytest.mark.parametrize("changes", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS.keys())
async def test_an_id_token_with_a_wrong_claim_signs_nobody_in(
    provider: Provider, identity: WebIdentity, changes: dict[str, Any]
) -> None:
    transaction = await begun(provider, identity)
    identity.id_changes |= changes
    owner = {name: changes[name] for name in ("tid", "oid") if name in changes}
    identity.changes["access_token"] = identity.token(aud="desktop-api", azp="web", **owner)
    with pytest.raises(UpstreamFailed):
        await provider.redeem(transaction, "code", AUTHORITY)


Forge = Callable[[WebIdentity, str], str]


def unsigned(algorithm: str) -> Forge:
    return lambda _, token: forgeries.unsigned(token, algorithm)


def signed_with_another_key(_: WebIdentity, token: str) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims, rsa.generate_private_key(65537, 2048), "RS256", {"kid": "key-1"})


FORGERIES: dict[str, Forge] = {
    **{f"alg {name}": unsigned(name) for name in ("none", "None", "NONE", "nOnE", "")},
    "HS256 with the public key": lambda identity, token: forgeries.signed_with_the_public_key(
        token, identity.key.public_key()
    ),
    "another key": signed_with_another_key,
    "rewritten": lambda _, token: forgeries.rewritten(token, oid="bob"),
    "no signature": lambda _, token: token.rpartition(".")[0] + ".",
    "padded": lambda _, token: token + "==",
    "nothing": lambda *_: "",
    "rubbish": lambda *_: "rubbish",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
async def test_a_forged_id_token_signs_nobody_in(
    provider: Provider, identity: WebIdentity, forge: Forge
) -> None:
    transaction = await begun(provider, identity)
    identity.changes["id_token"] = forge(identity, identity.id_token(**identity.id_changes))
    with pytest.raises(UpstreamFailed):
        await provider.redeem(transaction, "code", AUTHORITY)


async def test_an_answer_without_id_token_signs_nobody_in(provider: Provider, identity: WebIdentity) -> None:
    transaction = await begun(provider, identity)
    identity.changes["id_token"] = None
    with pytest.raises(UpstreamFailed):
        await provider.redeem(transaction, "code", AUTHORITY)
