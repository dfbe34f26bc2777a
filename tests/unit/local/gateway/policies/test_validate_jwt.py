"""validate-jwt."""

import base64
import hmac
from typing import Any

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey

from local.gateway import ConfigurationErrors
from local.gateway.context import Context
from local.gateway.execution import Execution
from local.gateway.faults import Refusal
from local.gateway.policies.validate_jwt import TokenPolicy
from local.gateway.services import create_services
from local.gateway.settings import constant
from local.gateway.tokens.validation import Requirements
from tests.unit.local.gateway.conftest import CONFIGURATION, Shop

REASON = "<set-header name='X-Reason'><value>@(context.LastError.Reason)</value></set-header>"
SECRET = b"0123456789abcdef0123456789abcdef"


def policy(
    attributes: str = "", children: str = "<audiences><audience>shop-api</audience></audiences>"
) -> str:
    return (
        f"<validate-jwt header-name='Authorization' require-scheme='Bearer' {attributes}>"
        f"<openid-config url='{CONFIGURATION}'/>{children}</validate-jwt>"
    )


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


async def reason(shop: Shop, token: str) -> str | None:
    """What LastError says; None when the token is accepted."""
    response = await shop.get(Authorization=f"Bearer {token}")
    told: str | None = response.headers.get("X-Reason")
    return told


async def test_valid_token_is_accepted(shop: Shop) -> None:
    shop.policy(policy(), on_error=REASON)
    assert await reason(shop, shop.token()) is None
    assert len(shop.requests) == 1


async def test_absent_token_is_told_apart(shop: Shop) -> None:
    shop.policy(policy(), on_error=REASON)
    response = await shop.get()
    assert response.text == '{ "statusCode": 401, "message": "JWT not present." }'
    assert (response.headers["X-Reason"], response.headers["Content-Type"]) == (
        "TokenNotPresent",
        "application/json",
    )


async def test_other_failure_tells_the_client_no_detail(shop: Shop) -> None:
    shop.policy(policy())
    response = await shop.get(Authorization="Bearer rubbish")
    assert response.text == '{ "statusCode": 401, "message": "Invalid JWT." }'


async def test_status_and_message_are_the_policy_s(shop: Shop) -> None:
    shop.policy(policy("failed-validation-httpcode='403' failed-validation-error-message='No'"))
    assert (await shop.get()).text == '{ "statusCode": 403, "message": "No" }'


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"aud": "other"}, "TokenAudienceNotAllowed"),
        ({"aud": ["other", "shop-api"]}, None),
        ({"aud": None}, "TokenAudienceNotAllowed"),
        ({"iss": "https://evil.test"}, "TokenIssuerNotAllowed"),
        ({"exp": 1_759_999_999}, "TokenExpired"),
        ({"exp": None}, "JwtInvalid"),
        ({"exp": "1900000000"}, "JwtInvalid"),
        ({"exp": True}, "JwtInvalid"),
        ({"exp": float("inf")}, "JwtInvalid"),
        ({"nbf": 1_760_000_001}, "JwtInvalid"),
        ({"nbf": 1_760_000_000}, None),
    ],
)
async def test_claim_is_checked(shop: Shop, claims: dict[str, Any], expected: str | None) -> None:
    shop.policy(policy(), on_error=REASON)
    assert await reason(shop, shop.token(**claims)) == expected


async def test_clock_skew_is_granted(shop: Shop) -> None:
    shop.policy(policy("clock-skew='60'"), on_error=REASON)
    assert await reason(shop, shop.token(exp=shop.now - 59, nbf=shop.now + 59)) is None
    assert await reason(shop, shop.token(exp=shop.now - 60)) == "TokenExpired"


async def test_token_without_expiry_is_accepted_on_demand(shop: Shop) -> None:
    shop.policy(policy("require-expiration-time='false'"), on_error=REASON)
    assert await reason(shop, shop.token(exp=None)) is None


async def test_listed_issuers_replace_the_configuration_s(shop: Shop) -> None:
    issuers = "<issuers><issuer>https://one.test</issuer><issuer>https://two.test</issuer></issuers>"
    shop.policy(policy(children=issuers), on_error=REASON)
    assert await reason(shop, shop.token(iss="https://two.test")) is None
    assert await reason(shop, shop.token()) == "TokenIssuerNotAllowed"


