"""How a part of the local Azure holds its SQLite file."""

import sqlite3
from contextlib import suppress


class Connection(sqlite3.Connection):
    """Closes itself with the application that holds it, since one built in a process has no shutdown."""

    def __del__(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # it never opened
            self.close()
