import pytest

from local.gateway.context import Body, Context, Request
from local.gateway.expressions import text_of
from tests.unit.local.gateway.expressions.conftest import Evaluate

LIST = 'var l = XElement.Parse("<l><a>1</a><b/><a>2</a></l>"); '
PREFIXED = b'<p:P xmlns:p="urn:p" xmlns="urn:d">\n  <v p:k="1">x</v>\n  <w/>\n</p:P>'


def unformatted(element: str) -> str:
    return f"return {element}.ToString(SaveOptions.DisableFormatting); }}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('@(XElement.Parse("<r><a>1</a>tail</r>").Element("a").ToString())', "<a>1</a>"),
        ('@(new XElement("e", XElement.Parse("<r><a>1</a>tail</r>").Element("a")))', "<e>\n  <a>1</a>\n</e>"),
        ('@(XElement.Parse("<a>t</a>").Nodes().First())', "t"),
        ('@(XElement.Parse("<a>t<b/></a>").FirstNode)', "t"),
        ('@(XElement.Parse("<a>t<b/></a>").LastNode)', "<b />"),
        ('@(XElement.Parse("<a>t<b/>v</a>").Element("b").NextNode)', "v"),
        ('@(XElement.Parse("<a>t<b/>v</a>").FirstNode.PreviousNode == null)', "True"),
        ('@(XElement.Parse("<a>t<b>u</b>v</a>").Value)', "tuv"),
        ('@(XElement.Parse("<a>\\n  <b>u</b>\\n  <c>v</c>\\n</a>").Value)', "uv"),
        ('@(XElement.Parse("<a xmlns:p=\\"urn:p\\" b=\\"1\\"/>").Attributes().Count())', "2"),
        ('@(XElement.Parse("<a xmlns:p=\\"urn:p\\"/>").Attributes().First())', 'xmlns:p="urn:p"'),
        (
            '@(XElement.Parse("<a xmlns:p=\\"urn:p\\" p:b=\\"1\\"/>").Attributes().Last().ToString())',
            'p:b="1"',
        ),
        ('@(XElement.Parse("<a/>").IsEmpty && !new XElement("a", "").IsEmpty)', "True"),
        ('@(XElement.Parse("<a><b/></a>").Element("b").Parent.Name)', "a"),
        (
            '@(XElement.Parse("<a><b><c/></b></a>").DescendantsAndSelf().Select(e => e.Name).Last())',
            "c",
        ),
        ('@(XElement.Parse("<a><b><c/></b></a>").Descendants("c").First().Ancestors().Last().Name)', "a"),
    ],
)
def test_a_tree_is_walked_as_linq_to_xml_does(evaluate: Evaluate, text: str, shown: str) -> None:
    assert text_of(evaluate(text)) == shown


@pytest.mark.parametrize(
    ("statements", "shown"),
    [
        ('l.AddFirst(new XElement("z")); ', "<l><z /><a>1</a><b /><a>2</a></l>"),
        ('l.Element("b").Remove(); ', "<l><a>1</a><a>2</a></l>"),
        ('l.Elements("a").Remove(); ', "<l><b /></l>"),
        ('l.Element("b").ReplaceWith(new XElement("c", true)); ', "<l><a>1</a><c>true</c><a>2</a></l>"),
        ('l.SetElementValue("b", 5); l.SetElementValue("a", null); ', "<l><b>5</b><a>2</a></l>"),
        ('l.SetElementValue("n", 1.5m); ', "<l><a>1</a><b /><a>2</a><n>1.5</n></l>"),
        ('l.SetAttributeValue("k", 1); ', '<l k="1"><a>1</a><b /><a>2</a></l>'),
        (
            'l.SetAttributeValue("k", 1); l.SetAttributeValue("k", null); ',
            "<l><a>1</a><b /><a>2</a></l>",
        ),
        ('l.Element("b").Value = "<&>"; ', "<l><a>1</a><b>&lt;&amp;&gt;</b><a>2</a></l>"),
        ('l.Add(l.Element("a")); l.Element("a").Value = "9"; ', "<l><a>9</a><b /><a>2</a><a>1</a></l>"),
        ('l.Name = "m"; l.RemoveNodes(); ', "<m />"),
    ],
)
def test_a_tree_is_changed_as_linq_to_xml_does(evaluate: Evaluate, statements: str, shown: str) -> None:
    assert evaluate(f"@{{ {LIST}{statements}{unformatted('l')}") == shown


def body(content: bytes) -> Context:
    return Context(request=Request(body=Body(content)))


def test_a_document_keeps_its_prefixes(evaluate: Evaluate) -> None:
    shown = '<p:P xmlns:p="urn:p" xmlns="urn:d">\n  <v p:k="1">x</v>\n  <w />\n</p:P>'
    assert text_of(evaluate("@(context.Request.Body.As<XElement>())", body(PREFIXED))) == shown
    assert text_of(evaluate("@(context.Request.Body.As<XDocument>())", body(PREFIXED))) == shown


def test_an_element_declares_the_prefixes_that_it_uses(evaluate: Evaluate) -> None:
    text = "@(context.Request.Body.As<XElement>().Elements().First())"
    assert text_of(evaluate(text, body(PREFIXED))) == '<v p:k="1" xmlns:p="urn:p" xmlns="urn:d">x</v>'


def test_a_qualified_name_in_a_text_keeps_its_prefix(evaluate: Evaluate) -> None:
    content = b'<a xmlns:x="urn:x" xmlns:p="urn:p" x:type="p:T" />'
    assert text_of(evaluate("@(context.Request.Body.As<XElement>())", body(content))) == content.decode()


@pytest.mark.parametrize(
    ("created", "shown"),
    [
        (
            'new XElement(s + "E", new XAttribute(XNamespace.Xmlns + "soap", s), new XElement(s + "B"))',
            '<soap:E xmlns:soap="urn:s"><soap:B /></soap:E>',
        ),
        (
            'new XElement(s + "E", new XElement(s + "B"), new XElement("c"))',
            '<E xmlns="urn:s"><B /><c xmlns="" /></E>',
        ),
        ('new XElement("e", new XAttribute(s + "k", 1))', '<e p1:k="1" xmlns:p1="urn:s" />'),
    ],
)
def test_a_namespace_without_a_prefix_is_declared(evaluate: Evaluate, created: str, shown: str) -> None:
    assert evaluate(f'@{{ XNamespace s = "urn:s"; var e = {created}; {unformatted("e")}') == shown


@pytest.mark.parametrize(
    ("document", "shown"),
    [
        ("<a><b><c>1</c></b><d/></a>", "<a>\n  <b>\n    <c>1</c>\n  </b>\n  <d />\n</a>"),
        ("<a>t<b><c/></b></a>", "<a>t<b><c /></b></a>"),
        ("<a><!--c--><b/></a>", "<a>\n  <!--c-->\n  <b />\n</a>"),
        ('<a b="&lt;&quot;&#10;"/>', '<a b="&lt;&quot;&#xA;" />'),
    ],
)
def test_an_element_is_indented_where_it_holds_no_text(evaluate: Evaluate, document: str, shown: str) -> None:
    assert text_of(evaluate("@(context.Request.Body.As<XElement>())", body(document.encode()))) == shown


def test_white_space_stays_where_it_is_asked_for(evaluate: Evaluate) -> None:
    text = '@(XElement.Parse("<a> <b/> </a>", LoadOptions.PreserveWhitespace).ToString())'
    assert evaluate(text) == "<a> <b /> </a>"
