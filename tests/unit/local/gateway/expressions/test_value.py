import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.gateway.context import Context
from local.gateway.document import PolicyError, Position
from local.gateway.expressions import ExpressionError
from local.gateway.expressions import compile as compile_value


def test_text_that_is_no_expression_is_its_own_value() -> None:
    value = compile_value("a @(b)", Position("p.xml", 1, 1))
    assert not value.is_expression
    assert value.evaluate(Context()) == "a @(b)"


def test_an_expression_may_have_spaces_around_it() -> None:
    value = compile_value("\n  @(1 + 1) ", Position("p.xml", 1, 1))
    assert value.is_expression
    assert value.evaluate(Context()) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@(1 +)", "7:15: expected a value, found ')'"),
        ("@(1", "7:13: expected ')', found the end"),
        ("@(1) 2", "7:15: expected the end of the expression, found '2'"),
        ('@("a)', "7:12: a string or character does not end"),
        (
            "@(\n  context.Foo)",
            "8:11: 'IProxyRequestContext' has no member 'Foo' in the local gateway's expressions",
        ),
        ('@(System.IO.File.Exists("x"))', "7:12: the type or name 'System.IO.File' is not available"),
        ("@(new Thread())", "7:16: the type 'Thread' is not available in the local gateway's expressions"),
        ("@((Foo)context)", "7:13: the type 'Foo' is not available in the local gateway's expressions"),
        ('@("a".Foo())', "7:16: 'string' has no member 'Foo' in the local gateway's expressions"),
        (
            '@(string.Foo("a"))',
            "7:19: 'string' has no static member 'Foo' in the local gateway's expressions",
        ),
        ('@("a".Substring())', "7:16: no overload of 'Substring' takes these arguments"),
        ("@(x + 1)", "7:12: the name 'x' does not exist in the local gateway's expressions"),
        ("@{ var y = 1; }", "7:11: not all code paths return a value"),
        ("@{ if (true) { return 1; } }", "7:11: not all code paths return a value"),
        ("@{ return; }", "7:13: an expression must return a value"),
        ("@{ var a = 1; var a = 2; return a; }", "7:28: a variable named 'a' is already defined"),
        ("@{ var a = null; return a; }", "7:17: a variable declared with 'var' cannot be null"),
        ("@{ string a = 1; return a; }", "7:24: cannot implicitly convert type 'int' to 'string'"),
        ("@{ if (1) { return 1; } return 2; }", "7:17: cannot implicitly convert type 'int' to 'bool'"),
        ("@(List<int>)", "7:12: 'List' is a type, but is used like a variable"),
        ('@($"{1,x}")', "7:17: expected a width"),
        ('@("a" - "b")', "7:16: operator '-' cannot be applied to 'string' and 'string'"),
        ('@((int)"5")', "7:12: cannot convert type 'string' to 'int'"),
        ('@(new JObject()["a"] == "b")', "7:31: operator '==' cannot be applied to 'JToken' and 'string'"),
        ('@(context.Request.Headers["a"] = "b")', "7:35: an element of 'IHeaders' cannot be assigned to"),
        ("@{ 1 + 1; return 2; }", "7:15: only assignment, call, increment and new object can be a statement"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as failure:
        compile_value(text, Position("p.xml", 7, 10))
    assert str(failure.value).startswith(f"p.xml:{message}")


@pytest.mark.parametrize(
    "endless",
    [
        "@{ while (true) { } }",
        "@{ for (;;) { } }",
        '@{ var s = "x"; while (true) { s += s; } }',
        "@{ int F(int n) { return F(n + 1); } return F(0); }",
        "@(Regex.IsMatch(new string('a', 40) + '!', \"^(a|a)+$\"))",
        '@("x".PadLeft(2000000000))',
        "@(Enumerable.Repeat(1, 2000000000).Count())",
        "@(new byte[2000000000].Length)",
        "@{ var q = new [] {1}.Skip(0); for (var i = 0; i < 20; i++) { q = q.Concat(q); } return q.Last(); }",
        "@{ try { while (true) { } } catch (Exception) { return 1; } }",
    ],
)
def test_nothing_runs_for_ever_or_takes_all_memory(endless: str) -> None:
    start = time.perf_counter()
    with pytest.raises(ExpressionError):
        compile_value(endless, Position("p.xml", 1, 1)).evaluate(Context())
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    "text",
    ["(" * 500 + "1" + ")" * 500, "1" + " + 1" * 3000, "context" + ".a" * 3000, '$"{' * 500, "!" * 500],
)
def test_an_expression_cannot_nest_without_end(text: str) -> None:
    with pytest.raises(PolicyError, match="too deeply"):
        compile_value(f"@({text})", Position("p.xml", 1, 1))


def test_one_compiled_expression_serves_many_requests() -> None:
    value = compile_value('@{ var n = 0; n++; return n + ":" + context.RequestId; }', Position("p", 1, 1))
    first, second = Context(), Context()
    assert value.evaluate(first) == f"1:{first.request_id}"
    assert value.evaluate(second) == f"1:{second.request_id}"


_PIECES = st.sampled_from(
    [
        "@(",
        "context",
        ".Request",
        "?.",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        '"',
        "'",
        '$"{',
        "=>",
        "int",
        "1",
        ";",
        "?",
    ]
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_whatever_the_text_it_compiles_or_its_mistake_is_told(text: str) -> None:
    with contextlib.suppress(PolicyError, ExpressionError):
        compile_value(f"@({text})", Position("p.xml", 1, 1)).evaluate(Context())
