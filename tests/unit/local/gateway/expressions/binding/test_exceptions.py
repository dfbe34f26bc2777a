import pytest

from local.gateway.expressions import ExpressionError
from tests.unit.local.gateway.expressions.conftest import Evaluate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            '@{ try { return bool.Parse("x"); } catch (FormatException e) { return e.Message.Length; } }',
            49,
        ),
        ('@{ try { throw new Exception("a"); } catch (Exception e) { return e.Message; } }', "a"),
        ('@{ try { throw new ArgumentNullException("a"); } catch (ArgumentException) { return 1; } }', 1),
        (
            '@{ try { throw new Exception("a", new FormatException("b")); }'
            " catch (Exception e) { return e.Message + e.InnerException.Message; } }",
            "ab",
        ),
        (
            '@{ try { throw new Exception("a"); } catch (Exception e) { return e.InnerException == null; } }',
            True,
        ),
        ("@{ var r = 0; try { r = 1; } finally { r += 10; } return r; }", 11),
        ('@{ try { return new int[1][3]; } catch { return "outside"; } }', "outside"),
        (
            '@{ try { return int.Parse("x"); } catch when (1 > 2) { return 1; } catch { return 2; } }',
            2,
        ),
        (
            "@{ try { try { return 1 / default(int); } catch { throw; } } catch (Exception) { return 3; } }",
            3,
        ),
        ('@(context.User == null ? "none" : throw new Exception("x"))', "none"),
    ],
)
def test_an_error_is_caught_by_kind(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


def test_an_error_of_another_kind_goes_on(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError) as failure:
        evaluate('@{ try { return int.Parse("x"); } catch (ArgumentException) { return 1; } }')
    assert failure.value.kind == "FormatException"