CLAIM = "<required-claims><claim name='{name}' {attributes}>{values}</claim></required-claims>"


@pytest.mark.parametrize(
    ("name", "attributes", "values", "expected"),
    [
        ("absent", "", "", "TokenClaimNotFound"),
        ("oid", "", "", None),
        ("oid", "match='any'", "<value>bob</value><value>alice</value>", None),
        ("oid", "match='all'", "<value>bob</value><value>alice</value>", "TokenClaimValueNotAllowed"),
        ("scp", "match='all' separator=' '", "<value>write</value><value>read</value>", None),
        ("scp", "match='all'", "<value>read</value>", "TokenClaimValueNotAllowed"),
        ("roles", "match='any'", "<value>admin</value>", None),
        ("roles", "match='any'", "<value>owner</value>", "TokenClaimValueNotAllowed"),
    ],
)
async def test_required_claim(
    shop: Shop, name: str, attributes: str, values: str, expected: str | None
) -> None:
    shop.policy(
        policy(children=CLAIM.format(name=name, attributes=attributes, values=values)), on_error=REASON
    )
    assert await reason(shop, shop.token(roles=["reader", "admin"])) == expected


async def test_token_is_left_in_the_variable(shop: Shop) -> None:
    shop.policy(
        policy("output-token-variable-name='token'"),
        '<set-body>@(((Jwt)context.Variables["token"]).Claims.GetValueOrDefault("scp", ""))</set-body>',
    )
    assert (await shop.get(Authorization=f"Bearer {shop.token()}")).text == "read write"


@pytest.mark.parametrize("scheme", ["Basic", "", "Token"])
async def test_other_scheme_holds_no_token(shop: Shop, scheme: str) -> None:
    shop.policy(policy(), on_error=REASON)
    response = await shop.get(Authorization=f"{scheme} {shop.token()}".strip())
    assert response.headers["X-Reason"] == "TokenNotPresent"


async def test_token_may_come_in_the_query(shop: Shop) -> None:
    shop.policy(
        f"<validate-jwt query-parameter-name='token'><openid-config url='{CONFIGURATION}'/></validate-jwt>",
        on_error=REASON,
    )
    assert (await shop.get(f"/shop/orders?token={shop.token()}")).status_code == 200
    assert (await shop.get()).headers["X-Reason"] == "TokenNotPresent"


async def test_signature_of_another_key_is_refused(shop: Shop) -> None:
    shop.policy(policy(), on_error=REASON)
    other = RSAKey.generate_key(2048, parameters={"kid": "first"})
    assert await reason(shop, shop.token(key=other)) == "TokenSignatureInvalid"


async def test_changed_token_is_refused_after_the_right_one_was_accepted(shop: Shop) -> None:
    shop.policy(policy(), on_error=REASON)
    token = shop.token()
    header, payload, signature = token.split(".")
    assert await reason(shop, token) is None
    forged = base64.urlsafe_b64encode(
        base64.urlsafe_b64decode(payload + "==").replace(b"alice", b"carol")
    ).decode()
    assert await reason(shop, f"{header}.{forged.rstrip('=')}.{signature}") == "TokenSignatureInvalid"


async def test_remembered_token_expires(shop: Shop) -> None:
    shop.policy(policy(), on_error=REASON)
    token = shop.token()
    assert await reason(shop, token) is None
    shop.now += 600
    assert await reason(shop, token) == "TokenExpired"


async def test_unsigned_token_is_refused(shop: Shop) -> None:
    shop.policy(policy(), on_error=REASON)
    _, payload, _ = shop.token().split(".")
    header = encode(b'{"alg":"none"}')
    assert await reason(shop, f"{header}.{payload}.") == "JwtInvalid"
    assert await reason(shop, f"{header}.{payload}.AAAA") == "TokenSignatureInvalid"


