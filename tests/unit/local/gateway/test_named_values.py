import pytest

from local.gateway.document import PolicyError, Position
from local.gateway.named_values import replace_named_values

HERE = Position("p.xml", 2, 5)


def replaced(text: str, *, lenient: bool = False) -> str:
    return replace_named_values(text, {"host": "h.example", "a.b-c_1": "{{host}}"}, HERE, lenient)


def test_a_reference_is_replaced_whole_or_in_part() -> None:
    assert replaced("{{host}}") == "h.example"
    assert replaced("https://{{ host }}/x") == "https://h.example/x"


def test_a_value_is_not_searched_for_further_references() -> None:
    assert replaced("{{a.b-c_1}}") == "{{host}}"


def test_an_unknown_name_is_refused_at_its_place() -> None:
    with pytest.raises(PolicyError, match=r"^p\.xml:2:7: unknown named value 'nope'$"):
        replaced("x {{nope}}")


def test_the_place_of_an_unknown_name_counts_lines() -> None:
    with pytest.raises(PolicyError, match=r"^p\.xml:3:3: unknown"):
        replaced("x\n  {{nope}}")


def test_an_expression_may_refer_to_a_named_value() -> None:
    assert replaced('@(f("{{host}}"))') == '@(f("h.example"))'


def test_an_unknown_name_in_an_expressions_plain_string_is_refused() -> None:
    with pytest.raises(PolicyError, match="unknown named value 'nope'"):
        replaced('@("{{nope}}")')


def test_double_braces_of_an_interpolated_string_stay_unless_they_name_a_value() -> None:
    assert replaced('@($"{{nope}} {{host}}")') == '@($"{{nope}} h.example")'


def test_in_liquid_only_existing_names_are_replaced() -> None:
    assert replaced("{{body.id}} {{host}}", lenient=True) == "{{body.id}} h.example"
