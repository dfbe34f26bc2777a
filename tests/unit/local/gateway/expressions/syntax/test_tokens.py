import pytest

from local.gateway.expressions.syntax.tokens import Hole, SyntaxFault, expression_end, tokens


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"a\tb\"\\"', 'a\tb"\\'),
        (r'@"a\t""b"', 'a\\t"b'),
        (r"'\''", "'"),
        (r"'\u0041'", "A"),
        (r'"\x41;"', "A;"),
        ('""', ""),
    ],
)
def test_strings_and_characters_are_decoded(text: str, value: str) -> None:
    assert next(tokens(text)).value == value


def test_an_interpolated_string_has_literals_and_holes() -> None:
    token = next(tokens('$"a{{b}} {f("}"),-5:N2}\\n"'))
    assert token.parts[0] == "a{b} "
    hole = token.parts[1]
    assert isinstance(hole, Hole)
    assert hole.format == "N2"
    assert [inner.text for inner in hole.tokens] == ["f", "(", '"}"', ")", ",", "-", "5", ""]
    assert token.parts[2] == "\n"


def test_comments_are_no_tokens() -> None:
    assert [token.text for token in tokens("a /* ( */ b // )\nc")] == ["a", "b", "c", ""]


@pytest.mark.parametrize(
    "text", ['"a', "'ab'", '"a\nb"', '$"{a', '$"{a:N2', '$"{' * 2000, '$"a', "`", r'"\q"']
)
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(SyntaxFault):
        list(tokens(text))


def test_the_end_of_an_expression_is_behind_its_bracket() -> None:
    text = 'x @(f(")") + @")""" + $"{g("}")}" /* ) */) y)'
    assert text[expression_end(text, 2) :] == " y)"
