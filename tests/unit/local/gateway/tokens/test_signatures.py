"""Which published keys are usable, and for what."""

import base64
from contextlib import suppress
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from local.gateway.tokens.compact import MalformedToken, read
from local.gateway.tokens.signatures import modulus_key, published_keys

WEAK_MODULUS = base64.urlsafe_b64encode(b"\xff" * 128).decode().rstrip("=")


def document(key: RSAKey | ECKey, **changes: Any) -> dict[str, Any]:
    return {**key.as_dict(private=False), **changes}


def test_rsa_key_is_for_rsa_algorithms(signing_key: RSAKey) -> None:
    (key,) = published_keys([document(signing_key)])
    assert key.key_id == "first"
    assert key.algorithms == {"RS256", "RS384", "RS512", "PS256"}


def test_key_that_names_its_algorithm_is_for_that_one(signing_key: RSAKey) -> None:
    (key,) = published_keys([document(signing_key, alg="RS512")])
    assert key.algorithms == {"RS512"}


def test_curve_decides_the_algorithm() -> None:
    (key,) = published_keys([document(ECKey.generate_key("P-384"))])
    assert key.algorithms == {"ES384"}


@pytest.mark.parametrize(
    "changes",
    [
        {"use": "enc"},
        {"key_ops": ["encrypt"]},
        {"alg": "HS256"},
        {"alg": "ES256"},
        {"n": "%%%"},
        {"kty": "XYZ"},
    ],
)
def test_key_for_anything_else_is_left_out(signing_key: RSAKey, changes: dict[str, Any]) -> None:
    assert published_keys([document(signing_key, **changes)]) == []


def test_header_of_any_depth_is_refused(signing_key: RSAKey) -> None:
    """How deep is too deep depends on who reads it, and from where."""
    (key,) = published_keys([document(signing_key)])
    for depth in range(500, 1000):
        header = f'{{"alg":"RS256","kid":"first","x":{"[" * depth}{"]" * depth}}}'
        segment = base64.urlsafe_b64encode(header.encode()).decode().rstrip("=")
        with suppress(MalformedToken):
            assert not key.verifies(read(f"{segment}.e30.AAAA"))


def test_weak_and_symmetric_keys_are_left_out() -> None:
    weak = {"kty": "RSA", "n": WEAK_MODULUS, "e": "AQAB"}
    symmetric = OctKey.generate_key(256).as_dict(private=True)
    assert published_keys([weak, symmetric, "text", None]) == []


def test_weak_inline_key_is_refused() -> None:
    with pytest.raises(ValueError, match="an RSA key needs 2048 bits"):
        modulus_key(WEAK_MODULUS, "AQAB", None)
