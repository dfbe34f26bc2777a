import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.gateway.document import Element, PolicyError, Position
from local.gateway.rawxml import read


def root(text: str, **named_values: str) -> Element:
    return read(text, "p.xml", named_values)


def value(attribute: str) -> str:
    return root(f"<a v={attribute}/>").attributes["v"].value


@pytest.mark.parametrize(
    ("written", "expression"),
    [
        ('"@(context.Variables["x"])"', '@(context.Variables["x"])'),
        ("'@(context.Variables[\"x\"])'", '@(context.Variables["x"])'),
        ('"@(context.Variables[&quot;x&quot;])"', '@(context.Variables["x"])'),
        ('"@(a && b < c)"', "@(a && b < c)"),
        ('"@(a &amp;&amp; b &lt; c)"', "@(a && b < c)"),
        ('"@(x.As<JObject>())"', "@(x.As<JObject>())"),
        ('"@("a)b" + \')\')"', "@(\"a)b\" + ')')"),
        ("'@(x.Split(','))'", "@(x.Split(','))"),
        ('"@(@"c:\\" + "\\"")"', '@(@"c:\\" + "\\"")'),
        ('"@($"{f("}")} {{")"', '@($"{f("}")} {{")'),
        ('"@{ /* } */ return "}"; // }\n }"', '@{ /* } */ return "}"; // }\n }'),
        ('"  @(a)  "', "  @(a)  "),
    ],
)
def test_an_attribute_holds_an_expression_raw_or_escaped(written: str, expression: str) -> None:
    assert value(written) == expression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<a>@(x.As<JObject>()["k"] < 1)</a>', '@(x.As<JObject>()["k"] < 1)'),
        (
            "<a>@{ if (a < b && c > d) { return 1; } return 2; }</a>",
            "@{ if (a < b && c > d) { return 1; } return 2; }",
        ),
        ("<a>@(x &lt; 1)</a>", "@(x < 1)"),
        ("<a><![CDATA[@(a < b)]]></a>", "@(a < b)"),
        ("<a>x &amp; y &#65;&#x42;</a>", "x & y AB"),
        ("<a>b<!-- c -->d</a>", "bd"),
        ("<a><?x y?>b</a>", "b"),
    ],
)
def test_a_text_holds_an_expression_or_characters(text: str, expected: str) -> None:
    assert root(text).text == expected


def test_elements_nest_and_white_space_between_them_is_not_kept() -> None:
    found = root('<?xml version="1.0"?><!-- c --><a>\n  <b/>\n  <c d="1"></c>\n</a>\n')
    assert [child.name for child in found.elements] == ["b", "c"]
    assert len(found.children) == 2
    assert found.elements[1].attributes["d"].value == "1"


def test_every_part_has_its_place() -> None:
    found = root("<a>\n  <b  c=\"x\"\n d='@(y)'>t</b></a>")
    inner = found.elements[0]
    assert inner.position == Position("p.xml", 2, 3)
    assert inner.attributes["c"].position == Position("p.xml", 2, 10)
    assert inner.attributes["d"].position == Position("p.xml", 3, 5)
    assert inner.children[0].position == Position("p.xml", 3, 11)


def test_a_single_quoted_attribute_may_hold_double_quotes() -> None:
    assert value("'say \"x\"'") == 'say "x"'


def test_line_breaks_of_a_literal_attribute_become_spaces() -> None:
    assert value('"a\n\tb"') == "a  b"


def test_what_only_looks_like_an_entity_in_an_expression_is_left() -> None:
    assert value('"@(a&b;c)"') == "@(a&b;c)"


def test_the_markup_in_a_set_body_is_its_text() -> None:
    found = root('<set-body><s:E a="1"><b/></s:E></set-body>')
    assert found.text == '<s:E a="1"><b/></s:E>'


def test_a_set_body_may_hold_an_expression_behind_a_comment() -> None:
    assert root("<set-body><!-- why -->@(x < 1)</set-body>").text == "@(x < 1)"


def test_liquid_braces_are_no_named_values() -> None:
    found = root('<set-body template="liquid">{{body.x}} {{host}}</set-body>', host="h")
    assert found.text == "{{body.x}} h"


def test_named_values_are_replaced_in_attributes_and_texts() -> None:
    found = root('<a b="{{n}}/x">{{n}}</a>', n="v")
    assert (found.attributes["b"].value, found.text) == ("v/x", "v")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<a>\n<b></a>", "2:4: </a> does not close <b> of line 2"),
        ("<a><b>", "1:4: the element <b> is not closed"),
        ("<a", "1:3: the tag <a> does not end"),
        ('<a b="1" b="2"/>', "1:10: duplicate attribute 'b'"),
        ('<a b="1"c="2"/>', "1:9: expected white space before an attribute"),
        ("<a b/>", "1:5: expected '=' after attribute 'b'"),
        ("<a b=1/>", "1:6: the value of attribute 'b' must be in quotes"),
        ('<a b="x/>', "1:7: the attribute value does not end"),
        ('<a b="x>\n<c d="y"/></a>', "2:1: '<' is not allowed in an attribute value; is a quote missing?"),
        ('<a b="@(f(1)"/>', "1:13: a string or character does not end"),
        ('<a b="@(f(1])"/>', "1:12: ']' closes nothing"),
        ('<a b="@("x)"/>', "1:7: the expression does not end"),
        ('<a b="@(x) y"/>', '1:12: expected " after the expression'),
        ("<a>&nbsp;</a>", "1:4: unknown entity '&nbsp;'"),
        ("<a/><b/>", "1:5: nothing may follow the end of <a>"),
        ("<a/> x", "1:6: nothing may follow the end of <a>"),
        ("x<a/>", "1:1: expected an element"),
        ("", "1:1: expected an element"),
        ("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "1:1: a document type declaration is not allowed"),
        ("<a><!-- x</a>", "1:4: the comment does not end"),
        ("<a><![CDATA[x</a>", "1:4: the CDATA section does not end"),
        ("<a>{{x}}</a>", "1:4: unknown named value 'x'"),
        ("<1/>", "1:2: expected an element name"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as failure:
        root(text)
    assert str(failure.value) == f"p.xml:{message}"


def test_elements_cannot_nest_without_end() -> None:
    with pytest.raises(PolicyError, match="elements nest too deeply"):
        root("<a>" * 200 + "</a>" * 200)


_PIECES = st.sampled_from([
    "<a", "</a>", "/>", ">", "<set-body>", "<!--", "-->", "<![CDATA[", "]]>", " b=", '"', "'", "@(", "@{",
    '$"{', "{{c}}", "}", ")", "&lt;", "&#x110000;", "\ufeff", "<?", "?>",
])  # fmt: skip


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_whatever_the_text_it_is_read_or_its_mistake_is_told(text: str) -> None:
    with contextlib.suppress(PolicyError):
        root(text)
