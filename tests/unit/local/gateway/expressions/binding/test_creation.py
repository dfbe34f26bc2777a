import pytest

from local.gateway.expressions import text_of
from tests.unit.local.gateway.expressions.conftest import Evaluate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("@(new string('a', 3))", "aaa"),
        ("@(new [] {1, 2}.Length)", 2),
        ("@(new byte[16].Length)", 16),
        ("@(new string[2][0])", None),
        ('@(new Dictionary<string, string> { {"a", "b"}, ["c"] = "d" }["c"])', "d"),
        ('@(new List<string> { "x", "y" }.Count)', 2),
        ('@(JsonConvert.SerializeObject(new { a = 1, b = new { c = "x" } }))', '{"a":1,"b":{"c":"x"}}'),
        ('@($"{1 + 1}|{"a",3}|{"b",-3}|{3.14159:F2}|{{}}")', "2|  a|b  |3.14|{}"),
        ('@($@"a\\{"b"}""")', 'a\\b"'),
        ('@($"{(true ? "yes" : "no")}{null}")', "yes"),
    ],
)
def test_what_is_created_is_as_in_csharp(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


def test_an_object_is_filled_by_its_initialiser(evaluate: Evaluate) -> None:
    found = evaluate('@(new JObject(new JProperty("a", 1)) { ["b"] = new JArray("x") })')
    assert text_of(found) == '{\n  "a": 1,\n  "b": [\n    "x"\n  ]\n}'
