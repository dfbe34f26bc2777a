import pytest

from local.checks import forbidden
from tests.unit.local.checks.conftest import Copy

MAIN = "infra/main.bicep"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("module m 'br/public:avm/res/web/site:0.24.0' = {}", "a registry module cannot be read offline"),
        ("module m 'ts:0/group/name:1' = {}", "a registry module cannot be read offline"),
        ("value: listKeys(app.id).masterKey", "the master key opens every function"),
        ("value: storage.listKeys().keys[0].value", "keys are not read at deployment"),
        ("value: 'DefaultEndpointsProtocol=https;AccountKey=abc'", "a storage key"),
        ("clientSecret: secret", "a client secret"),
    ],
)
def test_a_forbidden_word_is_found(project: Copy, text: str, message: str) -> None:
    place = project.plant(MAIN, "var tags", f"// {text}\nvar tags")
    assert any(line.startswith(f"{place}: {message}") for line in project.found(forbidden))


@pytest.mark.parametrize("path", [".github/workflows/other.yml", "infra/other.sh", "azure.yaml"])
def test_scripts_and_workflows_are_read_too(project: Copy, path: str) -> None:
    project.write(path, "az functionapp keys list --query masterKey\n")
    assert project.found(forbidden) == [f"{path}:1: the master key opens every function and the host itself"]
