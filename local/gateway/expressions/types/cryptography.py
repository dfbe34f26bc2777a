"""Hashes, HMACs, AES, random bytes."""

import hashlib
import hmac
import secrets
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.declaration import Definition, method, prop
from local.gateway.expressions.types.strings import required

_HASHES = {"MD5": "md5", "SHA1": "sha1", "SHA256": "sha256", "SHA384": "sha384", "SHA512": "sha512"}


class Hash:
    """A hash algorithm, or with a key its HMAC."""

    def __init__(self, algorithm: str, key: bytes | None = None) -> None:
        self._algorithm = algorithm
        self.key = key
        self.value = b""

    def __str__(self) -> str:
        kind = "" if self.key is None else "HMAC"
        return f"System.Security.Cryptography.{kind}{self._algorithm.upper()}"

    def compute(self, buffer: bytes, *_: object) -> bytes:
        content = bytes(required(buffer, "buffer"))
        if self.key is None:
            self.value = hashlib.new(self._algorithm, content, usedforsecurity=False).digest()
        else:
            self.value = hmac.digest(self.key, content, self._algorithm)
        return self.value


def _set_key(hash_: Hash, key: bytes) -> None:
    hash_.key = bytes(key)


def _hash(name: str, algorithm: str) -> Definition:
    return Definition(
        name,
        f"System.Security.Cryptography.{name}",
        aliases=tuple(
            f"{prefix}{name}{suffix}"
            for prefix in ("", "System.Security.Cryptography.")
            for suffix in ("Managed", "CryptoServiceProvider", "Cng")
        ),
        bases=("HashAlgorithm",),
        create=method(lambda: Hash(algorithm), name),
        statics={
            "Create": method(lambda *_: Hash(algorithm), name),
            "HashData": method(lambda source: Hash(algorithm).compute(source), "byte[]"),
        },
    )


def _hmac(name: str, algorithm: str) -> Definition:
    return Definition(
        name,
        f"System.Security.Cryptography.{name}",
        bases=("HashAlgorithm",),
        create=method(
            lambda key=None, *_: Hash(algorithm, secrets.token_bytes(64) if key is None else bytes(key)), name
        ),
        statics={
            "HashData": method(lambda key, source: Hash(algorithm, bytes(key)).compute(source), "byte[]")
        },
    )


def encrypt(data: bytes, algorithm: str, key: bytes, iv: bytes | None = None) -> bytes:
    """`byte[].Encrypt("Aes", key, iv)`: CBC with PKCS7 padding."""
    encryptor = _cipher(algorithm, key, iv).encryptor()
    padder = padding.PKCS7(128).padder()
    padded = padder.update(bytes(data)) + padder.finalize()
    return encryptor.update(padded) + encryptor.finalize()


def decrypt(data: bytes, algorithm: str, key: bytes, iv: bytes | None = None) -> bytes:
    decryptor = _cipher(algorithm, key, iv).decryptor()
    unpadder = padding.PKCS7(128).unpadder()
    try:
        padded = decryptor.update(bytes(data)) + decryptor.finalize()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        raise ExpressionError("CryptographicException", "Padding is invalid and cannot be removed.") from None


def _cipher(algorithm: Any, key: bytes, iv: bytes | None) -> Cipher[Any]:
    if isinstance(algorithm, str) and algorithm.lower() not in {"aes", "rijndael", "rijndaelmanaged"}:
        raise ExpressionError("ArgumentException", f"'{algorithm}' is not a supported algorithm.")
    try:
        return Cipher(algorithms.AES(bytes(key)), modes.CBC(bytes(iv or bytes(16))))
    except ValueError as error:
        raise ExpressionError("CryptographicException", str(error)) from None


def _random_bytes(_: object, buffer: bytearray) -> None:
    buffer[:] = secrets.token_bytes(len(buffer))


class RandomNumberGenerator:
    """A source of random bytes fit for keys."""


DEFINITIONS = [
    Definition(
        "HashAlgorithm",
        "System.Security.Cryptography.HashAlgorithm",
        aliases=("KeyedHashAlgorithm", "HMAC"),
        python=(Hash,),
        members={
            "ComputeHash": method(Hash.compute, "byte[]"),
            "Hash": prop(lambda hash_: hash_.value, "byte[]"),
            "Key": prop(lambda hash_: hash_.key, "byte[]", set=_set_key),
            "Dispose": method(lambda _: None, "dynamic"),
        },
    ),
    *[_hash(name, algorithm) for name, algorithm in _HASHES.items()],
    *[_hmac(f"HMAC{name}", algorithm) for name, algorithm in _HASHES.items()],
    Definition(
        "RandomNumberGenerator",
        "System.Security.Cryptography.RandomNumberGenerator",
        aliases=("RNGCryptoServiceProvider", "System.Security.Cryptography.RNGCryptoServiceProvider"),
        python=(RandomNumberGenerator,),
        create=method(RandomNumberGenerator, "RandomNumberGenerator"),
        members={"GetBytes": method(_random_bytes, "dynamic")},
        statics={
            "Create": method(RandomNumberGenerator, "RandomNumberGenerator"),
            "GetBytes": method(secrets.token_bytes, "byte[]"),
        },
    ),
]
