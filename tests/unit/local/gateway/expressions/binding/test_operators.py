import pytest

from local.gateway.context import Context
from local.gateway.expressions import ExpressionError
from tests.unit.local.gateway.expressions.conftest import Evaluate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("@(7 / 2)", 3),
        ("@(-7 / 2)", -3),
        ("@(-7 % 3)", -1),
        ("@(7 / 2.0)", 3.5),
        ("@(1 + 2 * 3 - 4)", 3),
        ("@(int.MaxValue + 1)", -2147483648),
        ("@(2147483647L + 1)", 2147483648),
        ("@(1 << 31 >> 31)", -1),
        ("@(1 << 33)", 2),
        ("@(1 << -1)", -2147483648),
        ("@(1L << 33)", 8589934592),
        ("@(1L << 65)", 2),
        ("@(1u << 33)", 2),
        ("@(-8 >> 33)", -4),
        ("@((5 & 3) | 8 ^ 1)", 9),
        ("@('a' + 1)", 98),
        ("@(1.0m + 2)", 3),
        ("@(5.0 / 0 > 1)", True),
        ('@("a" + 1 + 2)', "a12"),
        ('@(1 + 2 + "a")', "3a"),
        ("@(\"a\" + null + true + 'c' + 1.5)", "aTruec1.5"),
        ("@(1 == 1.0)", True),
        ('@("a" == "a" && "a" != "b")', True),
        ("@(\"a\"[0] == 'a')", True),
        ("@(null == null)", True),
        ('@(((string)null ?? "b") + (1 > 2 ? "c" : "d"))', "bd"),
        ("@(!(1 < 2) || 2 >= 2)", True),
        ("@(1 > 0 && 3 % 2 == 1)", True),
        ("@{ var i = 1; return i++ + ++i; }", 4),
        ("@{ var i = 7; i /= 2; i -= 1; i *= 5; return i; }", 10),
    ],
)
def test_operators_give_what_csharp_gives(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


def test_objects_are_equal_by_reference(evaluate: Evaluate) -> None:
    context = Context(variables={"a": "x", "n": None})
    assert evaluate('@(context.Variables["a"] == "x")', context) is False
    assert evaluate('@((string)context.Variables["a"] == "x")', context) is True
    assert evaluate('@(context.Variables["n"] == null)', context) is True


def test_the_right_side_of_a_logical_operator_runs_only_when_needed(evaluate: Evaluate) -> None:
    context = Context()
    assert evaluate('@(context.User != null && context.User.Id == "x")', context) is False
    assert evaluate('@(context.User == null || context.User.Id == "x")', context) is True


def test_dividing_an_integer_by_zero_fails(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError, match=r"^Attempted to divide by zero\.$") as failure:
        evaluate("@{ var zero = 0; return 1 / zero; }")
    assert failure.value.kind == "DivideByZeroException"
