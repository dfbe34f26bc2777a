"""validate-azure-ad-token."""

from typing import Any

import pytest

from tests.unit.local.gateway.conftest import Shop

POLICY = """<validate-azure-ad-token tenant-id="tenant" authentication-endpoint="https://identity.test">
<client-application-ids><application-id>phone</application-id></client-application-ids>
<audiences><audience>shop-api</audience></audiences></validate-azure-ad-token>"""
REASON = "<set-header name='X-Reason'><value>@(context.LastError.Reason)</value></set-header>"


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"azp": "phone"}, None),
        ({"appid": "phone", "iss": "https://sts.windows.net/tenant/"}, None),
        ({"azp": "other"}, "TokenClaimValueNotAllowed"),
        ({}, "TokenClaimValueNotAllowed"),
        ({"azp": "phone", "aud": "other"}, "TokenAudienceNotAllowed"),
        ({"azp": "phone", "iss": "https://sts.windows.net/other/"}, "TokenIssuerNotAllowed"),
    ],
)
async def test_token_must_be_of_the_tenant_client_and_audience(
    shop: Shop, claims: dict[str, Any], expected: str | None
) -> None:
    shop.policy(POLICY, on_error=REASON)
    response = await shop.get(Authorization=f"Bearer {shop.token(**claims)}")
    assert response.headers.get("X-Reason") == expected
