import logging
from collections.abc import Sequence

import pytest

from local.errors import StartError
from local.functions.indexing import IndexedFunction
from local.functions.routes import RouteTable, is_reserved


def _function(name: str, route: str, methods: Sequence[str] | None = None) -> IndexedFunction:
    trigger = {
        "type": "httpTrigger",
        "name": "req",
        "authLevel": "ANONYMOUS",
        "route": route,
        "methods": methods,
    }
    return IndexedFunction(name, print, is_async=False, takes_context=False, directory="", trigger=trigger)


def _match(table: RouteTable, method: str, path: str) -> str | None:
    found = table.match(method, path)
    return found[0].function.name if found else None


def test_first_function_name_wins_over_the_more_specific_route() -> None:
    table = RouteTable([_function("b_home", "home"), _function("a_any", "{page}")], "")
    assert _match(table, "GET", "/home") == "a_any"


def test_names_are_ordered_in_upper_case() -> None:
    table = RouteTable([_function("page_one", "{x}"), _function("pages", "{y}")], "")
    assert _match(table, "GET", "/1") == "pages"


def test_another_method_falls_through_to_the_next_function() -> None:
    table = RouteTable([_function("a", "{x}", ["GET"]), _function("b", "orders", ["POST"])], "")
    assert _match(table, "POST", "/orders") == "b"
    assert _match(table, "POST", "/other") is None
    assert _match(table, "HEAD", "/orders") is None


def test_function_without_methods_answers_all_of_them() -> None:
    table = RouteTable([_function("a", "orders"), _function("b", "other", ["GET"])], "")
    assert {_match(table, method, "/orders") for method in ("GET", "HEAD", "PROPFIND")} == {"a"}


def test_function_without_methods_keeps_its_place_among_the_others() -> None:
    table = RouteTable([_function("a", "{x}"), _function("b", "orders", ["GET"])], "")
    assert _match(table, "GET", "/orders") == "a"


def test_prefix_stands_before_every_route() -> None:
    table = RouteTable([_function("a", "orders")], "api/v1")
    assert _match(table, "GET", "/api/v1/orders") == "a"
    assert _match(table, "GET", "/orders") is None


def test_same_route_with_other_methods_is_no_conflict() -> None:
    table = RouteTable([_function("a", "orders", ["GET"]), _function("b", "/Orders/", ["POST"])], "")
    assert [_match(table, method, "/orders") for method in ("GET", "POST")] == ["a", "b"]


@pytest.mark.parametrize("methods", [["GET", "PUT"], None])
def test_later_function_on_the_same_route_and_method_is_left_out(
    methods: list[str] | None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        table = RouteTable([_function("a", "orders", ["GET"]), _function("b", "orders", methods)], "")
    assert (
        "The 'b' function is in error: The route specified conflicts with the route defined by function 'a'"
        in caplog.text
    )
    assert _match(table, "PUT", "/orders") is None


@pytest.mark.parametrize("route", ["admin", "administration/users", "/Runtime/x"])
def test_reserved_route_is_left_out(route: str, caplog: pytest.LogCaptureFixture) -> None:
    table = RouteTable([_function("a", route)], "")
    assert "conflicts with one or more built in routes" in caplog.text
    assert _match(table, "GET", f"/{route}") is None


def test_route_that_is_not_understood_names_its_function() -> None:
    with pytest.raises(StartError, match=r"cannot route the a function: route 'x/\{' has"):
        RouteTable([_function("a", "x/{")], "")


@pytest.mark.parametrize(
    ("path", "reserved"),
    [
        ("/admin", True),
        ("/Admin/host", True),
        ("/runtime/x", True),
        ("/administrator", False),
        ("/", False),
        ("*", False),
    ],
)
def test_reserved_paths_are_whole_segments(path: str, reserved: bool) -> None:
    assert is_reserved(path) is reserved
