import pytest

from local.gateway.context import Body, Context, Request
from local.gateway.expressions import ExpressionError, text_of
from tests.unit.local.gateway.expressions.conftest import Evaluate

ENVELOPE = b'<s:E xmlns:s="urn:s"><s:Body><order id="7"><name>x</name></order></s:Body></s:E>'
BODY = "context.Request.Body.As<XElement>(preserveContent: true)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'@({BODY}.Descendants("name").First().Value)', "x"),
        (f'@({BODY}.Descendants("order").FirstOrDefault()?.Attribute("id")?.Value)', "7"),
        (f'@{{ XNamespace s = "urn:s"; return {BODY}.Element(s + "Body").Elements().Count(); }}', "1"),
        (f"@({BODY}.Name.LocalName + {BODY}.Name.Namespace)", "Eurn:s"),
        ("@(context.Request.Body.As<XDocument>().Root.Name.LocalName)", "E"),
        (f'@({BODY}.Elements().Elements("order").Elements("name").First().Value)', "x"),
        (f'@({BODY}.Descendants("order").Attributes().First().Value)', "7"),
        (
            '@(new XElement("a", new XAttribute("b", 1), new XElement("c", "d")))',
            '<a b="1">\n  <c>d</c>\n</a>',
        ),
    ],
)
def test_elements_are_found_and_made_as_linq_to_xml_does(evaluate: Evaluate, text: str, shown: str) -> None:
    context = Context(request=Request(body=Body(ENVELOPE)))
    assert text_of(evaluate(text, context)) == shown


ORDER = (
    'XElement.Parse("<o id=\\"7\\" paid=\\"1\\" at=\\"2020-01-02T03:04:05Z\\"><n>1.5</n><n>2</n>'
    '<g>00000000-0000-0000-0000-000000000005</g></o>")'
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'@((string){ORDER}.Attribute("id") + "!")', "7!"),
        (f'@((int){ORDER}.Attribute("id") + 1)', "8"),
        (f'@((long){ORDER}.Attribute("id"))', "7"),
        (f'@((string){ORDER}.Element("n"))', "1.5"),
        (f'@({ORDER}.Elements("n").Select(n => (decimal)n).Sum())', "3.5"),
        (f'@((double){ORDER}.Element("n") * 2)', "3"),
        (f'@((bool){ORDER}.Attribute("paid"))', "True"),
        (f'@(((DateTime){ORDER}.Attribute("at")).Year)', "2020"),
        (f'@(((Guid){ORDER}.Element("g")).ToString("N"))', "0" * 31 + "5"),
        (f'@((string){ORDER}.Attribute("none") == null)', "True"),
        (f'@((int?){ORDER}.Element("none") ?? 3)', "3"),
        (f'@((int?){ORDER}.Attribute("id") ?? 3)', "7"),
    ],
)
def test_an_element_or_attribute_is_cast_to_what_its_text_says(
    evaluate: Evaluate, text: str, shown: str
) -> None:
    assert text_of(evaluate(text)) == shown


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f'@((int){ORDER}.Element("n"))', "FormatException"),
        ('@((int)new XElement("a", 3000000000))', "OverflowException"),
        (f'@((bool){ORDER}.Element("n"))', "FormatException"),
    ],
)
def test_a_text_that_is_no_such_scalar_is_refused(evaluate: Evaluate, text: str, kind: str) -> None:
    with pytest.raises(ExpressionError) as failure:
        evaluate(text)
    assert failure.value.kind == kind


@pytest.mark.parametrize("document", ["<a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_a_document_that_is_broken_or_has_entities_is_refused(evaluate: Evaluate, document: str) -> None:
    with pytest.raises(ExpressionError) as failure:
        evaluate(
            "@(context.Request.Body.As<XElement>())", Context(request=Request(body=Body(document.encode())))
        )
    assert failure.value.kind == "XmlException"


def test_only_elements_have_elements(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError) as failure:
        evaluate("@(new [] { 1 }.Select(n => n).Elements().Count())")
    assert failure.value.kind == "InvalidCastException"
