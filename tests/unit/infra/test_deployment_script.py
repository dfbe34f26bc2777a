"""infra/deployment.sh against a stand-in for `az` and `curl`."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from shared.settings import UPSTREAMS

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "infra" / "deployment.sh"
AZ = """#!/bin/sh
echo "az $*" >> "$CALLS"
case "$*" in
*--parameters*)
    for argument in "$@"; do
        case $argument in @*) cp "${argument#@}" "$CALLS.parameters" ;; esac
    done
    ;;
*"sub show"*) cat "$OUTPUTS" ;;
*contentType*) echo "${KIND:-host key apim}" ;;
esac
"""
CURL = """#!/bin/sh
echo "curl $*" >> "$CALLS"
exit "${CURL_STATUS:-0}"
"""
VARIABLES = {
    "ALERT_EMAIL": "on-call@example.com",
    "AZURE_ENV_NAME": "test",
    "AZURE_LOCATION": "swedencentral",
    "AZURE_PRINCIPAL_ID": "p1",
    "CERTIFICATE_SECRET_URI": "https://vault.example/secrets/c",
    "CUSTOM_DOMAIN": "api.example.com",
    "PUBLISHER_EMAIL": "you@example.com",
    "PUBLISHER_NAME": 'The "Company"',
    "SESSION_CLIENT_ID": "s1",
} | {
    f"{name}_{kind}": f"{name}-{kind}"
    for names, kinds in (
        (("MOBILE", "DESKTOP", "PARTNER"), ("AUDIENCE", "CLIENTS")),
        (map(str.upper, UPSTREAMS), ("URL", "SCOPE")),
    )
    for name in names
    for kind in kinds
}
OUTPUTS = {
    "portico_url": {"value": "https://api.example.com"},
    "portico_resource_group": {"value": "portico-test"},
    "portico_gateway": {"value": "gateway-x1"},
    "portico_vault": {"value": "vault-x1"},
    "portico_function_apps": {"value": {"mobile": "portico-mobile-x1", "desktop": "portico-desktop-x1"}},
}


class Azure:
    def __init__(self, folder: Path) -> None:
        self._calls = folder / "calls"
        for name, program in (("az", AZ), ("curl", CURL)):
            (folder / name).write_text(program, encoding="utf-8")
            (folder / name).chmod(0o755)
        (folder / "outputs.json").write_text(json.dumps(OUTPUTS), encoding="utf-8")
        self._environment = {
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "CALLS": str(self._calls),
            "OUTPUTS": str(folder / "outputs.json"),
            "AZURE_SUBSCRIPTION_ID": "s1",
            "POLL_SECONDS": "0",
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

    @property
    def calls(self) -> list[str]:
        return self._calls.read_text(encoding="utf-8").splitlines()

    @property
    def parameters(self) -> dict[str, object]:
        document = json.loads(Path(f"{self._calls}.parameters").read_text(encoding="utf-8"))
        return {name: entry["value"] for name, entry in document["parameters"].items()}


@pytest.fixture
def azure(tmp_path: Path) -> Azure:
    return Azure(tmp_path)


@pytest.mark.parametrize("verb", ["what-if", "create"])
def test_production_s_parameters_are_filled_in_from_the_variables(azure: Azure, verb: str) -> None:
    outcome = azure.run(verb, VARIABLES=json.dumps(VARIABLES))
    assert outcome.returncode == 0, outcome.stderr
    assert azure.calls[-1].startswith(f"az deployment sub {verb} ")
    assert "--name portico-test --location swedencentral" in azure.calls[-1]
    assert azure.parameters["publisherName"] == 'The "Company"'
    assert azure.parameters["privateNetwork"] is True
    assert not any("${" in str(value) for value in azure.parameters.values())


@pytest.mark.parametrize(("verb", "asked"), [("what-if", True), ("create", False)])
def test_who_only_looks_needs_no_right_to_write(azure: Azure, verb: str, asked: bool) -> None:
    azure.run(verb, VARIABLES=json.dumps(VARIABLES))
    assert ("--validation-level ProviderNoRbac" in azure.calls[-1]) is asked
    assert any(call.startswith("az provider register ") for call in azure.calls) is not asked


def test_the_environment_does_as_well(azure: Azure) -> None:
    azure.run("create", **VARIABLES, PARAMETERS=str(ROOT / "infra" / "main.parameters.json"))
    assert azure.parameters["mobileAudience"] == "MOBILE-AUDIENCE"
    assert "privateNetwork" not in azure.parameters


def test_a_variable_that_is_missing_is_named(azure: Azure) -> None:
    lacking = {name: value for name, value in VARIABLES.items() if name != "ORDERS_URL"}
    outcome = azure.run("create", VARIABLES=json.dumps(lacking))
    assert (outcome.returncode, outcome.stderr) == (1, "deployment.sh: ORDERS_URL is not set\n")


def test_outputs_can_be_evaluated_by_a_shell(azure: Azure) -> None:
    printed = azure.run("outputs", AZURE_ENV_NAME="test").stdout
    script = f'{printed}\nprintf %s "$PORTICO_FUNCTION_APPS"'
    shell = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(shell.stdout)["mobile"] == "portico-mobile-x1"


def test_a_package_goes_to_its_channel_and_is_asked_for_its_health(azure: Azure) -> None:
    outcome = azure.run("channel", "mobile", "portico.zip", AZURE_ENV_NAME="test")
    assert outcome.returncode == 0, outcome.stderr
    deployed = [call for call in azure.calls if "config-zip" in call]
    assert len(deployed) == 1
    assert "--resource-group portico-test --name portico-mobile-x1 --src portico.zip" in deployed[0]
    assert azure.calls[-1].endswith("https://api.example.com/mobile/health")


def test_the_first_package_of_a_channel_touches_no_other_channel(azure: Azure) -> None:
    outcome = azure.run("channel", "mobile", "portico.zip", AZURE_ENV_NAME="test", KIND="placeholder")
    assert outcome.returncode == 0, outcome.stderr
    assert any("portico-mobile-x1/host/default/functionkeys/apim" in call for call in azure.calls)
    assert not any("desktop" in call for call in azure.calls)


def test_a_channel_that_does_not_answer_is_a_failure(azure: Azure) -> None:
    outcome = azure.run("channel", "mobile", "portico.zip", AZURE_ENV_NAME="test", CURL_STATUS="22")
    assert outcome.returncode == 1
    assert "https://api.example.com/mobile/health does not answer" in outcome.stderr


def test_an_unknown_channel_is_refused_before_anything_is_changed(azure: Azure) -> None:
    outcome = azure.run("channel", "tv", "portico.zip", AZURE_ENV_NAME="test")
    assert outcome.returncode != 0
    assert not any("config-zip" in call for call in azure.calls)


@pytest.mark.parametrize(("arguments", "said"), [((), "usage:"), (("channel",), "which channel?")])
def test_what_is_missing_is_said(azure: Azure, arguments: tuple[str, ...], said: str) -> None:
    outcome = azure.run(*arguments, AZURE_ENV_NAME="test")
    assert outcome.returncode != 0
    assert said in outcome.stderr
