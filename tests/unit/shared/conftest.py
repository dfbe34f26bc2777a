"""An issuer, a clock that begins now, and the verifier that believes the one by the other."""

import time

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from shared.signing_keys import SigningKeys
from shared.token_verifier import TokenVerifier
from tests.clock import Clock
from tests.provider import AUTHORITY
from tests.unit.shared.issuer import Issuer


@pytest.fixture
def issuer(rsa_key: rsa.RSAPrivateKey, tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(rsa_key, tmp_path_factory.mktemp("client") / "client.pem")


@pytest.fixture
def clock() -> Clock:
    """A little ahead: no token that the issuer makes during the test is of another time."""
    return Clock(time.time() + 30)


@pytest.fixture
def verifier(issuer: Issuer, clock: Clock) -> TokenVerifier:
    return TokenVerifier(AUTHORITY, SigningKeys(AUTHORITY, httpx.MockTransport(issuer.answer), clock), clock)
