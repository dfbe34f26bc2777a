import zipfile
from pathlib import Path

import pytest

from local.package import build, files

ROOT = Path(__file__).parents[3]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("a.py", "b/c.py", "b/__pycache__/c.pyc", ".git/config", "docs/x.md", "README.md"):
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    (tmp_path / "project" / ".funcignore").write_text(".*\n*.md\n__pycache__/\n", encoding="utf-8")
    return tmp_path / "project"


def test_what_funcignore_names_is_left_out(project: Path) -> None:
    assert list(files(project)) == [Path("a.py"), Path("b/c.py")]


def test_the_same_files_give_the_same_package(project: Path, tmp_path: Path) -> None:
    packages = [tmp_path / "one.zip", tmp_path / "folder" / "two.zip"]
    for package in packages:
        build(project, package)
        (project / "a.py").touch()
    assert packages[0].read_bytes() == packages[1].read_bytes()
    assert zipfile.ZipFile(packages[0]).read("b/c.py") == b"b/c.py"


def test_the_project_s_package_holds_its_channels_and_what_they_share() -> None:
    tops = {path.parts[0] for path in files(ROOT)}
    assert tops == {
        "desktop_bff",
        "function_app.py",
        "host.json",
        "mobile_bff",
        "partner_bff",
        "requirements.txt",
        "shared",
    }


@pytest.mark.parametrize("pattern", ["!a.py", "b/c.py", "/a.py", "# why"])
def test_a_pattern_that_others_may_read_differently_is_refused(project: Path, pattern: str) -> None:
    (project / ".funcignore").write_text(f"{pattern}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="is neither the name of a file nor of a folder"):
        list(files(project))
