import re
from pathlib import Path

import pytest

from local.errors import StartError
from local.services.database import open_database
from local.sqlite import Connection

SCHEMA = "CREATE TABLE notes (text TEXT);"


def seed(connection: Connection) -> None:
    connection.execute("INSERT INTO notes VALUES ('seeded')")


def notes(connection: Connection) -> list[str]:
    return [text for (text,) in connection.execute("SELECT text FROM notes")]


def test_missing_file_is_created_and_seeded(tmp_path: Path) -> None:
    assert notes(open_database(tmp_path / "new" / "notes.db", SCHEMA, seed)) == ["seeded"]


def test_existing_file_keeps_its_rows(tmp_path: Path) -> None:
    open_database(tmp_path / "notes.db", SCHEMA, seed).execute("INSERT INTO notes VALUES ('mine')")
    assert notes(open_database(tmp_path / "notes.db", SCHEMA, seed)) == ["seeded", "mine"]


def test_killed_seed_leaves_no_database_and_does_not_disturb_the_next(tmp_path: Path) -> None:
    def killed(connection: Connection) -> None:
        seed(connection)
        raise KeyboardInterrupt

    path = tmp_path / "notes.db"
    with pytest.raises(KeyboardInterrupt):
        open_database(path, SCHEMA, killed)
    assert not path.exists()
    assert notes(open_database(path, SCHEMA, seed)) == ["seeded"]


def test_log_of_a_deleted_database_is_not_replayed(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    running = open_database(path, SCHEMA, seed)
    running.execute("INSERT INTO notes VALUES ('of the old one')")
    path.unlink()
    assert notes(open_database(path, SCHEMA, seed)) == ["seeded"]


@pytest.mark.parametrize("content", [b"no database", b"", b"SQLite format 3\0" + bytes(4_000)])
def test_other_file_is_refused_by_name_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(content)
    with pytest.raises(StartError, match=r"notes\.db: not a usable database \(.*\); delete it"):
        open_database(path, SCHEMA, seed)
    assert path.read_bytes() == content


def test_truncated_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    open_database(path, SCHEMA, seed).close()
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(StartError, match=r"notes\.db: not a usable database"):
        open_database(path, SCHEMA, seed)


def test_database_with_a_damaged_page_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    open_database(path, SCHEMA, seed).close()
    intact = path.read_bytes()
    path.write_bytes(intact[:16384] + b"\xff" * 200 + intact[16584:])
    with pytest.raises(StartError) as raised:
        open_database(path, SCHEMA, seed)
    line = rf"{re.escape(str(path))}: not a usable database \(.+\); delete it to start afresh"
    assert re.fullmatch(line, str(raised.value))


def test_database_with_other_tables_is_refused(tmp_path: Path) -> None:
    open_database(tmp_path / "notes.db", SCHEMA, seed).close()
    with pytest.raises(StartError, match="its tables are not those of this version"):
        open_database(tmp_path / "notes.db", SCHEMA + "CREATE TABLE more (text TEXT);", seed)


def test_place_without_room_for_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartError, match="file"):
        open_database(tmp_path / "file" / "notes.db", SCHEMA, seed)


def test_directory_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="unable to open database file"):
        open_database(tmp_path, SCHEMA, seed)
