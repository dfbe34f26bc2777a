from pathlib import Path

from local.private_file import write_private


def test_only_its_owner_reads_the_file_and_the_folder_made_for_it(tmp_path: Path) -> None:
    path = tmp_path / "state" / "key.pem"
    write_private(path, b"secret")
    assert path.read_bytes() == b"secret"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_what_a_crash_left_behind_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    left = path.with_name("key.pem.new")
    left.write_bytes(b"half")
    left.chmod(0o644)
    write_private(path, b"secret")
    assert path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [path]
