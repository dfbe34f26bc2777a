"""Signing keys and the algorithms they may be used with."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, RSAKey, import_key

from local.gateway.tokens.compact import CompactToken

RSA_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256"})
EC_ALGORITHMS = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
HMAC_ALGORITHMS = frozenset({"HS256", "HS384", "HS512"})
MIN_RSA_BITS = 2048

PublicKey = RSAKey | ECKey | OctKey


@dataclass(frozen=True)
class SigningKey:
    """A key, its id, and the algorithms that it is for."""

    key: PublicKey
    key_id: str | None
    algorithms: frozenset[str]

    def verifies(self, token: CompactToken) -> bool:
        if token.algorithm not in self.algorithms:
            return False
        registry = jws.JWSRegistry(algorithms=[token.algorithm], strict_check_header=False)
        registry.max_header_length = registry.max_payload_length = len(token.text)
        try:
            jws.deserialize_compact(token.text, self.key, registry=registry)
        except (JoseError, ValueError, RecursionError):  # it reads the header again, deeper in the stack
            return False
        return True


def published_keys(documents: Iterable[object]) -> list[SigningKey]:
    """The usable keys of a JWK set; symmetric, weak, malformed and encryption keys are left out."""
    keys = [_published(document) for document in documents if isinstance(document, dict)]
    return [key for key in keys if key]


def _published(document: dict[str, object]) -> SigningKey | None:
    if document.get("use", "sig") != "sig" or "verify" not in _texts(document.get("key_ops", ["verify"])):
        return None
    if document.get("kty") == "RSA" and not _is_strong(str(document.get("n"))):
        return None
    try:
        key = import_key({name: value for name, value in document.items() if isinstance(value, str)})
    except (JoseError, ValueError, KeyError):
        return None
    if not isinstance(key, RSAKey | ECKey):
        return None
    kid, algorithm = document.get("kid"), document.get("alg")
    algorithms = _algorithms(key)
    if algorithm is not None:
        algorithms &= {str(algorithm)}
    return SigningKey(key, kid if isinstance(kid, str) else None, algorithms) if algorithms else None


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _algorithms(key: RSAKey | ECKey) -> frozenset[str]:
    if isinstance(key, RSAKey):
        return RSA_ALGORITHMS
    return frozenset({EC_ALGORITHMS[key.curve_name]}) if key.curve_name in EC_ALGORITHMS else frozenset()


def _is_strong(modulus: str) -> bool:
    """Whether a base64url modulus has bits enough."""
    try:
        number = base64.urlsafe_b64decode(modulus + "=" * (-len(modulus) % 4))
    except ValueError:
        return False
    return int.from_bytes(number).bit_length() >= MIN_RSA_BITS


def shared_key(secret: str, key_id: str | None) -> SigningKey:
    """An HMAC key from its base64 text; raises ValueError when it is not base64."""
    return SigningKey(OctKey.import_key(base64.b64decode(secret, validate=True)), key_id, HMAC_ALGORITHMS)


def modulus_key(modulus: str, exponent: str, key_id: str | None) -> SigningKey:
    """An RSA key from its base64url modulus and exponent; raises ValueError when it is weak or malformed."""
    if not _is_strong(modulus):
        raise ValueError(f"an RSA key needs {MIN_RSA_BITS} bits")
    try:
        key = RSAKey.import_key({"kty": "RSA", "n": modulus, "e": exponent})
    except JoseError as error:
        raise ValueError(str(error)) from error
    return SigningKey(key, key_id, RSA_ALGORITHMS)
