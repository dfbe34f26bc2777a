"""The script of a function app: Portico's own, over upstreams and an identity provider of this process."""

import os
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from function_app import create_app
from shared.settings import UPSTREAMS, read_settings
from shared.transport import Transports
from tests.provider import Identity
from tests.unit.mobile_bff.test_home import catalogue
from tests.unit.mobile_bff.test_orders import order, page_of


def orders(request: httpx.Request) -> httpx.Response:
    if request.method == "POST":
        return httpx.Response(201, json=order())
    if request.url.path.endswith("/ord_1"):
        return httpx.Response(200, json=order())
    if request.url.path != "/orders":
        return httpx.Response(404, json={})
    return page_of(order(), total=11)(request)


key_file = Path(os.environ["MOBILE_ASSERTION_KEY"])
key = load_pem_private_key(key_file.read_bytes(), password=None)
assert isinstance(key, RSAPrivateKey)
app = create_app(
    read_settings(),
    Transports(
        dict.fromkeys(UPSTREAMS, httpx.MockTransport(lambda _: httpx.Response(500)))
        | {"orders": httpx.MockTransport(orders), "products": httpx.MockTransport(catalogue)},
        httpx.MockTransport(Identity(key, key_file).answer),
    ),
)
