"""The certificates https on this machine rests on."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from local.identity.certificates import create_certificates

NOW = datetime.now(UTC).timestamp()
DAY = 24 * 3600


def test_server_certificate_is_for_this_machine_only(tmp_path: Path) -> None:
    create_certificates(tmp_path, lambda: NOW)
    certificate = x509.load_pem_x509_certificate((tmp_path / "server.pem").read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name.value) for name in names] == ["127.0.0.1", "localhost"]
    assert certificate.not_valid_after_utc - datetime.fromtimestamp(NOW, UTC) < timedelta(days=398)


def test_authority_is_one_a_client_can_trust(tmp_path: Path) -> None:
    create_certificates(tmp_path, lambda: NOW)
    context = ssl.create_default_context(cafile=tmp_path / "ca.pem")
    assert len(context.get_ca_certs()) == 1
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(tmp_path / "server.pem")


def test_certificates_are_renewed_in_their_last_month(tmp_path: Path) -> None:
    create_certificates(tmp_path, lambda: NOW)
    first = (tmp_path / "ca.pem").read_bytes()
    create_certificates(tmp_path, lambda: NOW + 366 * DAY)
    assert (tmp_path / "ca.pem").read_bytes() == first
    create_certificates(tmp_path, lambda: NOW + 368 * DAY)
    assert (tmp_path / "ca.pem").read_bytes() != first


def test_lost_certificate_is_made_again(tmp_path: Path) -> None:
    create_certificates(tmp_path, lambda: NOW)
    (tmp_path / "ca.pem").unlink()
    create_certificates(tmp_path, lambda: NOW)
    assert (tmp_path / "ca.pem").exists()
