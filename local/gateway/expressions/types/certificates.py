"""Certificates, and the RSA keys that local ones do not have."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.declaration import Definition, constant, method, prop

_NAMESPACE = "System.Security.Cryptography"
_HASHES = ("MD5", "SHA1", "SHA256", "SHA384", "SHA512")
_RSA_METHODS = ("SignData", "SignHash", "Encrypt", "Decrypt")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a policy may ask of a certificate."""

    subject: str = ""
    issuer: str = ""
    thumbprint: str = ""
    serial_number: str = ""
    raw_data: bytes = b""
    not_before: datetime = datetime(1, 1, 1, tzinfo=UTC)
    not_after: datetime = datetime(1, 1, 1, tzinfo=UTC)


def _of(name: str) -> Callable[[Any], Any]:
    return lambda certificate: getattr(certificate, name)


def _no_key(*_: object) -> object:
    raise ExpressionError("CryptographicException", "The local gateway holds no RSA keys.")


DEFINITIONS = [
    Definition(
        "X509Certificate2",
        f"{_NAMESPACE}.X509Certificates.X509Certificate2",
        aliases=("X509Certificate",),
        python=(Certificate,),
        members={
            "Subject": prop(_of("subject"), "string"),
            "Issuer": prop(_of("issuer"), "string"),
            "Thumbprint": prop(_of("thumbprint"), "string"),
            "SerialNumber": prop(_of("serial_number"), "string"),
            "RawData": prop(_of("raw_data"), "byte[]"),
            "NotBefore": prop(_of("not_before"), "DateTime"),
            "NotAfter": prop(_of("not_after"), "DateTime"),
            "HasPrivateKey": prop(lambda _: False, "bool"),
            "GetRSAPrivateKey": method(lambda _: None, "RSA"),
            "GetRSAPublicKey": method(lambda _: None, "RSA"),
            "Verify": method(lambda _: False, "bool"),
            "VerifyNoRevocation": method(lambda _: False, "bool"),
        },
    ),
    Definition(
        "RSA",
        f"{_NAMESPACE}.RSA",
        aliases=("RSACryptoServiceProvider", "RSACng", f"{_NAMESPACE}.RSACryptoServiceProvider"),
        members={
            **{name: method(_no_key, "byte[]") for name in _RSA_METHODS},
            **{name: method(_no_key, "bool") for name in ("VerifyData", "VerifyHash")},
            "Dispose": method(lambda _: None, "dynamic"),
        },
    ),
    *[
        Definition(name, f"{_NAMESPACE}.{name}", statics={value: constant(value, name) for value in values})
        for name, values in (
            ("HashAlgorithmName", _HASHES),
            ("RSASignaturePadding", ("Pkcs1", "Pss")),
            ("RSAEncryptionPadding", ("Pkcs1", "OaepSHA1", "OaepSHA256")),
        )
    ],
]
