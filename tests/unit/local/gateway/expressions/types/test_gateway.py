import base64
import json
import uuid

import pytest

from local.gateway.context import (
    Api,
    Authorization,
    Body,
    Context,
    Group,
    Headers,
    Jwt,
    LastError,
    Operation,
    Request,
    Response,
    Subscription,
    Url,
    User,
)
from local.gateway.expressions import ExpressionError, text_of
from tests.unit.local.gateway.expressions.conftest import Evaluate


def token(**claims: object) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "RS256", "typ": "JWT"}, claims)]
    encoded = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "c2ln"])


@pytest.fixture
def context() -> Context:
    return Context(
        api=Api(id="mobile", path="mobile"),
        operation=Operation(id="get-home", url_template="/home"),
        subscription=Subscription(id="s1"),
        user=User(id="u1", groups=[Group(name="admins")]),
        last_error=LastError(source="validate-jwt", reason="TokenExpired"),
        request=Request(
            method="POST",
            headers=Headers(
                [("X", "1"), ("x", "2"), ("Authorization", f"Bearer {token(sub='bob', scp='a b')}")]
            ),
            body=Body(b"a=1&b=x+y"),
            url=Url("http", "bff", 8091, "/mobile/home", "?q=1&q=2"),
            original_url=Url("https", "gw", 443, "/mobile/home", "?q=1&q=2"),
            matched_parameters={"id": "7"},
            ip_address="10.0.0.1",
        ),
        response=Response(status_code=404, status_reason="Not Found", body=Body(b"[1]")),
        request_id=uuid.UUID(int=5),
        variables={"token": Jwt(claims={"scp": ["orders.read orders.write"], "roles": ["a", "b"]}), "s": "v"},
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@(context.Api.Id + context.Operation.Id + context.Subscription.Id)", "mobileget-homes1"),
        ("@(context.LastError.Source + context.LastError.Reason)", "validate-jwtTokenExpired"),
        ('@(context.RequestId.ToString("N"))', "0" * 31 + "5"),
        ("@(context.Request.Method + context.Request.IpAddress)", "POST10.0.0.1"),
        ('@(context.Request.Headers.GetValueOrDefault("x", ""))', "1,2"),
        ('@(context.Request.Headers["X"].Last())', "2"),
        ('@(context.Request.Headers.GetValueOrDefault("nope", "d"))', "d"),
        ('@(context.Request.Headers.ContainsKey("authorization"))', "True"),
        ('@(string.Join(",", context.Request.Headers.Select(h => h.Key)))', "X,Authorization"),
        (
            "@(context.Request.OriginalUrl.Path + context.Request.OriginalUrl.QueryString)",
            "/mobile/home?q=1&q=2",
        ),
        ('@(context.Request.Url.Query.GetValueOrDefault("q"))', "1,2"),
        ('@(context.Request.Url.Query["q"][1])', "2"),
        ("@(context.Request.Url.ToUri().Port + context.Request.Url.Host)", "8091bff"),
        ("@(context.Request.OriginalUrl)", "https://gw/mobile/home?q=1&q=2"),
        ('@(context.Request.MatchedParameters["id"])', "7"),
        ('@(context.Request.MatchedParameters.GetValueOrDefault("x", "none"))', "none"),
        ("@(context.Response.StatusCode >= 400 && context.Response.StatusCode < 500)", "True"),
        ("@(context.Response.StatusReason)", "Not Found"),
        ("@(context.Response.Body.As<JArray>().Count)", "1"),
        ('@(context.Request.Body.AsFormUrlEncodedContent(preserveContent: true)["b"].First())', "x y"),
        ("@(context.Request.Body.As<byte[]>().Length)", "9"),
        ('@(context.User.Groups.Any(g => g.Name == "admins"))', "True"),
        ('@(context.Variables.GetValueOrDefault<string>("x", ""))', ""),
        ('@(context.Variables.GetValueOrDefault<int>("x"))', "0"),
        ('@(context.Variables.GetValueOrDefault("s", "d").Length)', "1"),
        ('@((string)context.Variables["s"])', "v"),
        (
            '@(((Jwt)context.Variables["token"]).Claims.GetValueOrDefault("scp", "")'
            ".Split(' ').Contains(\"orders.read\"))",
            "True",
        ),
        ('@(((Jwt)context.Variables["token"]).Claims["roles"].Contains("b"))', "True"),
        ('@(context.Request.Headers.GetValueOrDefault("Authorization", "").AsJwt()?.Subject)', "bob"),
        ('@("nothing".AsJwt() == null)', "True"),
        ('@{ Jwt jwt; return "x".TryParseJwt(out jwt) ? jwt.Id : "invalid"; }', "invalid"),
        ('@("Basic dTpwOng=".AsBasic().UserId + "Basic dTpwOng=".AsBasic().Password)', "up:x"),
        ("@(context.Deployment.GatewayId)", "managed"),
    ],
)
def test_the_context_tells_of_the_request(
    evaluate: Evaluate, context: Context, text: str, shown: str
) -> None:
    assert text_of(evaluate(text, context)) == shown


def test_a_variable_of_another_type_cannot_be_had_as_this_one(evaluate: Evaluate, context: Context) -> None:
    with pytest.raises(ExpressionError, match=r"Unable to cast object of type 'System\.String'"):
        evaluate('@(context.Variables.GetValueOrDefault<int>("s"))', context)


def test_a_body_is_consumed_by_reading_it(evaluate: Evaluate, context: Context) -> None:
    evaluate("@(context.Request.Body.As<string>())", context)
    assert context.request.body.content is None
    assert evaluate("@(context.Request.Body.As<string>() == null)", context) is True


def test_a_request_without_a_body_has_none(evaluate: Evaluate) -> None:
    assert evaluate("@(context.Request.Body == null)", Context()) is True
    assert evaluate("@(context.Request.Body?.As<string>())", Context()) is None


def test_a_consumed_body_is_still_one(evaluate: Evaluate, context: Context) -> None:
    evaluate("@(context.Request.Body.As<string>())", context)
    assert evaluate("@(context.Request.Body != null)", context) is True


def test_what_is_traced_reaches_the_context(evaluate: Evaluate, context: Context) -> None:
    evaluate('@{ context.Trace("hello"); return 1; }', context)
    assert context.traces == ["hello"]


def test_every_member_of_the_context_can_be_read(evaluate: Evaluate, context: Context) -> None:
    members = "Elapsed Product Tracing Timestamp Api.Protocols Api.Workspace Subscription.Key User.Identities"
    for member in members.split():
        evaluate(f"@(context.{member})", context)


def test_extension_methods_can_be_called_by_the_name_of_their_class(evaluate: Evaluate) -> None:
    text = '@{ Jwt jwt; ExpressionSyntaxExtensions.TryParseJwt("TOKEN", out jwt); return jwt.Subject; }'
    assert evaluate(text.replace("TOKEN", token(sub="alice"))) == "alice"


def test_what_the_credential_manager_gives_can_be_read(evaluate: Evaluate) -> None:
    context = Context()
    context.variables["auth"] = Authorization("secret")
    text = '@(((Authorization)context.Variables.GetValueOrDefault("auth"))?.AccessToken)'
    assert evaluate(text, context) == "secret"
    assert evaluate(text) is None


def test_a_deployment_names_its_gateway(evaluate: Evaluate) -> None:
    assert evaluate("@(context.Deployment.Gateway.Id)") == "managed"
