"""Function keys: made once, kept, private."""

from pathlib import Path

from local.stack.keys import function_keys, subscription_keys


def test_keys_are_kept_from_start_to_start_and_each_channel_has_its_own(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    first = function_keys(path, ["mobile"])
    second = function_keys(path, ["mobile", "desktop"])
    assert second["mobile"] == first["mobile"]
    assert len({key for keys in second.values() for key in keys.values()}) == 8


def test_only_the_owner_can_read_them(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    function_keys(path, ["mobile"])
    assert path.stat().st_mode & 0o077 == 0


def test_subscription_keys_are_kept_beside_the_function_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    functions = function_keys(path, ["mobile"])
    first = subscription_keys(path, ["acme", "globex"])
    assert function_keys(path, ["mobile"]) == functions
    assert subscription_keys(path, ["acme", "globex"]) == first
    assert len({key for keys in first.values() for key in keys.values()}) == 4
