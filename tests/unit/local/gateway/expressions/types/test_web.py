import pytest

from local.gateway.expressions import ExpressionError, text_of
from tests.unit.local.gateway.expressions.conftest import Evaluate

URI = 'new Uri("https://Example.com:8443/a/b%20c?x=1#f")'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"@({URI}.Host + {URI}.Port)", "example.com8443"),
        (f"@({URI}.PathAndQuery)", "/a/b%20c?x=1"),
        (f"@({URI}.GetLeftPart(UriPartial.Authority))", "https://example.com:8443"),
        (f"@({URI}.Segments.Last())", "b%20c"),
        (f"@({URI}.AbsoluteUri)", "https://example.com:8443/a/b%20c?x=1#f"),
        ('@(new Uri("http://h").AbsolutePath)', "/"),
        ('@(Uri.EscapeDataString("a b&c/ü"))', "a%20b%26c%2F%C3%BC"),
        ('@(Uri.UnescapeDataString("a%20b+c"))', "a b+c"),
        ('@(WebUtility.UrlEncode("a b&c"))', "a+b%26c"),
        ('@(System.Net.WebUtility.UrlDecode("a+b%26c"))', "a b&c"),
        ('@(WebUtility.HtmlEncode("<a \\"b\\">"))', "&lt;a &quot;b&quot;&gt;"),
        ('@(new Uri("http://h/a/../b/./c"))', "http://h/b/c"),
        ('@(new Uri("http://h/a/b/..").AbsolutePath)', "/a/"),
        ('@(new Uri("http://h/../a").AbsolutePath)', "/a"),
        ('@(new Uri("http://u:p@h/a").UserInfo)', "u:p"),
        ('@(WebUtility.UrlEncode("~") + HttpUtility.UrlEncode("~/"))', "%7E%7e%2f"),
        ('@(WebUtility.HtmlEncode("é\'€😀"))', "&#233;&#39;€&#128512;"),
        ('@(Uri.TryCreate("/x", UriKind.Absolute, out var u))', "False"),
        ('@(IPAddress.Parse("10.0.0.1").GetAddressBytes()[0])', "10"),
    ],
)
def test_addresses_are_read_and_escaped_as_dotnet_does(evaluate: Evaluate, text: str, shown: str) -> None:
    assert text_of(evaluate(text)) == shown


def test_a_text_that_is_no_address_is_refused(evaluate: Evaluate) -> None:
    with pytest.raises(ExpressionError) as failure:
        evaluate('@(new Uri("not an address"))')
    assert failure.value.kind == "UriFormatException"
