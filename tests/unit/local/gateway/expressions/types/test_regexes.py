import pytest

from local.gateway.expressions import ExpressionError, text_of
from tests.unit.local.gateway.expressions.conftest import Evaluate


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('@(Regex.IsMatch("/orders/12", @"^/orders/\\d+$"))', "True"),
        ('@(Regex.IsMatch("ABC", "b", RegexOptions.IgnoreCase))', "True"),
        ('@(Regex.Match("k=v", "(?<key>\\\\w)=(?<value>\\\\w)").Groups["value"].Value)', "v"),
        ('@(Regex.Match("k=v", "(?\'key\'\\\\w)=").Groups[1].Value)', "k"),
        ('@(Regex.Match("x", "y").Success)', "False"),
        ('@(Regex.Match("x", "y").Groups[1].Value)', ""),
        ('@(Regex.Replace("a1b22", @"\\d+", "<$0>"))', "a<1>b<22>"),
        ('@(Regex.Replace("john doe", @"(?<first>\\w+) (\\w+)", "$1 ${first}"))', "doe john"),
        ('@(Regex.Replace("a1", @"\\d", m => "[" + m.Value + "]"))', "a[1]"),
        ('@(Regex.Matches("a1b2", @"\\d").Count)', "2"),
        (
            '@{ var r = ""; foreach (Match m in Regex.Matches("a1b2", @"\\d")) { r += m.Value; } return r; }',
            "12",
        ),
        ('@(string.Join("|", Regex.Split("a1b2c", @"\\d")))', "a|b|c"),
        ('@(new Regex("^a").IsMatch("ab"))', "True"),
        ('@(Regex.IsMatch("a\\nb", "^b$", RegexOptions.Multiline | RegexOptions.Compiled))', "True"),
        ('@(Regex.Escape("a.b"))', "a\\.b"),
    ],
)
def test_patterns_match_as_dotnets_do(evaluate: Evaluate, text: str, shown: str) -> None:
    assert text_of(evaluate(text)) == shown


def test_a_pattern_that_is_wrong_is_refused(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError, match='parsing "\\(" - ') as failure:
        evaluate('@(Regex.IsMatch("a", "("))')
    assert failure.value.kind == "ArgumentException"
