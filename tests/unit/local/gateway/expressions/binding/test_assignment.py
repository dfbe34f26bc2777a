import pytest

from local.gateway.expressions import ExpressionError
from tests.unit.local.gateway.expressions.conftest import Evaluate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("@{ int a, b; a = b = 3; return a + b; }", 6),
        ("@{ byte b = 200; b += 100; return b; }", 44),
        ("@{ byte b = 255; b++; return b; }", 0),
        ("@{ short s = 32767; s++; return s; }", -32768),
        ("@{ int i = 3; i *= 1.5; return i; }", 4),
        ("@{ char c = 'a'; c++; return c.ToString(); }", "b"),
        ("@{ double d = 1; d /= 2; return d; }", 0.5),
        ('@{ string s = null; s += "a"; return s; }', "a"),
        (
            '@{ var o = new JObject(); o["a"] = 1; o["a"] = "x"; return o.ToString(Formatting.None); }',
            '{"a":"x"}',
        ),
        ('@{ var d = new Dictionary<string, int>(); d["a"] = 1; d["a"] += 4; return d["a"]; }', 5),
        ('@{ var p = new JProperty("a", 1); p.Value = 2; return p.ToString(); }', '"a": 2'),
    ],
)
def test_variables_elements_and_properties_take_new_values(
    evaluate: Evaluate, text: str, value: object
) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("@(new int[1][1])", "IndexOutOfRangeException"),
        ("@(new List<int>()[0])", "ArgumentOutOfRangeException"),
        ('@(new Dictionary<string, int>()["a"])', "KeyNotFoundException"),
        ('@(context.Variables["a"])', "KeyNotFoundException"),
        ('@("abc"[3])', "IndexOutOfRangeException"),
        ('@(JArray.Parse("[]")[0])', "ArgumentOutOfRangeException"),
    ],
)
def test_an_element_that_is_not_there_fails(evaluate: Evaluate, text: str, kind: str) -> None:
    with pytest.raises(ExpressionError) as failure:
        evaluate(text)
    assert failure.value.kind == kind
