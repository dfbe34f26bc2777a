import json
import subprocess
from pathlib import Path

import pytest

from local.deployment import changed_channels, infrastructure_changed


class Repository:
    """A git repository with two channels."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "--quiet")
        self.commit(
            "infra/channels.json", json.dumps({"channels": [{"name": "mobile"}, {"name": "desktop"}]})
        )
        self.commit("mobile_bff/home.py", "1")
        self.commit("desktop_bff/home.py", "1")
        self.commit("shared/paging.py", "1")

    def git(self, *arguments: str) -> None:
        identity = ("-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
        command = ["git", "-C", str(self.root), *identity, *arguments]
        subprocess.run(command, check=True, capture_output=True)

    def commit(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", path)

    def deploy(self, *targets: str, run: int = 1, commit: str = "HEAD") -> None:
        for target in targets:
            self.git("tag", f"deployed/{target}/{run}", commit)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_everything_is_deployed_at_first(repository: Repository) -> None:
    assert changed_channels(repository.root) == ["mobile", "desktop"]
    assert infrastructure_changed(repository.root)


def test_a_change_of_one_channel_deploys_it_alone(repository: Repository) -> None:
    repository.deploy("mobile", "desktop", "infrastructure")
    repository.commit("mobile_bff/home.py", "2")
    assert changed_channels(repository.root) == ["mobile"]
    assert not infrastructure_changed(repository.root)


@pytest.mark.parametrize("path", ["shared/paging.py", "function_app.py", "requirements.txt", "host.json"])
def test_a_change_of_what_they_share_deploys_all(repository: Repository, path: str) -> None:
    repository.deploy("mobile", "desktop")
    repository.commit(path, "2")
    assert changed_channels(repository.root) == ["mobile", "desktop"]


@pytest.mark.parametrize("path", ["docs/deploy.md", "tests/test_x.py", "local/x.py", "README.md"])
def test_what_is_not_in_the_package_deploys_nothing(repository: Repository, path: str) -> None:
    repository.deploy("mobile", "desktop", "infrastructure")
    repository.commit(path, "2")
    assert changed_channels(repository.root) == []
    assert not infrastructure_changed(repository.root)


@pytest.mark.parametrize("path", ["infra/policies/mobile.xml", "local/clients/web/app.js"])
def test_policies_and_the_web_client_are_infrastructure(repository: Repository, path: str) -> None:
    repository.deploy("mobile", "desktop", "infrastructure")
    repository.commit(path, "2")
    assert changed_channels(repository.root) == []
    assert infrastructure_changed(repository.root)


def test_the_last_deployment_counts_by_its_number_not_by_its_name(repository: Repository) -> None:
    repository.deploy("mobile", "desktop", run=9)
    repository.commit("mobile_bff/home.py", "2")
    repository.deploy("mobile", run=10)
    assert changed_channels(repository.root) == []


def test_a_channel_that_was_rolled_back_differs_from_the_newest_code(repository: Repository) -> None:
    repository.deploy("mobile", "desktop", run=1)
    repository.commit("mobile_bff/home.py", "2")
    repository.deploy("mobile", run=2)
    repository.deploy("mobile", run=3, commit="deployed/mobile/1")
    assert changed_channels(repository.root) == ["mobile"]
