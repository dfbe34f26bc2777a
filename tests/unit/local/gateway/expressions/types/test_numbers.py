import pytest

from local.gateway.expressions import ExpressionError, text_of
from tests.unit.local.gateway.expressions.conftest import Evaluate


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@(1.0)", "1"),
        ("@(1.5)", "1.5"),
        ("@(1e15)", "1E+15"),
        ("@(123456789012345.0)", "123456789012345"),
        ("@(0.0001)", "0.0001"),
        ("@(0.00001)", "1E-05"),
        ("@(0.1 + 0.2)", "0.30000000000000004"),
        ("@(1.50m)", "1.50"),
        ('@(1234567.891.ToString("N2"))', "1,234,567.89"),
        ('@(5.ToString("D3"))', "005"),
        ('@(255.ToString("x") + 255.ToString("X4"))', "ff00FF"),
        ('@(0.256.ToString("P1"))', "25.6 %"),
        ('@(3.14159.ToString("0.00"))', "3.14"),
        ('@(3.1.ToString("#.##"))', "3.1"),
        ('@(1234.5.ToString("#,##0.00"))', "1,234.50"),
        ('@(12345.678.ToString("E2"))', "1.23E+004"),
        ("@(Math.Round(2.5) + Math.Round(3.5))", "6"),
        ("@(Math.Round(2.345, 2, MidpointRounding.AwayFromZero))", "2.35"),
        ("@(Math.Round(2.665, 2))", "2.66"),
        ("@(Math.Round(2.665, 2, MidpointRounding.AwayFromZero))", "2.67"),
        ("@(Math.Round(2.675, 2))", "2.68"),
        ("@(Math.Round(2.345m, 2, MidpointRounding.AwayFromZero))", "2.35"),
        ("@(Math.Round(-2.5, MidpointRounding.AwayFromZero))", "-3"),
        ("@(Math.Round(2.5m))", "2"),
        ('@((-5).ToString("0;neg 0") + 5.ToString("0;neg 0"))', "neg 55"),
        ('@(0.ToString("0;neg;zero") + (-1).ToString("0;neg;zero") + 7.ToString("0;neg;zero"))', "zeroneg7"),
        ('@(0.ToString("+0;-0"))', "+0"),
        ('@((-5).ToString("0;;zero") + 0.2.ToString("0;;zero"))', "-5zero"),
        ('@((-5.5).ToString("(0.0)"))', "-(5.5)"),
        ("@(5.ToString(\"0';';neg\"))", "5;"),
        ('@(5.ToString("\\\\#0 \\"kg\\""))', "#5 kg"),
        ('@(1234.5.ToString("G3") + 1234.5.ToString("G4"))', "1.23E+031235"),
        ('@(1234.ToString("G2") + 1234.ToString("g2"))', "1.2E+031.2e+03"),
        ('@(0.1.ToString("G17"))', "0.10000000000000001"),
        ('@(0.00001234.ToString("G2") + 0.0001234.ToString("G2"))', "1.2E-050.00012"),
        ('@(1.50m.ToString("G") + 1.255m.ToString("G3"))', "1.501.26"),
        ("@(Math.Floor(-1.5))", "-2"),
        ("@(Math.Ceiling(1.2))", "2"),
        ("@(Math.Min(1, 2) + Math.Max(3, 4) + Math.Abs(-5))", "10"),
        ("@(Math.Pow(2, 10))", "1024"),
        ('@(Convert.ToInt32("12") + Convert.ToInt32(2.5))', "14"),
        ('@(Convert.ToBoolean("True"))', "True"),
        ("@(Convert.ToString(255, 16))", "ff"),
        ('@(bool.Parse("true"))', "True"),
        ('@(double.Parse("1,234.5"))', "1234.5"),
        ("@(decimal.MaxValue)", "79228162514264337593543950335"),
        ("@(long.MaxValue)", "9223372036854775807"),
    ],
)
def test_numbers_show_as_in_the_invariant_culture(evaluate: Evaluate, text: str, shown: str) -> None:
    assert text_of(evaluate(text)) == shown


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('@(int.Parse("x"))', "FormatException"),
        ('@(int.Parse("1.5"))', "FormatException"),
        ('@(int.Parse("99999999999"))', "OverflowException"),
        ("@(int.Parse(null))", "ArgumentNullException"),
        ('@(bool.Parse("yes"))', "FormatException"),
        ('@(Convert.ToByte("256"))', "OverflowException"),
    ],
)
def test_a_text_that_is_no_number_is_refused(evaluate: Evaluate, text: str, kind: str) -> None:
    with pytest.raises(ExpressionError) as failure:
        evaluate(text)
    assert failure.value.kind == kind


def test_random_numbers_stay_within_their_bounds(evaluate: Evaluate) -> None:
    assert all(evaluate("@(new Random().Next(2, 4))") in {2, 3} for _ in range(20))
