from local.checks import routes
from local.checks.route import Route
from tests.unit.local.checks.conftest import Copy

ROUTES = {
    "get_health": "mobile/health",
    "get_home": "mobile/home",
    "get_openapi": "mobile/openapi.json",
    "get_order": "mobile/orders/{id}",
    "list_orders": "mobile/orders",
    "list_products": "mobile/products",
}


def mobile(**changed: str) -> list[Route]:
    """The mobile channel's routes, with some changed or added."""
    served = [route(name, template) for name, template in (ROUTES | changed).items()]
    return [*served, route("place_order", "mobile/orders", "POST")]


def route(name: str, template: str, method: str = "GET") -> Route:
    return Route("mobile", f"mobile_{name}", frozenset({method}), template)


def test_the_mobile_channel_s_routes_are_as_they_should_be(project: Copy) -> None:
    assert project.found(routes, mobile()) == []


def test_a_route_that_an_earlier_name_shadows_is_found(project: Copy) -> None:
    project.plant("mobile_bff/__init__.py", '"home"', '"orders/open"')
    found = project.found(routes, mobile(list_open="mobile/orders/open"))
    shadowed = "mobile_list_open: mobile_get_order (mobile/orders/{id}) answers in its place"
    assert [line.partition(": ")[2] for line in found if "answers" in line] == [shadowed]
    assert found[0].startswith("mobile_bff/__init__.py:")


def test_a_literal_that_comes_first_by_name_is_not_shadowed(project: Copy) -> None:
    assert not any("answers" in line for line in project.found(routes, mobile(all_open="mobile/orders/open")))


def test_a_constraint_lets_other_paths_pass(project: Copy) -> None:
    served = mobile(get_order="mobile/orders/{id:guid}", list_open="mobile/orders/open")
    assert not any("answers" in line for line in project.found(routes, served))


def test_a_catch_all_and_an_optional_end_cover_what_is_below(project: Copy) -> None:
    wide = [route("a", "mobile/{*rest}"), route("b", "mobile/orders/{id?}")]
    narrow = [route("c", "mobile/orders")]
    found = [line for line in project.found(routes, wide + narrow) if "answers" in line]
    assert sum("mobile_c: " in line for line in found) == 2


def test_the_same_route_twice_is_found(project: Copy) -> None:
    assert any("answers in its place" in line for line in project.found(routes, mobile(zzz="mobile/home")))


def test_reserved_and_foreign_prefixes_are_found(project: Copy) -> None:
    served = mobile(admin="admin/orders", runtime="Runtime/x", other="desktop/x")
    found = [line.partition(": ")[2].partition(": ")[2] for line in project.found(routes, served)]
    assert "the host keeps routes below admin/ for itself" in found
    assert "the host keeps routes below runtime/ for itself" in found
    assert "a route of this channel begins with mobile/" in found


def test_an_operation_without_a_route_is_found(project: Copy) -> None:
    served = [each for each in mobile() if each.function != "mobile_get_order"]
    place = project.plant("infra/openapi/mobile.json", '"/orders/{id}"', '"/orders/{id}"')
    assert project.found(routes, served) == [f"{place}: no route serves GET mobile/orders/{{id}}"]


def test_a_route_without_an_operation_is_found_unless_internal(project: Copy) -> None:
    found = project.found(routes, mobile(extra="mobile/extra", internal_extra="mobile/hidden"))
    assert [line.partition(": ")[2] for line in found] == [
        "mobile_extra: GET mobile/extra is neither published nor internal"
    ]


def test_an_internal_route_that_is_published_is_found(project: Copy) -> None:
    served = [each for each in mobile() if each.function != "mobile_get_home"]
    found = project.found(routes, [*served, route("internal_home", "mobile/home")])
    assert any(
        "mobile_internal_home: GET mobile/home is marked internal, and published" in line for line in found
    )
