"""Uri, WebUtility, HttpUtility, IPAddress."""

import html
import ipaddress
import re
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from local.gateway.context import DEFAULT_PORTS
from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.declaration import Definition, constant, method, prop
from local.gateway.expressions.types.foundation import enumeration
from local.gateway.expressions.types.strings import required
from local.gateway.expressions.types.uris import Uri, UriKind, UriPartial


def _try_create(text: object, *_: object) -> tuple[bool, Uri | None]:
    try:
        return True, Uri(text)
    except ExpressionError:
        return False, None


def _escape_data(text: str) -> str:
    return quote(required(text, "stringToEscape"), safe="-_.~")


def _url_encode(text: str | None) -> str | None:
    """`WebUtility.UrlEncode`: upper-case hexadecimals, `+` for a space."""
    return None if text is None else quote_plus(text, safe="-_.!*()").replace("~", "%7E")


def _lower_url_encode(text: str | None, *_: object) -> str | None:
    """`HttpUtility.UrlEncode`: lower-case hexadecimals."""
    encoded = _url_encode(text)
    if encoded is None:
        return None
    parts = encoded.split("%")
    return parts[0] + "".join(f"%{part[:2].lower()}{part[2:]}" for part in parts[1:])


def _html_encode(text: str | None) -> str | None:
    """Of the letters beyond ASCII, .NET encodes those of Latin-1 and those beyond the first plane."""
    if text is None:
        return None
    escaped = html.escape(text).replace("&#x27;", "&#39;")
    return re.sub("[\xa0-\xff\U00010000-\U0010ffff]", lambda match: f"&#{ord(match[0])};", escaped)


def _decoded(decode: Any) -> Any:
    return lambda text, *_: None if text is None else decode(text)


def _address(text: str) -> Any:
    try:
        return ipaddress.ip_address(required(text, "ipString"))
    except ValueError:
        raise ExpressionError("FormatException", "An invalid IP address was specified.") from None


def _try_address(text: str | None) -> tuple[bool, Any]:
    try:
        return True, _address(text or "")
    except ExpressionError:
        return False, None


DEFINITIONS = [
    Definition(
        "Uri",
        "System.Uri",
        python=(Uri,),
        create=method(Uri, "Uri"),
        members={
            "Scheme": prop(lambda uri: uri.scheme, "string"),
            "Host": prop(lambda uri: uri.host, "string"),
            "DnsSafeHost": prop(lambda uri: uri.host, "string"),
            "UserInfo": prop(lambda uri: uri.user_info, "string"),
            "Port": prop(lambda uri: uri.port, "int"),
            "Authority": prop(lambda uri: uri.authority, "string"),
            "AbsolutePath": prop(lambda uri: uri.path, "string"),
            "LocalPath": prop(lambda uri: unquote(uri.path), "string"),
            "AbsoluteUri": prop(str, "string"),
            "OriginalString": prop(lambda uri: uri.original, "string"),
            "PathAndQuery": prop(lambda uri: uri.path + uri.query, "string"),
            "Query": prop(lambda uri: uri.query, "string"),
            "Fragment": prop(lambda uri: uri.fragment, "string"),
            "Segments": prop(lambda uri: uri.segments, "string[]"),
            "IsAbsoluteUri": prop(lambda _: True, "bool"),
            "IsDefaultPort": prop(lambda uri: DEFAULT_PORTS.get(uri.scheme) == uri.port, "bool"),
            "GetLeftPart": method(Uri.left_part, "string"),
            "ToString": method(lambda uri: unquote(str(uri)), "string"),
        },
        statics={
            "EscapeDataString": method(_escape_data, "string"),
            "UnescapeDataString": method(lambda text: unquote(required(text, "stringToUnescape")), "string"),
            "EscapeUriString": method(lambda text: quote(text, safe="-_.~!*'();:@&=+$,/?#[]"), "string"),
            "IsWellFormedUriString": method(lambda text, *_: _try_create(text)[0], "bool"),
            "TryCreate": method(_try_create, "bool", out="Uri"),
            "UriSchemeHttps": constant("https", "string"),
            "UriSchemeHttp": constant("http", "string"),
        },
    ),
    *[
        Definition(
            name,
            full_name,
            statics={
                "UrlEncode": method(encode, "string"),
                "UrlDecode": method(_decoded(unquote_plus), "string"),
                "HtmlEncode": method(_html_encode, "string"),
                "HtmlDecode": method(_decoded(html.unescape), "string"),
            },
        )
        for name, full_name, encode in (
            ("WebUtility", "System.Net.WebUtility", _url_encode),
            ("HttpUtility", "System.Web.HttpUtility", _lower_url_encode),
        )
    ],
    Definition(
        "IPAddress",
        "System.Net.IPAddress",
        python=(ipaddress.IPv4Address, ipaddress.IPv6Address),
        members={
            "GetAddressBytes": method(lambda address: address.packed, "byte[]"),
            "ToString": method(str, "string"),
        },
        statics={
            "Parse": method(_address, "IPAddress"),
            "TryParse": method(_try_address, "bool", out="IPAddress"),
        },
    ),
    enumeration("UriKind", "System.UriKind", UriKind),
    enumeration("UriPartial", "System.UriPartial", UriPartial),
]
