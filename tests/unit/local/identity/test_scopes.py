"""Scopes in Entra's syntax."""

import pytest

from local.identity.directory import Directory
from local.identity.errors import OAuthError
from local.identity.scopes import requested_scope


def test_default_is_every_scope_of_the_resource(directory: Directory) -> None:
    scope = requested_scope(directory, "api://portico-mobile/.default offline_access")
    assert scope.delegated == ("orders.read", "orders.write", "catalog.read")
    assert scope.granted.split() == [
        f"api://portico-mobile/{name}" for name in ("orders.read", "orders.write", "catalog.read", ".default")
    ]


def test_resource_may_be_named_by_client_id(directory: Directory) -> None:
    mobile = "c0d716c5-7972-50ed-8cec-85280fa35730"
    scope = requested_scope(directory, f"openid {mobile}/orders.read {mobile}/orders.read profile")
    assert scope.delegated == ("orders.read",)
    assert scope.granted == f"{mobile}/orders.read openid profile"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "openid",
        "orders.read",
        "api://portico-mobile",
        "api://portico-mobile/",
        "api://portico-mobile/Orders.Read",
        "api://acme/.default",
        "api://orders/.default api://users/.default",
        "/.default",
        "é/é",
    ],
)
def test_scope_that_names_nothing_is_refused(directory: Directory, text: str) -> None:
    with pytest.raises(OAuthError) as refusal:
        requested_scope(directory, text)
    assert refusal.value.error == "invalid_scope"
