"""The set-up of a virtual environment, with a stand-in for Python's slow modules venv and pip."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

STAND_IN = """#!/bin/sh
case "$*" in
    "-m venv --clear "*)
        rm -rf "$4"/*
        mkdir -p "$4/bin"
        cp "$0" "$4/bin/python"
        echo venv >>"{folder}/done"
        . "{folder}/venv.sh" ;;
    "-m pip install "*)
        for last; do :; done
        echo "${{last##*/}}" >>"{folder}/done"
        . "{folder}/pip.sh" ;;
    "-m pip --version" | "-I -c import pip") ;;
    *) exec "{python}" "$@" ;;
esac
"""
OFFLINE = """
echo "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'"
echo "ERROR: No matching distribution found for one"
exit 1
"""


class SetUp:
    """A folder, with a space in its name, in which the script sets up an environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.venv = folder / ".venv"
        self.python = folder / "python"
        self.write("python", STAND_IN.format(folder=folder, python=sys.executable))
        self.python.chmod(0o700)
        for name in ("venv.sh", "pip.sh", "one.txt", "two.txt", "done"):
            self.write(name, "")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def block(self, name: str) -> Path:
        """Let `venv.sh` or `pip.sh` wait until somebody writes to this pipe."""
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        self.write(name, f'cat "{pipe}"')
        return pipe

    def start(self, *names: str, python: Path | str | None = None) -> subprocess.Popen[str]:
        files = [str(self.folder / name) for name in names]
        command = ["sh", "local/create_venv.sh", str(python or self.python), str(self.venv), *files]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True)

    def run(self, *names: str, python: Path | str | None = None) -> tuple[int, str]:
        """The exit status, and what was said on standard error; standard output stays clean."""
        with self.start(*names, python=python) as process:
            stdout, stderr = process.communicate()
        assert stdout == ""
        return process.returncode, stderr

    def done(self) -> list[str]:
        """What was done since this was last asked."""
        done = (self.folder / "done").read_text().split()
        self.write("done", "")
        return done


@pytest.fixture
def set_up(tmp_path: Path) -> SetUp:
    folder = tmp_path / "a folder"
    folder.mkdir()
    return SetUp(folder)


def test_first_run_creates_the_environment_and_installs(set_up: SetUp) -> None:
    status, said = set_up.run("one.txt", "two.txt")
    assert (status, set_up.done()) == (0, ["venv", "one.txt", "two.txt"])
    assert [line.split()[0:3:2] for line in said.splitlines()] == [["setting", "virtual"]] + [
        ["setting", "packages"]
    ] * 2


def test_second_run_does_nothing(set_up: SetUp) -> None:
    set_up.run("one.txt", "two.txt")
    set_up.done()
    assert (set_up.run("two.txt"), set_up.done()) == ((0, ""), [])


def test_only_a_changed_file_is_installed_again(set_up: SetUp) -> None:
    set_up.run("one.txt", "two.txt")
    set_up.done()
    set_up.write("two.txt", "changed")
    set_up.run("one.txt", "two.txt")
    assert set_up.done() == ["two.txt"]


def test_file_changed_there_and_back_between_installs_of_another_is_installed_again(set_up: SetUp) -> None:
    """What the other one asked for meanwhile has replaced its packages."""
    set_up.run("one.txt", "two.txt")
    set_up.write("one.txt", "newer")
    set_up.write("two.txt", "newer")
    set_up.run("two.txt")
    set_up.write("one.txt", "")
    set_up.done()
    set_up.run("one.txt")
    assert set_up.done() == ["one.txt"]


def test_environment_whose_python_went_away_is_built_again(set_up: SetUp) -> None:
    set_up.run("one.txt")
    (set_up.venv / "bin" / "python").unlink()
    (set_up.venv / "bin" / "python").symlink_to("gone")
    set_up.done()
    assert (set_up.run("one.txt")[0], set_up.done()) == (0, ["venv", "one.txt"])


def test_two_at_once_take_turns(set_up: SetUp) -> None:
    pipe = set_up.block("pip.sh")
    with set_up.start("one.txt") as first, pipe.open("w") as gate, set_up.start("one.txt") as second:
        assert second.stderr
        assert second.stderr.readline() == f"setting up: waiting for another set-up of {set_up.venv}\n"
        gate.close()
    assert (first.returncode, second.returncode) == (0, 0)
    assert set_up.done() == ["venv", "one.txt"]


@pytest.mark.parametrize("stage", ["venv.sh", "pip.sh"])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM])
def test_interrupted_run_is_quiet_and_mended_by_the_next(
    set_up: SetUp, stage: str, sent: signal.Signals
) -> None:
    pipe = set_up.block(stage)
    with set_up.start("one.txt") as process, pipe.open("w"):
        os.killpg(process.pid, sent)
        _, said = process.communicate()
    assert process.returncode == 130
    assert "portico:" not in said
    set_up.write(stage, "")
    set_up.done()
    assert set_up.run("one.txt")[0] == 0
    assert set_up.done() == (["venv", "one.txt"] if stage == "venv.sh" else ["one.txt"])


def test_unreachable_index_is_said_in_one_line(set_up: SetUp) -> None:
    set_up.write("pip.sh", OFFLINE)
    status, said = set_up.run("one.txt")
    assert status == 1
    assert said.splitlines()[-1] == (
        f"portico: packages of {set_up.folder}/one.txt could not be installed: "
        f"the package index cannot be reached; see {set_up.venv}/pip.log"
    )


def test_other_failure_of_pip_is_told_in_its_words_and_tried_again(set_up: SetUp) -> None:
    set_up.write("pip.sh", "echo 'ERROR: no room'; exit 1")
    status, said = set_up.run("one.txt")
    assert (status, said.splitlines()[-1].split(": ", 2)[2]) == (
        1,
        f"ERROR: no room; see {set_up.venv}/pip.log",
    )
    set_up.write("pip.sh", "")
    set_up.done()
    assert (set_up.run("one.txt")[0], set_up.done()) == (0, ["one.txt"])


def test_failed_creation_is_told_in_one_line_and_tried_again(set_up: SetUp) -> None:
    set_up.write("venv.sh", "echo 'Error: disk full' >&2; exit 1")
    status, said = set_up.run("one.txt")
    assert status == 1
    assert said.splitlines()[-1] == (
        f"portico: the virtual environment {set_up.venv} could not be created: Error: disk full"
    )
    set_up.write("venv.sh", "")
    assert set_up.run("one.txt")[0] == 0


def test_missing_python_is_one_line(set_up: SetUp) -> None:
    assert set_up.run("one.txt", python="no-python") == (
        1,
        "portico: no-python is not installed; "
        "Portico needs Python 3.11 or newer (make PYTHON=/path/to/python3)\n",
    )


def test_place_without_room_for_a_folder_is_one_line(set_up: SetUp) -> None:
    set_up.write(".venv", "a file")
    assert set_up.run("one.txt") == (1, f"portico: the folder {set_up.venv} cannot be created\n")
