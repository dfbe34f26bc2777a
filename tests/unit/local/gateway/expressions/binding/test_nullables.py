import pytest

from local.gateway.context import Context, Jwt
from local.gateway.document import PolicyError
from local.gateway.expressions import ExpressionError, text_of
from tests.unit.local.gateway.expressions.conftest import Evaluate

NULL = 'JObject.Parse("{\\"b\\":null,\\"n\\":2}")'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'@((int?){NULL}["b"] ?? 7)', "7"),
        (f'@((int?){NULL}["n"] ?? 7)', "2"),
        (f'@((int?){NULL}["none"] ?? 7)', "7"),
        (f'@((bool?){NULL}["b"] ?? true)', "True"),
        (f'@((DateTime?){NULL}["b"] == null)', "True"),
        (f'@({NULL}.Value<int?>("b") ?? 7)', "7"),
        (f'@(((int?){NULL}["b"]).HasValue)', "False"),
        ("@{ int? x = null; return x.GetValueOrDefault(); }", "0"),
        ("@{ int? x = null; return x.GetValueOrDefault(3); }", "3"),
        ("@{ int? x = 5; return x.GetValueOrDefault(3) + x.Value; }", "10"),
        ("@{ int? x = null; return x.ToString(); }", ""),
        ("@{ int? x = 5; return x.ToString(); }", "5"),
        ("@{ DateTime? x = null; return x.ToString() + 1; }", "1"),
        ("@{ int? x = null; return x + 1 == null; }", "True"),
        ("@{ int? x = 2; return x + 1; }", "3"),
        ("@{ int? x = null; return -x == null; }", "True"),
        ("@{ int? x = null; x += 1; return x ?? 9; }", "9"),
        ("@{ int? x = null; return (x > 1) || (x < 1) || (x == 1); }", "False"),
        ("@{ int? x = null; int? y = 1; return (true ? x : 1) ?? y; }", "1"),
        ("@{ string s = null; return (s?.Length + 1) ?? 8; }", "8"),
        ('@{ string s = null; return s?.Contains("a") == true ? 1 : 2; }', "2"),
        ("@{ var a = new int?[1]; return a[0] ?? 4; }", "4"),
        ("@(default(int?) == null)", "True"),
    ],
)
def test_a_nullable_value_may_be_null(evaluate: Evaluate, text: str, shown: str) -> None:
    assert text_of(evaluate(text)) == shown


def test_a_nullable_bool_is_no_condition(evaluate: Evaluate) -> None:
    with pytest.raises(PolicyError, match="cannot implicitly convert type 'bool\\?' to 'bool'"):
        evaluate("@{ bool? b = null; return b ? 1 : 2; }")


def test_a_cast_of_json_null_to_a_type_that_is_not_nullable_fails(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError, match="Can not convert Null to Int32"):
        evaluate(f'@((int){NULL}["b"])')


def test_a_token_may_have_no_end(evaluate: Evaluate) -> None:
    context = Context(variables={"jwt": Jwt()})
    assert evaluate('@(((Jwt)context.Variables["jwt"]).ExpirationTime?.Year ?? 0)', context) == 0
    assert evaluate('@(((Jwt)context.Variables["jwt"]).ExpirationTime.HasValue)', context) is False
