import pytest

from local.gateway.expressions import ExpressionError
from tests.unit.local.gateway.expressions.conftest import Evaluate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('@("abc".Length)', 3),
        ('@("Bearer x".Contains("x"))', True),
        ('@("ABC".StartsWith("ab", StringComparison.OrdinalIgnoreCase))', True),
        ('@("abc".EndsWith("C"))', False),
        ('@("abcabc".IndexOf("c", 3))', 5),
        ("@(\"abc\".IndexOf('z'))", -1),
        ('@("abcabc".LastIndexOf("a"))', 3),
        ('@("abcdef".Substring(2, 3))', "cde"),
        ('@("abcdef".Remove(2))', "ab"),
        ('@("abc".Insert(1, "-"))', "a-bc"),
        ('@("a.b.c".Replace(".", ""))', "abc"),
        ("@(\"a.b\".Replace('.', '-'))", "a-b"),
        ("@(string.Join(\"|\", \"a,b;c\".Split(',', ';')))", "a|b|c"),
        ("@(\"a,,b\".Split(new[] {','}, StringSplitOptions.RemoveEmptyEntries).Length)", 2),
        ('@("a--b--c".Split(new string[] {"--"}, 2, StringSplitOptions.None)[1])', "b--c"),
        ('@(" a b ".Split().Length)', 4),
        ('@("\\"x\\" ".Trim().Trim(\'"\'))', "x"),
        ("@(\"//a/\".TrimStart('/').TrimEnd('/'))", "a"),
        ("@(\"7\".PadLeft(3, '0'))", "007"),
        ('@("aBc".ToLowerInvariant() + "aBc".ToUpper())', "abcABC"),
        ('@("a".Equals("A", StringComparison.OrdinalIgnoreCase))', True),
        ('@("a".Equals(null))', False),
        ('@(string.IsNullOrEmpty("") && string.IsNullOrWhiteSpace(" ") && !string.IsNullOrEmpty(" "))', True),
        ('@(string.Concat("a", 1, null, true))', "a1True"),
        ('@(string.Format("{0}-{1:D2}-{0,3}{{}}", "a", 5))', "a-05-  a{}"),
        ('@(string.Compare("a", "B", true))', -1),
        ('@(String.Equals("a", "a"))', True),
        ('@("abc".ToCharArray().Reverse().First().ToString())', "c"),
        ('@("héé".ToUpperInvariant())', "HÉÉ"),
        ('@("ßé".ToUpperInvariant() + "ß".ToUpper())', "ßÉß"),
        ('@("İ".ToLowerInvariant().Length)', 1),
        ('@("ß".Equals("SS", StringComparison.OrdinalIgnoreCase))', False),
        ("@(char.IsDigit('5') && !char.IsLetter('5'))", True),
        ('@(new StringBuilder().Append("a").Append(1).AppendFormat("{0}", true).ToString())', "a1True"),
        ("@(true.ToString() + false)", "TrueFalse"),
    ],
)
def test_members_of_string_do_what_dotnets_do(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('@("abc".Substring(4))', "ArgumentOutOfRangeException"),
        ('@("abc".Substring(1, 3))', "ArgumentOutOfRangeException"),
        ('@("abc".Substring(-1))', "ArgumentOutOfRangeException"),
        ('@("abc".Contains(null))', "ArgumentNullException"),
        ('@("abc".Replace("", "x"))', "ArgumentException"),
        ('@(string.Format("{1}", "a"))', "FormatException"),
    ],
)
def test_a_string_method_fails_as_dotnets_does(evaluate: Evaluate, text: str, kind: str) -> None:
    with pytest.raises(ExpressionError) as failure:
        evaluate(text)
    assert failure.value.kind == kind
