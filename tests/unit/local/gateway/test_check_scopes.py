"""The fragment check-scopes lets in whoever has every scope, and nobody where none is named."""

from pathlib import Path

import pytest

from tests.unit.local.gateway.conftest import CONFIGURATION, Shop

FRAGMENT = Path(__file__).parents[4] / "infra/policies/fragments/check-scopes.xml"
DETAIL = "@((string)context.Variables.GetValueOrDefault(&quot;problem-detail&quot;, &quot;let in&quot;))"


def policy(required: str) -> str:
    return (
        "<validate-jwt header-name='Authorization' output-token-variable-name='token'>"
        f"<openid-config url='{CONFIGURATION}' /></validate-jwt>"
        f"<set-variable name='required-scopes' value='{required}' />"
        "<include-fragment fragment-id='check-scopes' />"
        f"<return-response><set-body>{DETAIL}</set-body></return-response>"
    )


@pytest.mark.parametrize("granted", ["read write", "", None])
@pytest.mark.parametrize(
    ("required", "lets_in", "detail"),
    [
        ("read", {"read write"}, "This needs an access token with: read"),
        ("read write", {"read write"}, "This needs an access token with: read write"),
        ("read admin", set[str](), "This needs an access token with: read admin"),
        ("", set[str](), "No access token allows this."),
    ],
)
async def test_what_is_answered_to_a_token_without_the_scopes(
    shop: Shop, required: str, lets_in: set[str], detail: str, granted: str | None
) -> None:
    shop.fragments["check-scopes"] = FRAGMENT.read_text(encoding="utf-8")
    shop.policy(policy(required))
    answer = await shop.get(authorization=f"Bearer {shop.token(scp=granted)}")
    assert answer.text == ("let in" if granted in lets_in else detail)
