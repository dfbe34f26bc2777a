import pytest

from local.gateway.expressions import ExpressionError, text_of
from tests.unit.local.gateway.expressions.conftest import Evaluate

NUMBERS = "new [] {3, 1, 2}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'@(string.Join(",", {NUMBERS}.OrderBy(x => x)))', "1,2,3"),
        (f'@(string.Join(",", {NUMBERS}.OrderByDescending(x => x).Skip(1).Take(1)))', "2"),
        (f'@(string.Join(",", {NUMBERS}.Select((x, i) => x * i)))', "0,1,4"),
        (f"@({NUMBERS}.Where(x => x > 1).Sum() + {NUMBERS}.Max() + {NUMBERS}.Count())", "11"),
        (f"@({NUMBERS}.First() + {NUMBERS}.Last() + {NUMBERS}.ElementAt(1))", "6"),
        (f"@({NUMBERS}.FirstOrDefault(x => x > 5) == null)", "False"),
        (f"@({NUMBERS}.Any() && {NUMBERS}.All(x => x > 0) && {NUMBERS}.Contains(2))", "True"),
        (f"@({NUMBERS}.Average())", "2"),
        (f"@({NUMBERS}.Aggregate((a, b) => a * b))", "6"),
        (f'@(string.Join(",", {NUMBERS}.Concat(new [] {{3}}).Distinct().Reverse()))', "2,1,3"),
        ("@(\"b a b\".Split(' ').GroupBy(x => x).Select(g => g.Key + g.Count()).First())", "b2"),
        ('@(new [] {"a", "b"}.ToDictionary(x => x, x => x + x)["b"])', "bb"),
        ('@(string.Join(",", new List<string> {"b", "a"}.OrderBy(x => x).ToList()))', "a,b"),
        ('@(Array.Exists(new [] {"a"}, x => x == "a") && Array.IndexOf(new [] {"a"}, "b") == -1)', "True"),
        (
            "@{ var l = new List<int> {1}; l.Add(2); l.AddRange(new [] {3}); l.Remove(1); return l.Count; }",
            "2",
        ),
        ('@(new Dictionary<string, int> {{"a", 1}}.Select(p => p.Key + p.Value).First())', "a1"),
        ('@(new Dictionary<string, int>().ContainsKey("a"))', "False"),
        (
            "@{ var n = 0; var q = new [] {1, 2}.Select(x => { n++; return x; }); return n + q.Sum() + n; }",
            "5",
        ),
        ("@{ var q = new [] {1, 2}.Skip(0).Select(x => x); return q.Sum() + q.Count() + q.Last(); }", "7"),
        ("@(Enumerable.Range(1, 3).Sum())", "6"),
        ('@(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) {{"A", 1}}["a"])', "1"),
        ('@("abc".Count(c => c == \'a\') + "abc".First().ToString())', "1a"),
        ('@(new object[] {1, "a"}.OfType<string>().Single())', "a"),
    ],
)
def test_sequences_do_what_linq_does(evaluate: Evaluate, text: str, shown: str) -> None:
    assert text_of(evaluate(text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@(new List<int>().FirstOrDefault() == 0)", "True"),
        ("@(new int[0].FirstOrDefault() + 1)", "1"),
        ("@(new bool[0].LastOrDefault())", "False"),
        ("@(new double[0].SingleOrDefault())", "0"),
        ("@(new [] {5}.ElementAtOrDefault(3) + new [] {5}.ElementAtOrDefault(-1))", "0"),
        ("@(new List<int> {1}.Find(x => x > 1) + 1)", "1"),
        ("@(Array.Find(new [] {1}, x => x > 1) + 1)", "1"),
        ("@(new int[0].DefaultIfEmpty().Max())", "0"),
        ("@(new int[0].DefaultIfEmpty(7).Max())", "7"),
        ("@(new Guid[0].FirstOrDefault() == Guid.Empty)", "True"),
        ("@(new string[0].FirstOrDefault() == null)", "True"),
        ("@(new List<int?>().FirstOrDefault() ?? 7)", "7"),
        ("@(new JArray().Select(t => (int?)t).FirstOrDefault() ?? 7)", "7"),
        ('@(new [] {"a"}.Skip(1).Select(s => s?.Length).FirstOrDefault() ?? 7)', "7"),
        ('@(context.Request.Headers.FirstOrDefault(h => h.Key == "X").Value == null)', "True"),
        ("@(new Dictionary<string, int>().FirstOrDefault().Value + 1)", "1"),
        ("@(default(KeyValuePair<string, int>).Value)", "0"),
        (
            '@{ var d = new Dictionary<string, int>(); int v; d.TryGetValue("z", out v); return v + 1; }',
            "1",
        ),
        ('@(new Dictionary<string, int>().GetValueOrDefault("z") + 1)', "1"),
        ('@(new Dictionary<string, int>().GetValueOrDefault("z", 5))', "5"),
    ],
)
def test_what_is_not_there_is_the_default_of_its_type(evaluate: Evaluate, text: str, shown: str) -> None:
    assert text_of(evaluate(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "@(new int[0].First())",
        "@(new [] {1}.First(x => x > 1))",
        "@(new [] {1, 2}.Single())",
        "@(new int[0].Max())",
    ],
)
def test_what_is_not_in_a_sequence_is_an_error(evaluate: Evaluate, text: str) -> None:
    with pytest.raises(ExpressionError) as failure:
        evaluate(text)
    assert failure.value.kind == "InvalidOperationException"
