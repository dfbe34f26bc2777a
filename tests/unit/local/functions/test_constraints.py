import pytest

from local.errors import StartError
from local.functions.constraints import constraint


@pytest.mark.parametrize(
    ("name", "argument", "accepted", "refused"),
    [
        (
            "int",
            None,
            ["0", "-7", "+7", "2147483647"],
            ["", "a", "1.0", "2147483648", "-2147483649", "\u0661"],
        ),
        ("long", None, ["9223372036854775807"], ["9223372036854775808"]),
        ("min", "3", ["3", "4"], ["2", "x"]),
        ("max", "3", ["3", "-4"], ["4", "x"]),
        ("range", "1,3", ["1", "3"], ["0", "4"]),
        ("bool", None, ["true", "FALSE"], ["1", "yes"]),
        (
            "guid",
            None,
            ["0f8fad5b-d9cb-469f-a165-70867728950e", "{0F8FAD5B-D9CB-469F-A165-70867728950E}", "0" * 32],
            ["0f8fad5b", "0f8fad5b-d9cb-469f-a165-70867728950e}", "g" * 32],
        ),
        ("alpha", None, ["abcXYZ"], ["ab1", "é"]),
        ("length", "3", ["abc"], ["ab", "abcd"]),
        ("length", "1,3", ["a", "abc"], ["abcd"]),
        ("minlength", "2", ["ab"], ["a"]),
        ("maxlength", "2", ["ab"], ["abc"]),
        ("required", None, ["a"], [""]),
        ("regex", "^a.c$", ["abc", "ABC"], ["abcd"]),
        ("INT", None, ["1"], ["a"]),
    ],
)
def test_constraint_accepts_what_asp_net_accepts(
    name: str, argument: str | None, accepted: list[str], refused: list[str]
) -> None:
    accepts = constraint(name, argument)
    assert [text for text in accepted if not accepts(text)] == []
    assert [text for text in refused if accepts(text)] == []


@pytest.mark.parametrize(
    ("name", "argument", "message"),
    [
        ("colour", None, "unknown route constraint 'colour'"),
        ("min", "x", "'min' cannot take 'x'"),
        ("int", "1", "'int' cannot take '1'"),
        ("min", None, "'min' cannot take None"),
        ("range", "1", "'range' cannot take '1'"),
        ("regex", "(", r"'regex' cannot take '\('"),
    ],
)
def test_constraint_that_cannot_be_built_is_an_error(name: str, argument: str | None, message: str) -> None:
    with pytest.raises(StartError, match=message):
        constraint(name, argument)
