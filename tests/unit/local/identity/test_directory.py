"""Directory look-ups, redirect URIs and what a directory must not hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.errors import StartError
from local.identity.directory import Directory


def app(directory: Directory, name: str) -> Any:
    return next(app for app in directory.apps if app.name == name)


def test_resource_is_known_by_uri_and_client_id(directory: Directory) -> None:
    orders = app(directory, "orders")
    assert directory.resource("api://orders") == orders
    assert directory.resource(orders.client_id) == orders
    assert directory.resource(app(directory, "acme").client_id) is None


def test_user_is_known_by_id_login_and_email(directory: Directory) -> None:
    alice = directory.user("alice")
    assert alice
    assert directory.user(alice.id) == directory.user(alice.email) == alice
    assert directory.user("") is None


def test_roles_are_those_assigned_on_the_resource(directory: Directory) -> None:
    assert directory.roles(app(directory, "orders"), "carol") == ["Orders.Read.All"]
    assert directory.roles(app(directory, "products"), "carol") == []


@pytest.mark.parametrize(
    ("uri", "accepted"),
    [
        ("http://127.0.0.1/callback", True),
        ("http://127.0.0.1:49152/callback", True),
        ("http://127.0.0.1:/callback", False),
        ("http://127.0.0.1:123456/callback", False),
        ("http://127.0.0.1:1/callback/x", False),
        ("http://127x0x0x1:1/callback", False),
        ("https://127.0.0.1:1/callback", False),
    ],
)
def test_loopback_redirect_matches_any_port(directory: Directory, uri: str, accepted: bool) -> None:
    assert app(directory, "phone").accepts_redirect(uri) is accepted


def test_other_redirects_match_exactly(directory: Directory) -> None:
    web = app(directory, "web")
    assert web.accepts_redirect("http://127.0.0.1:8080/desktop/session/callback")
    assert not web.accepts_redirect("http://127.0.0.1:8081/desktop/session/callback")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"roleAssignments": [{"app": "orders", "role": "Orders.Read.All", "to": "nobody"}]},
            "unknown principal",
        ),
        ({"roleAssignments": [{"app": "orders", "role": "Orders.Eat", "to": "carol"}]}, "unknown role"),
        ({"users": []}, "unknown principal"),
        ({"extra": 1}, "Extra inputs"),
    ],
)
def test_inconsistent_directory_is_refused(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    path = tmp_path / "directory.json"
    path.write_text(json.dumps(json.loads(Path("local/directory.json").read_text()) | change))
    with pytest.raises(StartError, match=rf"directory\.json: .*{reason}"):
        Directory.load(path, "http://127.0.0.1:8080")
