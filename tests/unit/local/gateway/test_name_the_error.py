"""The fragment name-the-error: what a fault is called towards a client."""

from pathlib import Path

import pytest

from tests.unit.local.gateway.conftest import CONFIGURATION, Shop

FRAGMENT = Path(__file__).parents[4] / "infra/policies/fragments/name-the-error.xml"
ASK = f"<validate-jwt header-name='Authorization'><openid-config url='{CONFIGURATION}' /></validate-jwt>"
TELL = (
    "<include-fragment fragment-id='name-the-error' />"
    "<set-body>@((string)context.Variables[&quot;problem-code&quot;])</set-body>"
)


@pytest.mark.parametrize(
    ("inbound", "code"), [(ASK, "unavailable"), ("", "upstream_timeout")], ids=["key endpoint", "BFF"]
)
async def test_what_a_silent_service_is_called(shop: Shop, inbound: str, code: str) -> None:
    shop.fragments["name-the-error"] = FRAGMENT.read_text(encoding="utf-8")
    shop.silent = {"identity.test", "bff.test"}
    shop.policy(inbound, on_error=TELL)
    assert (await shop.get(Authorization=f"Bearer {shop.token()}")).text == code
