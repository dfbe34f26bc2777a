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
        ('@(new XElement("a", new XAttribute("b", 1), new XElement("c", "d")))', '<a b="1"><c>d</c></a>'),
    ],
)
def test_elements_are_found_and_made_as_linq_to_xml_does(evaluate: Evaluate, text: str, shown: str) -> None:
    context = Context(request=Request(body=Body(ENVELOPE)))
    assert text_of(evaluate(text, context)) == shown


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
