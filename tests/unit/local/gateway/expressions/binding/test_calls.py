import pytest

from local.gateway.context import Body, Context, Headers, Request
from local.gateway.expressions import ExpressionError
from tests.unit.local.gateway.expressions.conftest import Evaluate


def test_an_argument_may_be_named(evaluate: Evaluate) -> None:
    context = Context(request=Request(body=Body(b"x")))
    assert evaluate("@(context.Request.Body.As<string>(preserveContent: true))", context) == "x"
    assert evaluate('@(context.Variables.GetValueOrDefault<string>("a", defaultValue: "d"))') == "d"


def test_an_out_argument_gets_its_value(evaluate: Evaluate) -> None:
    assert evaluate('@{ int n; return int.TryParse("42", out n) ? n : -1; }') == 42
    assert evaluate('@{ return int.TryParse("x", out var n) ? "yes" : "no" + n; }') == "no0"
    context = Context(request=Request(headers=Headers({"A": "1"})))
    assert (
        evaluate(
            '@{ string[] v; return context.Request.Headers.TryGetValue("a", out v) ? v[0] : ""; }', context
        )
        == "1"
    )


def test_a_lambda_sees_the_variables_around_it(evaluate: Evaluate) -> None:
    assert evaluate('@{ var etag = "b"; return "a, b".Split(\',\').Any(tag => tag.Trim() == etag); }') is True
    assert evaluate("@{ var sum = 0; new List<int> { 1, 2 }.ForEach(x => { sum += x; }); return sum; }") == 3


def test_lambdas_nest(evaluate: Evaluate) -> None:
    text = '@(string.Join(",", new[] {1, 2}.SelectMany(x => new[] {10, 20}.Select(y => x * y))))'
    assert evaluate(text) == "10,20,20,40"


def test_a_delegate_can_be_called(evaluate: Evaluate) -> None:
    assert evaluate("@{ Func<int, int> twice = x => x * 2; return twice(twice(3)); }") == 12
    assert evaluate('@(((Func<string, string>)(q => q + "!"))("a"))') == "a!"
    assert evaluate('@(((Func<string, int>)(q => q.Length))("abc") + 1)') == 4
    assert evaluate("@{ Func<int, int> f = x => x + 1; return ((Func<int, int>)f)(1); }") == 2


def test_a_method_can_be_an_argument(evaluate: Evaluate) -> None:
    assert evaluate("@(\"1,2,3\".Split(',').Select(int.Parse).Sum())") == 6


def test_local_functions_may_call_one_another(evaluate: Evaluate) -> None:
    text = """@{
        bool Even(int n) { return n == 0 || Odd(n - 1); }
        bool Odd(int n) => n != 0 && Even(n - 1);
        return Even(10);
    }"""
    assert evaluate(text) is True


def test_a_local_function_changes_the_variables_around_it(evaluate: Evaluate) -> None:
    text = """@{
        var log = "";
        void Add(string text) { log += text; }
        Add("a");
        foreach (var x in new [] {"b", "c"}) { Add(x); }
        return log;
    }"""
    assert evaluate(text) == "abc"


def test_calling_null_fails(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError, match="Object reference not set"):
        evaluate("@{ Func<int, int> f = null; return f(1); }")
