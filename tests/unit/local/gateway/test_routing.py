"""Routes, and paths that match none."""

import pytest

from local.gateway.routing import Route, Router

ROUTER = Router(
    [
        Route("shop", "GET", "/orders", "list"),
        Route("shop", "GET", "/orders/{order-id}", "one"),
        Route("shop", "GET", "/orders/latest", "latest"),
        Route("shop", "GET", "/orders/{a}/lines/{b}", "line"),
        Route("shop", "GET", "/reports/{year}-{month}", "report"),
        Route("shop", "DELETE", "/orders/{order-id}", "delete"),
        Route("shop/v1", "GET", "/orders", "versioned"),
        Route("app", "GET", "/*", "files"),
        Route("root", "GET", "/", "root"),
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "target"),
    [
        ("GET", "/shop/orders", "list"),
        ("GET", "/shop/orders/5", "one"),
        ("GET", "/shop/orders/latest", "latest"),
        ("DELETE", "/shop/orders/latest", "delete"),
        ("GET", "/shop/orders/5/lines/6", "line"),
        ("GET", "/shop/v1/orders", "versioned"),
        ("GET", "/app", "files"),
        ("GET", "/app/", "files"),
        ("GET", "/app/js/main.js", "files"),
        ("GET", "/root", "root"),
        ("GET", "/root/", "root"),
    ],
)
def test_path_and_method_choose_the_operation(method: str, path: str, target: str) -> None:
    match = ROUTER.match(method, path)
    assert match
    assert match.target == target


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "*", "/shop", "/shop/", "/shop/orders/", "/shop/orders/5/", "/shop//orders", "//shop/orders",
        "/shop/orders/..",
        "/shop/orders/%2e%2e", "/shop/./orders", "/shop/orders/a%2Fb", "/shop/orders/a%2fb",
        "/shop/orders/a%5Cb", "/shop/orders/a\\b", "/shop/orders/%00", "/shop/orders/%0a",
        "/shop/orders/%ff", "/shop/orders/\xe9",
        "/shop/x/../orders", "/app/../shop/orders", "/app//x", "/Shop/orders", "/shop/orders/" + "x" * 9000,
    ],
)  # fmt: skip
def test_other_path_matches_nothing(path: str) -> None:
    assert ROUTER.match("GET", path) is None


def test_other_method_matches_nothing() -> None:
    assert ROUTER.match("PUT", "/shop/orders") is None


def test_parameters_are_decoded_and_the_path_is_not() -> None:
    match = ROUTER.match("GET", "/shop/orders/a%20b/lines/%C3%A9")
    assert match
    assert match.parameters == {"a": "a b", "b": "é"}
    assert match.relative_path == "/orders/a%20b/lines/%C3%A9"


def test_two_parameters_may_share_a_segment() -> None:
    match = ROUTER.match("GET", "/shop/reports/2026-11")
    assert match
    assert match.parameters == {"year": "2026", "month": "11"}
