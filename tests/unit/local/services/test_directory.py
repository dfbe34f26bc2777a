import json
from pathlib import Path

import pytest

from local.errors import StartError
from local.services.directory import address_of, read_users


def test_directory_of_the_tenant_has_fifty_users() -> None:
    users = read_users(Path("local/directory.json"))
    assert len({user.id for user in users}) == 50
    assert [user.login for user in users[:3]] == ["alice", "bob", "carol"]


def test_wrong_user_is_named(tmp_path: Path) -> None:
    (tmp_path / "directory.json").write_text(json.dumps({"users": [{"id": "1", "login": "a", "name": "A"}]}))
    with pytest.raises(StartError, match=r"directory\.json: users\.0\.email: Field required"):
        read_users(tmp_path / "directory.json")


def test_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"none\.json: No such file or directory"):
        read_users(tmp_path / "none.json")


def test_address_of_a_person_stays_the_same() -> None:
    assert address_of("42", "Alice") == address_of("42", "Alice")
    assert address_of("42", "Alice")["recipient"] == "Alice"
    assert address_of("42", "Alice") != address_of("43", "Alice")
