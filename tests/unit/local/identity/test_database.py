"""The file behind sessions and grants: made whole, and not taken from anybody else."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from local.identity import StateDamaged
from local.identity.database import Database


def test_rows_outlive_the_process(tmp_path: Path) -> None:
    with Database(tmp_path / "identity.db").transaction() as rows:
        rows.execute("INSERT INTO session_clients VALUES ('a', 'b')")
    with Database(tmp_path / "identity.db").transaction() as rows:
        assert rows.execute("SELECT * FROM session_clients").fetchall() == [("a", "b")]


def test_start_that_was_broken_off_does_not_disturb_the_next(tmp_path: Path) -> None:
    (tmp_path / "identity.db.new").write_bytes(b"half")
    Database(tmp_path / "identity.db")
    assert [path.name for path in tmp_path.iterdir()] == ["identity.db"]


def test_tables_of_another_version_are_damage(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "identity.db")) as connection:
        connection.execute("CREATE TABLE sessions (id TEXT)")
    with pytest.raises(StateDamaged):
        Database(tmp_path / "identity.db")


def test_database_that_cannot_be_opened_is_named_and_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "identity.db").mkdir()
    with pytest.raises(OSError, match=r"identity\.db: unable to open database file"):
        Database(tmp_path / "identity.db")
