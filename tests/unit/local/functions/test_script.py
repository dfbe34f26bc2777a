import sys
from pathlib import Path

import pytest

from local.errors import StartError
from local.functions.script import load

_APP = "import azure.functions as func\napp = func.FunctionApp()\n"


def test_script_may_import_what_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "beside_the_script.py").write_text(_APP)
    (tmp_path / "script_with_import.py").write_text("from beside_the_script import app")
    assert load(tmp_path, "script_with_import.py") is sys.modules["beside_the_script"].app


def test_each_load_gives_a_new_app(tmp_path: Path) -> None:
    (tmp_path / "loaded_twice.py").write_text(_APP)
    assert load(tmp_path, "loaded_twice.py") is not load(tmp_path, "loaded_twice.py")


@pytest.mark.parametrize("script", ["../app.py", "folder/app.py", "app.txt", ".py", "a.b.py"])
def test_script_must_lie_in_the_root(tmp_path: Path, script: str) -> None:
    with pytest.raises(StartError, match="directly in the root"):
        load(tmp_path, script)


def test_missing_script_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"no script at .*absent\.py"):
        load(tmp_path, "absent.py")


@pytest.mark.parametrize(("source", "found"), [("", 0), (_APP + "again = app", 2)])
def test_script_must_hold_one_app_under_one_name(tmp_path: Path, source: str, found: int) -> None:
    (tmp_path / "odd_app.py").write_text(source)
    with pytest.raises(StartError, match=f"found {found}"):
        load(tmp_path, "odd_app.py")
