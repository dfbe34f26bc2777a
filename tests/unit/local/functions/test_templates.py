import pytest

from local.errors import StartError
from local.functions.templates import Template


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("orders", "/orders", {}),
        ("orders", "/ORDERS/", {}),
        ("/orders/", "/orders", {}),
        ("orders/{id}", "/orders/7", {"id": "7"}),
        ("orders/{id}", "/orders/a%2Fb", {"id": "a%2Fb"}),
        ("orders/{order-id}", "/orders/7", {"order-id": "7"}),
        ("orders/{id:int}", "/orders/7", {"id": "7"}),
        ("orders/{id?}", "/orders", {}),
        ("orders/{id?}", "/orders/7", {"id": "7"}),
        ("orders/{id:int?}", "/orders", {}),
        ("orders/{id=5}", "/orders", {"id": "5"}),
        ("orders/{id:int=5}", "/orders/6", {"id": "6"}),
        ("{a=1}/{b?}", "/", {"a": "1"}),
        ("{a=1}/{b?}", "/x/y", {"a": "x", "b": "y"}),
        ("{a=1}/list", "/x/list", {"a": "x"}),
        ("files/{*rest}", "/files", {}),
        ("files/{*rest}", "/files/a/b/", {"rest": "a/b/"}),
        ("files/{**rest}", "/files/a//b", {"rest": "a//b"}),
        ("{name}.{kind}", "/a.b.csv", {"name": "a.b", "kind": "csv"}),
        ("v{version:int}", "/v2", {"version": "2"}),
        ("{x:regex(^a{{2}}/?$)}", "/aa", {"x": "aa"}),
        ("{x:minlength(2):maxlength(3)}", "/abc", {"x": "abc"}),
        ("a+b", "/a+b", {}),
    ],
)
def test_path_fits(template: str, path: str, values: dict[str, str]) -> None:
    assert Template(template).match(path) == values


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("orders", "/order"),
        ("orders", "/orders/7"),
        ("orders", "//orders"),
        ("orders/{id}", "/orders"),
        ("orders/{id}", "/orders//"),
        ("orders/{id:int}", "/orders/x"),
        ("orders/{id:int?}", "/orders/x"),
        ("orders/{id:int=x}", "/orders"),
        ("{a=1}/list", "/list"),
        ("files/{*rest}", "/files//a"),
        ("{x:minlength(2):maxlength(3)}", "/abcd"),
        ("a+b", "/aab"),
    ],
)
def test_path_does_not_fit(template: str, path: str) -> None:
    assert Template(template).match(path) is None


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("orders/{id", "unpaired brace"),
        ("orders/id}", "unpaired brace"),
        ("orders//{id}", "empty segment"),
        ("orders/{}", "not understood"),
        ("orders/{id:}", "not understood"),
        ("{*rest}/orders", "catch-all that is not its last segment"),
        ("{name}.{kind?}", "optional parameter beside other text"),
        ("{id:colour}", "unknown route constraint"),
    ],
)
def test_template_that_is_not_understood_is_an_error(template: str, message: str) -> None:
    with pytest.raises(StartError, match=message):
        Template(template)
