import pytest

from local.gateway.context import Context, LastError, User
from local.gateway.expressions import ExpressionError
from tests.unit.local.gateway.expressions.conftest import Evaluate


def test_a_member_of_null_fails(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError, match="Object reference not set to an instance") as failure:
        evaluate("@(context.User.Id)")
    assert failure.value.kind == "NullReferenceException"


def test_a_variable_that_holds_null_keeps_its_type(evaluate: Evaluate) -> None:
    assert evaluate("@{ string s = null; return s?.Length ?? 0; }") == 0


def test_a_null_conditional_member_of_null_is_null(evaluate: Evaluate) -> None:
    assert evaluate('@(context.User?.Groups.First().Name.Length.ToString() ?? "none")') == "none"
    assert evaluate("@(context.User?.Id)", Context(user=User(id="u"))) == "u"
    assert evaluate("@(context.LastError?.Reason)", Context(last_error=LastError(reason="r"))) == "r"


def test_a_nullable_value_tells_whether_it_has_one(evaluate: Evaluate) -> None:
    assert evaluate("@{ int? n = null; return n.HasValue ? n.Value : -1; }") == -1
    assert evaluate("@{ int? n = 5; return n.HasValue ? n.Value : -1; }") == 5
    with pytest.raises(ExpressionError, match="Nullable object must have a value"):
        evaluate("@{ int? n = null; return n.Value; }")


def test_types_may_be_named_with_their_namespace(evaluate: Evaluate) -> None:
    assert evaluate("@(System.Text.Encoding.UTF8.GetBytes(System.String.Empty).Length)") == 0
    assert evaluate('@(System.Math.Max(1, System.Int32.Parse("2")))') == 2


def test_members_of_an_object_are_looked_for_when_it_runs(evaluate: Evaluate) -> None:
    context = Context(variables={"a": "abc"})
    assert evaluate('@(context.Variables["a"].ToString().Length)', context) == 3
    with pytest.raises(ExpressionError, match="'string' does not contain a definition for 'Foo'"):
        evaluate('@(context.Variables["a"].Foo)', context)


def test_an_anonymous_object_has_the_members_it_was_given(evaluate: Evaluate) -> None:
    assert evaluate('@{ var a = new { Name = "x", context.Api }; return a.Name + a.Api.Id; }') == "x"
