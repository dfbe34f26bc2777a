"""The file behind a task hub: one host at a time, and none is started on a damaged one."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from local.errors import StartError
from local.functions.durable.database import open_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "durable.db"


def test_second_host_is_refused_until_the_first_has_gone(path: Path) -> None:
    with closing(open_database(path)):
        with pytest.raises(StartError) as refused:
            open_database(path)
        assert str(refused.value) == f"durable database {path}: another host is using it"
    open_database(path).close()


def test_file_that_is_no_database_is_named_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"orders\n" * 1000)
    with pytest.raises(StartError) as refused:
        open_database(path)
    assert str(refused.value) == (
        f"durable database {path}: it cannot be used and was left as it is "
        "(file is not a database); move it away to start afresh"
    )
    assert path.read_bytes() == b"orders\n" * 1000


def test_damaged_database_is_named_and_left_alone(path: Path) -> None:
    with closing(open_database(path)) as connection:
        connection.executemany("INSERT INTO history VALUES ('a', ?, ?)", [(n, "x" * 900) for n in range(99)])
    damaged = bytearray(path.read_bytes())
    damaged[8192 : 8192 + 4096] = b"\xff" * 4096
    path.write_bytes(damaged)
    with pytest.raises(StartError, match="cannot be used and was left as it is") as refused:
        open_database(path)
    assert "\n" not in str(refused.value)
    assert path.read_bytes() == damaged


def test_database_of_something_else_is_refused(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE orders (id TEXT)")
    with pytest.raises(StartError, match="its tables are not those of this version"):
        open_database(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("orders",)]


def test_path_that_cannot_be_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError, match=r"durable database .*/durable.db: .*File exists"):
        open_database(tmp_path / "file" / "durable.db")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StartError, match="unable to open database file"):
        open_database(tmp_path / "folder")
