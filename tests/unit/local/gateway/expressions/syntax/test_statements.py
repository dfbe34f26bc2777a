import pytest

from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.syntax.statements import parse
from local.gateway.expressions.syntax.tokens import SyntaxFault


def test_operators_bind_as_in_csharp() -> None:
    found = parse("@(a && b?.C == d)")
    assert isinstance(found, nodes.Binary)
    assert found.operator == "&&"
    assert isinstance(found.right, nodes.Binary)
    assert isinstance(found.right.left, nodes.NullConditional)


def test_a_name_in_brackets_before_a_minus_is_no_cast() -> None:
    assert isinstance(parse("@((a) - b)"), nodes.Binary)
    assert isinstance(parse("@((int)-b)"), nodes.Cast)


def test_a_type_test_does_not_take_the_operator_behind_it() -> None:
    found = parse("@(x is JArray && y)")
    assert isinstance(found, nodes.Binary)
    assert isinstance(found.left, nodes.Is)


def test_less_than_is_not_taken_for_type_arguments() -> None:
    assert isinstance(parse("@(a < b && c > d)"), nodes.Binary)
    assert isinstance(parse("@(a.B<C>(d))"), nodes.Call)


def test_a_null_conditional_guards_the_rest_of_its_chain() -> None:
    found = parse("@(a?.B.C(d)[0])")
    assert isinstance(found, nodes.NullConditional)
    assert isinstance(found.rest, nodes.Index)


def test_a_question_mark_before_a_bracket_or_a_value_is_told_apart() -> None:
    assert isinstance(parse("@(a?[0])"), nodes.NullConditional)
    assert isinstance(parse("@(a ? b : c)"), nodes.Conditional)
    assert isinstance(parse("@(a ? .5 : 1)"), nodes.Conditional)
    assert isinstance(parse("@(a?.5:1)"), nodes.Conditional)


@pytest.mark.parametrize("text", ["@(a?.B.C)", "@(a? .B.C)", "@(a?\n  .B.C)", "@(a ?/* x */. B.C)"])
def test_a_question_mark_and_a_dot_are_two_tokens(text: str) -> None:
    found = parse(text)
    assert isinstance(found, nodes.NullConditional)
    assert isinstance(found.rest, nodes.Member)
    assert found.rest.name == "C"


def test_a_nullable_type_is_told_from_a_ternary() -> None:
    block = parse("@{ int? a = null; return b is string ? a : c; }")
    assert isinstance(block, nodes.Block)
    declaration = block.statements[0]
    assert isinstance(declaration, nodes.Declaration)
    assert declaration.type.nullable


@pytest.mark.parametrize("text", ["@(from x in y select x)", "@(await f())", "@(x switch { })"])
def test_what_policies_cannot_use_is_a_syntax_error(text: str) -> None:
    with pytest.raises(SyntaxFault):
        parse(text)