async def test_published_key_does_not_verify_hmac(shop: Shop) -> None:
    shop.policy(policy(), on_error=REASON)
    _, payload, _ = shop.token().split(".")
    header = encode(b'{"alg":"HS256","kid":"first"}')
    signed = f"{header}.{payload}"
    signature = hmac.digest(shop.key.as_pem(private=False), signed.encode(), "sha256")
    assert await reason(shop, f"{signed}.{encode(signature)}") == "TokenSignatureInvalid"


async def test_inline_key_verifies_hmac(shop: Shop) -> None:
    text = base64.b64encode(SECRET).decode()
    shop.policy(
        "<validate-jwt header-name='Authorization'><issuer-signing-keys>"
        f"<key>{text}</key></issuer-signing-keys></validate-jwt>",
        on_error=REASON,
    )
    assert await reason(shop, shop.token({"alg": "HS256"}, key=OctKey.import_key(SECRET))) is None
    assert await reason(shop, shop.token()) == "TokenSignatureInvalid"


async def test_keys_are_fetched_once_an_hour(shop: Shop) -> None:
    shop.policy(policy(), on_error=REASON)
    for wait in (0, 3599, 1):
        shop.now += wait
        assert await reason(shop, shop.token()) is None
    assert shop.fetched == 4  # the configuration and the keys, twice


async def test_unknown_key_is_looked_for_once_in_five_minutes(shop: Shop) -> None:
    shop.policy(policy(), on_error=REASON)
    new = RSAKey.generate_key(2048, parameters={"kid": "second", "use": "sig"})
    await reason(shop, shop.token())
    shop.issuer = {"keys": [shop.key.as_dict(private=False), new.as_dict(private=False)]}
    token = shop.token({"kid": "second"}, key=new)
    assert await reason(shop, token) == "TokenSignatureKeyNotFound"
    shop.now += 300
    assert await reason(shop, token) is None
    assert shop.fetched == 4


async def test_unreachable_issuer_is_an_error_of_the_gateway(shop: Shop) -> None:
    shop.issuer = {"down": True}
    shop.policy(policy(), on_error=REASON)
    response = await shop.get(Authorization=f"Bearer {shop.token()}")
    assert (response.status_code, response.headers["X-Reason"]) == (500, "BackendConnectionFailure")


async def test_known_keys_serve_while_the_issuer_is_down(shop: Shop) -> None:
    shop.policy(policy(), on_error=REASON)
    await reason(shop, shop.token())
    shop.issuer = {"down": True}
    shop.now += 7200
    assert await reason(shop, shop.token()) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<validate-jwt header-name='Authorization'/>", "needs an <openid-config> or <issuer-signing-keys>"),
        (f"<validate-jwt><openid-config url='{CONFIGURATION}'/></validate-jwt>", "takes one of header-name"),
        (policy("require-signed-tokens='false'"), "without a signature are not supported"),
        (policy(children="<decryption-keys/>"), "takes 0 <decryption-keys> at most"),
        (
            "<validate-jwt header-name='A'><issuer-signing-keys><key/></issuer-signing-keys></validate-jwt>",
            "the key cannot be used",
        ),
    ],
)
def test_mistake_stops_the_start(shop: Shop, text: str, message: str) -> None:
    with pytest.raises(ConfigurationErrors, match=message):
        shop.policy(text)


async def test_address_of_the_configuration_may_be_an_expression(shop: Shop) -> None:
    shop.policy(
        f"<set-variable name='at' value='{CONFIGURATION}'/><validate-jwt header-name='Authorization'>"
        "<openid-config url='@((string)context.Variables[\"at\"])'/></validate-jwt>"
    )
    assert (await shop.get(Authorization=f"Bearer {shop.token()}")).status_code == 200
    assert (await shop.get(Authorization="Bearer rubbish")).status_code == 401


async def test_each_refusal_is_an_exception_of_its_own() -> None:
    execution = Execution(Context(), create_services({}, httpx.AsyncHTTPTransport(), lambda: 0.0))
    absent = TokenPolicy(
        find=lambda context: None,
        status=constant(401),
        message=None,
        variable="",
        urls=[],
        inline=[],
        requirements=lambda context: Requirements((), (), ()),
    )
    causes = []
    for _ in range(2):
        with pytest.raises(Refusal) as caught:
            await absent.act(execution)
        causes.append(caught.value.__cause__)
    assert causes[0] is not causes[1]
