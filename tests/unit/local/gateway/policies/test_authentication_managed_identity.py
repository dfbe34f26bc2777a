"""authentication-managed-identity."""

from tests.unit.local.gateway.conftest import Shop


async def token_for(resource: str, client_id: str | None) -> str:
    if resource == "nowhere":
        raise OSError("no identity endpoint")
    return f"{resource}/{client_id}"


async def test_token_replaces_the_authorization_header(shop: Shop) -> None:
    shop.managed_identity = token_for
    shop.policy("<authentication-managed-identity resource='api' client-id='me'/>")
    await shop.get(Authorization="Bearer client")
    assert shop.requests[0].headers["Authorization"] == "Bearer api/me"


async def test_token_is_kept_in_a_variable_on_demand(shop: Shop) -> None:
    shop.managed_identity = token_for
    shop.policy(
        "<authentication-managed-identity resource='api' output-token-variable-name='t'/>",
        '<set-body>@((string)context.Variables["t"])</set-body>',
    )
    response = await shop.get(Authorization="Bearer client")
    assert (response.text, shop.requests[0].headers["Authorization"]) == ("api/None", "Bearer client")


async def test_failure_is_an_error_unless_ignored(shop: Shop) -> None:
    shop.managed_identity = token_for
    shop.policy("<authentication-managed-identity resource='nowhere'/>")
    assert (await shop.get()).status_code == 500
    shop.policy("<authentication-managed-identity resource='nowhere' ignore-error='true'/>")
    assert (await shop.get()).status_code == 200


async def test_gateway_without_an_identity_fails(shop: Shop) -> None:
    shop.policy("<authentication-managed-identity resource='api'/>")
    assert (await shop.get()).status_code == 500


async def test_side_request_may_carry_it(shop: Shop) -> None:
    shop.managed_identity = token_for
    shop.policy(
        "<send-request><set-url>http://other.test/</set-url>"
        "<authentication-managed-identity resource='api'/></send-request>"
    )
    await shop.get()
    assert shop.requests[0].headers["Authorization"] == "Bearer api/None"


async def test_token_can_be_had_for_a_request_of_outbound(shop: Shop) -> None:
    shop.managed_identity = token_for
    shop.policy(
        outbound="<authentication-managed-identity resource='api' output-token-variable-name='t'/>"
        '<set-body>@((string)context.Variables["t"])</set-body>'
    )
    assert (await shop.get()).text == "api/None"
