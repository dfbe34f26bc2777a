"""A damaged file of the state stops the start with one line, and its deletion mends it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import time

import pytest

from local.identity import IdentityConfig, StateDamaged, create_app, prepare
from local.identity.certificates import create_certificates
from local.identity.client_keys import client_key

FILES = [
    "ca.pem",
    "server.pem",
    "signing_keys.json",
    "identity.db",
    "clients/acme.pem",
    "clients/acme.pub.pem",
]
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "half": lambda content: content[: len(content) // 2],
    "garbage": lambda content: b"\xff\x00[" * (len(content) // 3),
}


def damage(path: Path, kind: str = "half") -> str:
    """Damage a file; the one line that must be said about it."""
    path.write_bytes(DAMAGES[kind](path.read_bytes()))
    return f"{path} is damaged; delete it, and it is made anew at the next start"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", DAMAGES)
def test_damaged_file_is_named(config: IdentityConfig, name: str, kind: str) -> None:
    line = damage(config.state / name, kind)
    with pytest.raises(StateDamaged) as raised:
        prepare(config)
    assert str(raised.value) == line


@pytest.mark.parametrize("name", FILES)
def test_deleting_the_damaged_file_mends_the_state(config: IdentityConfig, name: str) -> None:
    damage(config.state / name)
    (config.state / name).unlink()
    create_app(config)
    assert (config.state / name).stat().st_size > 0


def test_lost_public_half_is_written_again(config: IdentityConfig) -> None:
    public = config.state / "clients" / "acme.pub.pem"
    before = public.read_bytes()
    public.unlink()
    prepare(config)
    assert public.read_bytes() == before


def test_public_half_of_another_key_is_damage(config: IdentityConfig) -> None:
    clients = config.state / "clients"
    (clients / "globex.pub.pem").replace(clients / "acme.pub.pem")
    with pytest.raises(StateDamaged, match=r"acme\.pub\.pem"):
        prepare(config)


def test_server_certificate_of_another_authority_is_damage(config: IdentityConfig, tmp_path: Path) -> None:
    create_certificates(tmp_path / "other", time)
    (tmp_path / "other" / "ca.pem").replace(config.state / "ca.pem")
    with pytest.raises(StateDamaged, match=r"server\.pem"):
        prepare(config)


def test_client_with_a_damaged_key_is_told(config: IdentityConfig) -> None:
    damage(config.state / "clients" / "acme.pem")
    with pytest.raises(StateDamaged, match=r"acme\.pem is damaged"):
        client_key(config.state, "acme")


def test_process_says_one_line_and_ends(config: IdentityConfig, tmp_path: Path) -> None:
    line = damage(config.state / "signing_keys.json")
    (tmp_path / "identity.json").write_text(config.model_dump_json())
    command = [sys.executable, "-m", "local.identity", "--config", str(tmp_path / "identity.json")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", f"identity: {line}\n")
