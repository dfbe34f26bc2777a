"""What a user can mend is one line on standard error."""

from pathlib import Path

import pytest

from local.__main__ import main


def test_a_host_that_there_is_not_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(tmp_path), "up", "--host", "foo"]) == 1
    assert capsys.readouterr().err == "portico: HOST must be local or func, not 'foo'\n"
