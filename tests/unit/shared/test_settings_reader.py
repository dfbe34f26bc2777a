"""Each kind of setting refuses what would fail at the first request only."""

from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from shared.settings_reader import SettingsReader

PEM, PKCS8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
INSTRUMENTATION_KEY = "InstrumentationKey=0b9e5c4d-8a9e-4b7e-9d0a-000000000001"


def reader_of(value: object) -> SettingsReader:
    return SettingsReader({"SETTING": str(value)})


@pytest.mark.parametrize(
    "url",
    [
        "http://orders.test",
        "https://127.0.0.1:7071",
        "http://[::1]:80/base/",
        "https://orders.test:65535/a%20b",
    ],
)
def test_an_absolute_url_is_read_without_its_slash(url: str) -> None:
    reader = reader_of(url)
    assert (reader.url("SETTING"), reader.problems) == (url.rstrip("/"), [])


@pytest.mark.parametrize(
    "url",
    [
        "http://orders.test:99999",
        "http://orders.test:abc",
        "http://orders.test:0",
        "http://orders.test:-1",
        "http://[::1",
        "http://[orders]",
        "http://::1",
        "http://bücher.test",
        "http://orders.test/bücher",
        "http://orders test",
        "http://orders.test/a b",
        "http://orders.test/a\tb",
        "http://orders.test?",
        "http://user:secret@orders.test",
    ],
)
def test_a_url_that_no_request_could_be_sent_to_is_refused(url: str) -> None:
    reader = reader_of(url)
    reader.url("SETTING")
    (problem,) = reader.problems
    assert problem.startswith("SETTING is not an absolute http(s) URL in ASCII")
    assert problem.isprintable()
    assert "secret" not in problem


def test_certificates_are_read_from_a_pem_file(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(file))
    reader = reader_of(file)
    assert (reader.certificates("SETTING"), reader.problems) == (file, [])


@pytest.mark.parametrize(
    "content", ["", "rubbish", "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----"]
)
def test_a_file_without_certificates_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "ca.pem"
    file.write_text(content)
    reader = reader_of(file)
    reader.certificates("SETTING")
    assert reader.problems == [f"SETTING names a file without certificates in PEM: {file}"]


def test_a_private_key_is_read_from_a_pem_file(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(rsa_key.private_bytes(PEM, PKCS8, serialization.NoEncryption()))
    reader = reader_of(file)
    assert (reader.private_key("SETTING"), reader.problems) == (file, [])


def unusable(kind: str, key: rsa.RSAPrivateKey) -> bytes:
    unencrypted = serialization.NoEncryption()
    match kind:
        case "elliptic":
            return ec.generate_private_key(ec.SECP256R1()).private_bytes(PEM, PKCS8, unencrypted)
        case "encrypted":
            return key.private_bytes(PEM, PKCS8, serialization.BestAvailableEncryption(b"password"))
        case "cut off":
            return key.private_bytes(PEM, PKCS8, unencrypted)[:600]
        case "with a broken certificate":
            begun = b"-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n"
            return key.private_bytes(PEM, PKCS8, unencrypted) + begun
        case _:
            return b"\xff\xfe"


@pytest.mark.parametrize("kind", ["rubbish", "cut off", "elliptic", "encrypted", "with a broken certificate"])
def test_a_file_without_an_rsa_key_is_refused(tmp_path: Path, rsa_key: rsa.RSAPrivateKey, kind: str) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(unusable(kind, rsa_key))
    reader = reader_of(file)
    reader.private_key("SETTING")
    assert reader.problems == [f"SETTING names a file without a usable RSA key in PEM: {file}"]


@pytest.mark.parametrize("kind", ["certificates", "private_key"])
def test_a_file_that_is_not_there_is_said_once(kind: str) -> None:
    reader = reader_of("/nowhere.pem")
    assert getattr(reader, kind)("SETTING") is None
    assert reader.problems == ["SETTING names no file: /nowhere.pem"]


@pytest.mark.parametrize(
    "value", ["", INSTRUMENTATION_KEY, f"{INSTRUMENTATION_KEY};IngestionEndpoint=https://x.test/"]
)
def test_a_connection_string_is_read_as_it_is(value: str) -> None:
    reader = reader_of(value)
    assert (reader.connection_string("SETTING"), reader.problems) == (value, [])


@pytest.mark.parametrize(
    "value",
    ["secret", "InstrumentationKey=secret", f"Other{INSTRUMENTATION_KEY}", f"{INSTRUMENTATION_KEY}secret"],
)
def test_a_connection_string_without_its_key_is_refused_and_never_shown(value: str) -> None:
    reader = reader_of(value)
    reader.connection_string("SETTING")
    assert reader.problems == ["SETTING has no InstrumentationKey that is a GUID"]
