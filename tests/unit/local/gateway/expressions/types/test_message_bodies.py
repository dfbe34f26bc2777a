import pytest

from local.gateway.context import Body, Context, Request
from local.gateway.expressions import ExpressionError
from tests.unit.local.gateway.expressions.conftest import Evaluate


@pytest.mark.parametrize(
    ("type_", "member"), [("string", ".Length"), ("JArray", ".Count"), ("byte[]", ".Length")]
)
def test_a_body_is_read_as_many_types(evaluate: Evaluate, type_: str, member: str) -> None:
    context = Context(request=Request(body=Body(b"[1]")))
    assert evaluate(f"@(context.Request.Body.As<{type_}>(){member})", context) in {1, 3}


def test_a_body_has_no_type_that_is_no_content(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError, match="cannot be read as 'Uri'"):
        evaluate("@(context.Request.Body.As<Uri>())", Context(request=Request(body=Body(b"x"))))
