import uuid

import pytest

from local.gateway.context import Context, Response
from local.gateway.expressions import ExpressionError
from tests.unit.local.gateway.expressions.conftest import Evaluate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("@((int)3.99)", 3),
        ("@((int)-3.99)", -3),
        ("@((byte)300)", 44),
        ("@((char)65)", "A"),
        ("@((long)5 / 2)", 2),
        ("@((double)5 / 2)", 2.5),
        ("@((string)null)", None),
        ('@((string)JToken.Parse("5"))', "5"),
        ('@((int)JToken.Parse("\\"5\\""))', 5),
        ('@((bool)JToken.Parse("true"))', True),
        ('@((string)JObject.Parse("{}")["a"])', None),
        ("@(default(int))", 0),
        ("@(default(string))", None),
        ('@("a" is string)', True),
        ("@(context.Variables is string)", False),
    ],
)
def test_casts_convert_as_csharp_does(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


def test_a_cast_from_object_converts_nothing(evaluate: Evaluate) -> None:
    context = Context(variables={"s": "5", "n": 5, "null": None})
    assert evaluate('@((int)context.Variables["n"])', context) == 5
    assert evaluate('@((string)context.Variables["null"])', context) is None
    with pytest.raises(ExpressionError) as failure:
        evaluate('@((int)context.Variables["s"])', context)
    assert str(failure.value) == "Unable to cast object of type 'System.String' to type 'System.Int32'."
    with pytest.raises(ExpressionError, match="Object reference not set"):
        evaluate('@((int)context.Variables["null"])', context)


def test_a_variable_of_the_gateways_types_is_cast_back(evaluate: Evaluate) -> None:
    context = Context(variables={"r": Response(status_code=201), "g": uuid.UUID(int=1)})
    assert evaluate('@(((IResponse)context.Variables["r"]).StatusCode)', context) == 201
    assert evaluate('@(context.Variables["r"] as JObject == null)', context) is True
    assert evaluate('@(context.Variables["g"] is Guid g ? g.ToString("N") : "")', context) == "0" * 31 + "1"
