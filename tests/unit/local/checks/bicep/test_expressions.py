import pytest

from local.checks.bicep.reader import read
from local.checks.bicep.tokens import BicepError
from local.checks.bicep.tree import (
    Array,
    Call,
    Conditional,
    Index,
    Lambda,
    Literal,
    Loop,
    Member,
    Name,
    Node,
    Object,
    Operation,
    Statement,
    Text,
    walk,
)


def value(text: str) -> Node:
    found = read(f"var it = {text}")[0].value
    assert found is not None
    return found


def test_operators_bind_as_in_c() -> None:
    node = value("a ?? b || c && d == e + f * !g")
    assert isinstance(node, Operation)
    operators = [each.operator for each in walk(node) if isinstance(each, Operation)]
    assert operators == ["??", "||", "&&", "==", "+", "*", "!"]


def test_a_choice_takes_everything_around_it() -> None:
    match value("empty(a) ? b.c : d[0].?e"):
        case Operation(operator="?:", operands=(Call(function="empty"), Member(), Member(target=Index()))):
            return
        case other:
            pytest.fail(str(other))


def test_interpolations_are_expressions() -> None:
    node = value("'a-${first(b)}-${'c${d}'}'")
    assert isinstance(node, Text)
    assert node.value is None
    assert [each.name for each in walk(node) if isinstance(each, Name)] == ["b", "d"]


def test_escapes_are_read() -> None:
    node = value(r"'it\'s \${not} one'")
    assert isinstance(node, Text)
    assert node.value == "it's ${not} one"


def test_loops_and_lambdas_have_names() -> None:
    loop = value("[for (a, i) in items(b): {\n  c: a\n}]")
    assert isinstance(loop, Loop)
    assert loop.names == ("a", "i")
    lambdas = [each for each in walk(value("map(a, b => b.c)")) if isinstance(each, Lambda)]
    assert [each.names for each in lambdas] == [("b",)]


def test_lists_are_separated_by_lines_or_commas() -> None:
    node = value("[\n  1\n  2, 3\n]")
    assert isinstance(node, Array)
    assert [item.value for item in node.items if isinstance(item, Literal)] == [1, 2, 3]


def test_a_property_is_found_by_its_path() -> None:
    node = value("{\n  a: {\n    'b-c': 'd'\n  }\n}")
    assert isinstance(node, Object)
    found = node.get("a.b-c")
    assert isinstance(found, Text)
    assert (found.value, found.line) == ("d", 3)
    assert node.get("a.x") is None
    assert node.get("a.b-c.x") is None


def test_comments_and_directives_are_skipped() -> None:
    assert [each.name for each in read("// a\n/* b\n*/\n#disable-next-line x\nvar c = 1 // d\n")] == ["c"]


def test_a_statement_has_its_parts() -> None:
    parameter, resource = read(
        "@secure()\n@description('x')\nparam a string = 'b'\n\nresource r 'T/x@1' = if (a) {\n  name: a\n}"
    )
    assert (parameter.kind, parameter.name, parameter.type, parameter.line) == ("param", "a", "string", 3)
    assert [decorator.function for decorator in parameter.decorators] == ["secure", "description"]
    assert (resource.type, resource.existing) == ("T/x@1", False)
    assert isinstance(resource.value, Conditional)
    assert resource.body is not None


def test_existing_resources_say_so() -> None:
    assert isinstance(read("resource r 'T/x@1' existing = {\n  name: 'a'\n}")[0], Statement)
    assert read("resource r 'T/x@1' existing = {\n  name: 'a'\n}")[0].existing


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("var a = {\n  b: 1", 2, "expected 'name', not ''"),
        ("var a =\n", 1, "expected an expression"),
        ("var a = 'b", 1, "a string does not end"),
        ("var a = '${b", 1, "an interpolation does not end"),
        ("\nvar a = §", 2, "cannot be read"),
        ("type a = string", 1, "there is no statement 'type'"),
        ("var a = 1 2", 1, "expected the end of the line, not '2'"),
        ("var a = [for b of c: b]", 1, "expected 'in'"),
        ("@description\nvar a = 1", 1, "a decorator is a call"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(BicepError, match=message.replace("'", ".")) as caught:
        read(text)
    assert caught.value.line == line
