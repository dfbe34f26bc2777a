import pytest

from local.gateway.expressions import ExpressionError
from tests.unit.local.gateway.expressions.conftest import Evaluate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("@{ if (1 > 2) return 1; else if (2 > 1) { return 2; } return 3; }", 2),
        (
            "@{ int r = 0; for (int i = 0, j = 9; i < j; i++, j--) { if (i > 3) continue; r++; } return r; }",
            4,
        ),
        ("@{ var r = 0; foreach (var n in new[] {1, 2, 3}) { if (n == 3) break; r += n; } return r; }", 3),
        ("@{ int i = 0; while (i < 5) i += 2; do { i++; } while (i < 3); return i; }", 7),
        ('@{ switch ("b") { case "a": return 1; case "b": case "c": return 2; default: return 3; } }', 2),
        ("@{ int r; switch (9) { case 1: r = 1; break; default: r = 2; break; } return r; }", 2),
        ("@{ while (true) { return 1; } }", 1),
        ('@{ foreach (char c in "ab") { return c.ToString(); } return null; }', "a"),
        ("@{ using (var h = SHA1.Create()) { return h.ComputeHash(new byte[0]).Length; } }", 20),
        ("@{ const int a = 1; { var b = 2; return a + b; } }", 3),
        ("@{ double d = 1; return d / 2; }", 0.5),
        ("@{ int[] a = { 1, 2 }; a[1] = 5; return a[0] + a[1]; }", 6),
    ],
)
def test_statements_do_what_csharp_does(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


def test_foreach_over_null_fails(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError, match="Object reference"):
        evaluate("@{ string[] a = null; foreach (var x in a) { } return 1; }")


def test_foreach_casts_to_the_declared_type(evaluate: Evaluate) -> None:
    with pytest.raises(
        ExpressionError, match=r"Unable to cast object of type 'Newtonsoft\.Json\.Linq\.JValue'"
    ) as failure:
        evaluate('@{ foreach (JObject x in JArray.Parse("[1]")) { } return 1; }')
    assert failure.value.kind == "InvalidCastException"
