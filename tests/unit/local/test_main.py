"""What a user can mend is one line on standard error."""

import subprocess
from pathlib import Path

import pytest

from local.__main__ import main


def test_a_host_that_there_is_not_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(tmp_path), "up", "--host", "foo"]) == 1
    assert capsys.readouterr().err == "portico: HOST must be local or func, not 'foo'\n"


def test_make_passes_on_where_your_services_are_and_nothing_of_the_environment() -> None:
    make = ("make", "--no-print-directory", "-n", "up")
    given = ("PUBLIC_URL=http://localhost", "ORDERS_URL=http://a.test/?b=c", "USERS_URL=")
    printed = subprocess.run((*make, *given), capture_output=True, text=True, check=True).stdout
    assert printed.rstrip().endswith(' "ORDERS_URL=http://a.test/?b=c"')
    assert printed.count("_URL") == 1
