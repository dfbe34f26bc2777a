"""A token counts only with a signature of the issuer's own key: J1 to J6 and J13 of docs/security.md."""

import base64
import hmac
import json

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from shared.problems import UpstreamFailed
from shared.signing_keys import MIN_REFETCH_SECONDS, SigningKeys
from shared.token_verifier import TokenVerifier, unverified_claims
from tests.clock import Clock
from tests.provider import AUTHORITY
from tests.unit.shared.issuer import REQUIRED, Issuer, encoded, good, refused, signed


async def test_a_good_token_tells_its_claims(verifier: TokenVerifier, issuer: Issuer) -> None:
    claims = issuer.claims()
    token = issuer.token(**claims)
    assert await verifier.claims(token, "mobile-api", REQUIRED) == claims
    assert unverified_claims(token) == claims


ALGORITHMS = (
    "none",
    "None",
    "NONE",
    "nOnE",
    "",
    "rs256",
    "RS256 ",
    "RS384",
    "RS512",
    "PS256",
    "ES256",
    "HS256",
)


@pytest.mark.parametrize("algorithm", [*ALGORITHMS, None, 1, ["RS256"], {"alg": "RS256"}], ids=str)
async def test_j1_no_algorithm_but_the_issuers_is_accepted(
    verifier: TokenVerifier, issuer: Issuer, algorithm: object
) -> None:
    assert await refused(verifier, good(issuer, alg=algorithm))


PUBLIC_FORMS = [serialization.PublicFormat.SubjectPublicKeyInfo, serialization.PublicFormat.PKCS1]


@pytest.mark.parametrize("encoding", [serialization.Encoding.DER, serialization.Encoding.PEM])
@pytest.mark.parametrize("form", PUBLIC_FORMS)
async def test_j2_the_public_key_is_no_secret(
    verifier: TokenVerifier,
    issuer: Issuer,
    form: serialization.PublicFormat,
    encoding: serialization.Encoding,
) -> None:
    public = issuer.key.public_key().public_bytes(encoding, form)
    text = good(issuer, alg="HS256").rpartition(".")[0]
    assert await refused(verifier, f"{text}.{encoded(hmac.digest(public, text.encode(), 'sha256'))}")


@pytest.mark.parametrize(
    "changes",
    [
        {"use": "enc"},
        {"alg": "PS256"},
        {"alg": "RSA-OAEP"},
        {"key_ops": ["encrypt"]},
        {"key_ops": None},
        {"kty": "EC"},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"n": "not-a-number"},
        {"kid": None},
        {"kid": ["key-1"]},
    ],
    ids=str,
)
async def test_j3_a_key_meant_for_something_else_verifies_nothing_and_spoils_no_other(
    verifier: TokenVerifier, issuer: Issuer, changes: dict[str, object], rsa_key: rsa.RSAPrivateKey
) -> None:
    issuer.jwks = [issuer.published | changes, issuer.published | {"kid": "key-2"}, "no key", None]
    assert await refused(verifier, good(issuer))
    assert await verifier.claims(good(issuer, kid="key-2"), "mobile-api", REQUIRED)


async def test_j3_a_key_of_an_elliptic_curve_verifies_no_rs256(
    verifier: TokenVerifier, issuer: Issuer
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer.jwks = [
        ECAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": "key-1"},
        issuer.published | {"kid": "key-2"},
    ]
    token = jwt.encode(issuer.claims(), key, "ES256", {"kid": "key-1"})
    assert await refused(verifier, token)
    zeros = encoded(bytes(64))
    assert await refused(verifier, f"{token.rpartition('.')[0]}.{zeros}")


@pytest.mark.parametrize(
    "header",
    [
        {"jku": "https://canary.test/keys"},
        {"x5u": "https://canary.test/certificate"},
        {"x5c": ["MIIB"]},
        {"jwk": {"kty": "oct", "k": "c2VjcmV0"}},
    ],
    ids=str,
)
async def test_j4_a_key_in_the_header_is_neither_fetched_nor_believed(
    verifier: TokenVerifier, issuer: Issuer, header: dict[str, object]
) -> None:
    stranger = rsa.generate_private_key(65537, 2048)
    token = jwt.encode(issuer.claims(), stranger, "RS256", {"kid": "key-1"} | header)
    assert await refused(verifier, token)
    assert {request.url.host for request in issuer.requests} == {"identity.test"}


KEY_IDS = [
    "key-2",
    "",
    "../../../dev/null",
    "' OR 1=1 --",
    "https://canary.test/key",
    "x" * 10_000,
    "\x00",
    None,
    1,
]


@pytest.mark.parametrize("key_id", KEY_IDS, ids=lambda key_id: str(key_id)[:20])
async def test_j5_a_key_id_is_a_look_up_and_nothing_else(
    verifier: TokenVerifier, issuer: Issuer, key_id: object
) -> None:
    issuer.jwks = [issuer.published, issuer.published | {"kid": "other"}]
    assert await refused(verifier, good(issuer, kid=key_id))
    assert {request.url.path.rpartition("/")[2] for request in issuer.requests} <= {
        "openid-configuration",
        "jwks_uri",
    }


async def test_j5_a_token_without_key_id_is_refused_even_if_there_is_one_key(
    verifier: TokenVerifier, issuer: Issuer
) -> None:
    assert await refused(verifier, signed(issuer, {"alg": "RS256"}, json.dumps(issuer.claims()).encode()))


async def test_j6_unknown_key_ids_fetch_the_keys_at_most_every_thirty_seconds(
    verifier: TokenVerifier, issuer: Issuer, clock: Clock
) -> None:
    for number in range(20):
        assert await refused(verifier, good(issuer, kid=f"forged-{number}"))
    assert issuer.count("jwks_uri") == 1
    clock.now += MIN_REFETCH_SECONDS + 1
    assert await refused(verifier, good(issuer, kid="forged"))
    assert issuer.count("jwks_uri") == 2


@pytest.mark.parametrize("position", [0, 20, 100, 255])
async def test_j13_every_bit_of_the_signature_counts(
    verifier: TokenVerifier, issuer: Issuer, position: int
) -> None:
    text, _, signature = good(issuer).rpartition(".")
    changed = bytearray(base64.urlsafe_b64decode(signature + "=="))
    changed[position] ^= 1
    assert await refused(verifier, f"{text}.{encoded(bytes(changed))}")
    assert await refused(verifier, f"{text}.{encoded(bytes(changed[:position]) or bytes(256))}")


async def test_j13_a_weak_key_verifies_nothing(verifier: TokenVerifier, issuer: Issuer) -> None:
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - that is the point
    public = RSAAlgorithm.to_jwk(weak.public_key(), as_dict=True)
    issuer.jwks = [public | {"kid": "key-1"}]
    issuer.key = weak
    assert await refused(verifier, good(issuer))


async def test_without_keys_no_token_is_blamed(issuer: Issuer, clock: Clock) -> None:
    down = SigningKeys(AUTHORITY, httpx.MockTransport(lambda _: httpx.Response(503)), clock)
    with pytest.raises(UpstreamFailed):
        await TokenVerifier(AUTHORITY, down, clock).claims(good(issuer), "mobile-api", REQUIRED)
