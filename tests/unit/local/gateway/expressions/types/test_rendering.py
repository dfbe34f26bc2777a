import pytest

from local.gateway.context import Api, Body, Context, Headers, Request, Subscription, Url
from local.gateway.expressions import text_of
from tests.unit.local.gateway.expressions.conftest import Evaluate

GROUP = 'Regex.Match(context.Request.OriginalUrl.Path, "/shop/(\\\\w+)").Groups[1]'
MATCH = 'Regex.Match("ab1", "b\\\\d")'


@pytest.fixture
def context() -> Context:
    return Context(
        api=Api(id="mobile"),
        subscription=Subscription(id="s1"),
        request=Request(
            headers=Headers([("A", "1")]),
            body=Body(b"x"),
            original_url=Url("https", "h", 443, "/shop/blue", ""),
        ),
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"@({GROUP})", "blue"),
        (f'@("x" + {MATCH})', "xb1"),
        (f'@($"{{{GROUP}}}!")', "blue!"),
        (f'@(string.Format("{{0}}", {MATCH}))', "b1"),
        ('@(string.Join(",", Regex.Matches("a1b2", "\\\\d").Cast<Match>()))', "1,2"),
        (f"@(string.Concat({MATCH}, 1))", "b11"),
        ('@(Regex.Match("x", "y"))', ""),
        ('@(new Regex("a+"))', "a+"),
        ('@("x" + new XElement("a", new XAttribute("b", 1)).Attribute("b"))', 'xb="1"'),
        ('@(new XAttribute("b", "<\\"&").ToString())', 'b="&lt;&quot;&amp;"'),
        ('@(new Dictionary<string, int> {{"a", 1}}.First())', "[a, 1]"),
        ('@(new KeyValuePair<string, string>("a", null).ToString())', "[a, ]"),
        ('@(new { a = 1, b = "x", c = (string)null })', "{ a = 1, b = x, c =  }"),
        ("@(new { a = 1 }.ToString())", "{ a = 1 }"),
        ('@{ try { return int.Parse("x"); } catch (Exception e) { return e.ToString(); } }',
         "System.FormatException: Input string was not in a correct format."),
    ],
)  # fmt: skip
def test_a_value_shows_what_its_to_string_gives(
    evaluate: Evaluate, context: Context, text: str, shown: str
) -> None:
    assert text_of(evaluate(text, context)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@(new object())", "System.Object"),
        ("@(new Random().ToString())", "System.Random"),
        ("@(new HMACSHA256(new byte[1]))", "System.Security.Cryptography.HMACSHA256"),
        ("@(new int[] {1})", "System.Int32[]"),
        ('@(new [] {"a"}.ToString())', "System.String[]"),
        ("@(new string[2].ToString())", "System.String[]"),
        ("@(new List<int> {1}.ToString())", "System.Collections.Generic.List`1[System.Int32]"),
        (
            '@(new Dictionary<string, int> {{"a", 1}})',
            "System.Collections.Generic.Dictionary`2[System.String,System.Int32]",
        ),
    ],
)
def test_what_has_no_text_shows_the_name_of_its_type(evaluate: Evaluate, text: str, shown: str) -> None:
    assert text_of(evaluate(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "@(new [] {1}.Select(x => x))",
        "@{ Func<int, int> f = x => x; return f; }",
        "@(Encoding.UTF8)",
        "@(context)",
        "@(context.Request)",
        "@(context.Request.Body)",
        "@(context.Request.Headers)",
        "@(context.Api)",
        "@(context.Subscription)",
    ],
)
def test_no_value_shows_how_the_gateway_is_made(evaluate: Evaluate, context: Context, text: str) -> None:
    shown = text_of(evaluate(text, context))
    assert shown
    assert not set(shown) & set("<>(=")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('@{ try { return int.Parse("x"); } catch (Exception e) { return e.GetType().Name; } }',
         "FormatException"),
        ('@{ try { return JToken.Parse("x"); } catch (Exception e) { return e.GetType().FullName; } }',
         "Newtonsoft.Json.JsonReaderException"),
        ("@(1.GetType().Name)", "Int32"),
        ('@("a".GetType().FullName)', "System.String"),
        ("@(new JObject().GetType().FullName)", "Newtonsoft.Json.Linq.JObject"),
        ("@(1.5m.GetType().Name)", "Decimal"),
        ('@("a".GetType() == typeof(string))', "True"),
    ],
)  # fmt: skip
def test_a_value_tells_its_type(evaluate: Evaluate, text: str, name: str) -> None:
    assert text_of(evaluate(text)) == name
