from http.cookies import SimpleCookie

import pytest

from local.functions.cookies import rendered


@pytest.mark.parametrize(
    ("cookie", "set_cookie"),
    [
        ("a=1", "a=1; domain=; path="),
        ("a=1; Path=/", "a=1; domain=; path=/"),
        (
            "a=1; HttpOnly; SameSite=Strict; Secure; Path=/x; Domain=example.com; Max-Age=60; "
            "Expires=Wed, 09 Jun 2032 10:18:14 GMT",
            "a=1; expires=Wed, 09 Jun 2032 10:18:14 GMT; max-age=60; domain=example.com; path=/x; secure; "
            "samesite=strict; httponly",
        ),
        ("a=b/c+d=; Path=/", "a=b%2Fc%2Bd%3D; domain=; path=/"),
        ("a=; Max-Age=0; Path=/", "a=; max-age=0; domain=; path=/"),
        ("a=1; SameSite=Sometimes; Path=/", "a=1; domain=; path=/"),
        ("a=1; Max-Age=1.9; Path=/", "a=1; max-age=1; domain=; path=/"),
    ],
)
def test_cookie_is_rendered_as_asp_net_does(cookie: str, set_cookie: str) -> None:
    assert rendered([SimpleCookie(cookie)]) == [set_cookie]


def test_each_cookie_has_its_own_line() -> None:
    assert rendered([SimpleCookie("a=1; Path=/"), SimpleCookie("b=2; Path=/")]) == [
        "a=1; domain=; path=/",
        "b=2; domain=; path=/",
    ]


@pytest.mark.parametrize(
    ("attribute", "fault"), [("Expires=tomorrow", "tomorrow"), ("Max-Age=long", "long"), ("Max-Age=-1", "-1")]
)
def test_attribute_the_host_refuses_is_an_error(attribute: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        rendered([SimpleCookie(f"a=1; {attribute}")])
