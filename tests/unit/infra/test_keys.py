"""infra/keys.sh against a stand-in for `az` that writes down what it is asked."""

import json
import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "infra" / "keys.sh"
AZ = """#!/bin/sh
for argument in "$@"; do
    case $argument in https:*) url=$argument ;; esac
    case $previous in --method) method=$argument ;; esac
    previous=$argument
done
case "$*" in *--body*) body=$(cat) ;; *) body= ;; esac
printf '%s\\t%s\\t%s\\t%s\\n' "$method" "$url" "$body" "$*" >> "$CALLS"
[ "$method" != get ] || [ -z "${CLOSED:-}" ] || exit 3
[ "$method" != get ] || echo "${KIND:-placeholder}"
"""
APPS = {"mobile": "portico-mobile-x1", "desktop": "portico-desktop-x1", "partner": "portico-partner-x1"}


class Azure:
    """Runs the script; a call is its method, the end of its URL and its body."""

    def __init__(self, folder: Path) -> None:
        self._calls = folder / "calls"
        (folder / "az").write_text(AZ, encoding="utf-8")
        (folder / "az").chmod(0o755)
        self._environment = {
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "CALLS": str(self._calls),
            "AZURE_SUBSCRIPTION_ID": "s1",
            "PORTICO_RESOURCE_GROUP": "portico-test",
            "PORTICO_VAULT": "vault-x1",
            "PORTICO_GATEWAY": "gateway-x1",
            "PORTICO_FUNCTION_APPS": json.dumps(APPS),
            "SETTLE_SECONDS": "0",
        }

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(SCRIPT), *arguments],
            env=self._environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def _lines(self) -> list[list[str]]:
        return [line.split("\t") for line in self._calls.read_text(encoding="utf-8").splitlines()]

    @property
    def changes(self) -> list[tuple[str, str]]:
        """Method, and the URL's path below the provider's name."""
        urls = ((method, url.partition("?")[0]) for method, url, _, _ in self._lines() if method != "get")
        return [(method, url.partition("/providers/")[2].partition("/")[2]) for method, url in urls]

    @property
    def values(self) -> list[str]:
        bodies = [json.loads(body) for _, _, body, _ in self._lines() if body]
        return [str(body["properties"]["value"]) for body in bodies]

    @property
    def arguments(self) -> str:
        return "\n".join(arguments for *_, arguments in self._lines())


@pytest.fixture
def azure(tmp_path: Path) -> Azure:
    return Azure(tmp_path)


def test_a_rotated_key_is_known_to_the_host_before_the_gateway_sends_it(azure: Azure) -> None:
    assert azure.run("rotate", "mobile").returncode == 0
    host = "sites/portico-mobile-x1/host/default/functionkeys"
    assert azure.changes == [
        ("put", f"{host}/apim-next"),
        ("put", "vaults/vault-x1/secrets/mobile-function-key"),
        ("post", "service/gateway-x1/namedValues/mobile-function-key/refreshSecret"),
        ("put", f"{host}/apim"),
        ("delete", f"{host}/apim-next"),
    ]
    assert len(set(azure.values)) == 1
    assert len(azure.values[0]) == 43


def test_no_key_is_ever_an_argument_or_printed(azure: Azure) -> None:
    printed = azure.run("rotate", "mobile").stdout
    assert azure.values[0] not in azure.arguments
    assert azure.values[0] not in printed


def test_every_channel_gets_a_key_of_its_own(azure: Azure) -> None:
    assert azure.run("function-keys").returncode == 0
    assert len(set(azure.values)) == len(APPS)


def test_one_channel_gets_its_key_without_the_others(azure: Azure) -> None:
    assert azure.run("function-keys", "desktop").returncode == 0
    assert azure.changes
    assert all("desktop" in path for _, path in azure.changes)


def test_a_key_that_is_there_stays(azure: Azure) -> None:
    assert azure.run("function-keys", KIND="host key apim").returncode == 0
    assert azure.run("rings", KIND="key ring").returncode == 0
    assert azure.values == []


def test_a_vault_that_does_not_answer_is_a_failure(azure: Azure) -> None:
    assert azure.run("function-keys", CLOSED="1").returncode == 3
    assert azure.changes == []


def test_rings_are_what_the_code_reads(azure: Azure) -> None:
    from shared.key_ring import read_keys  # noqa: PLC0415 - only this test's

    assert azure.run("rings").returncode == 0
    assert [path for method, path in azure.changes if method == "put"] == [
        "vaults/vault-x1/secrets/session-keys",
        "vaults/vault-x1/secrets/cursor-keys",
    ]
    assert [list(read_keys(value)) for value in azure.values] == [["key-1"], ["key-1"]]


@pytest.mark.parametrize("kind", ["placeholder", "key ring"])
def test_every_function_app_fetches_what_it_has_in_the_vault_again(azure: Azure, kind: str) -> None:
    assert azure.run("rings", KIND=kind).returncode == 0
    refresh = "config/configreferences/appsettings/refresh"
    assert azure.changes[-3:] == [("post", f"sites/{app}/{refresh}") for app in APPS.values()]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "usage:"),
        (("rotate",), "which channel?"),
        (("rotate", "tv"), "no channel tv"),
        (("function-keys", "tv"), "no channel tv"),
    ],
)
def test_what_is_missing_is_said(azure: Azure, arguments: tuple[str, ...], said: str) -> None:
    outcome = azure.run(*arguments)
    assert outcome.returncode != 0
    assert said in outcome.stderr


def test_without_an_environment_nothing_is_done(azure: Azure) -> None:
    assert "PORTICO_VAULT" in azure.run("rings", PORTICO_VAULT="").stderr
