"""One mistake in a copy of infra/; the gate names its file and line."""

from pathlib import Path

import pytest

from local.checks.bicep import compiler, grammar, linter, modules, parameters, security, start, symbols, types
from tests.unit.local.checks.conftest import Copy, Gate

MAIN = "infra/main.bicep"
APP = "infra/modules/function-app.bicep"
GATEWAY = "infra/modules/gateway.bicep"
WEB = "infra/modules/web.bicep"
VAULT = "infra/modules/vault.bicep"
NETWORK = "infra/modules/network.bicep"
SESSIONS = "infra/modules/sessions.bicep"
PRODUCTION = "infra/main.parameters.production.json"
PARAMETERS = "infra/main.parameters.json"

MISTAKES = [
    (grammar, WEB, "resource storage", "resourc storage", "there is no statement 'resourc'"),
    (grammar, WEB, "kind: 'StorageV2'", "kind: 'StorageV2", "a string does not end"),
    (grammar, WEB, "tags: tags", "...tags", "expected 'name', not '.'"),
    (symbols, APP, "union(tags, {", "union(labels, {", "labels is not defined"),
    (symbols, APP, "take('bff${channel}", "take('bff${chanel}", "chanel is not defined"),
    (symbols, APP, "take('bff${channel}", "takeFirst('bff${channel}", "there is no function takeFirst()"),
    (symbols, VAULT, "@onlyIfNotExists()", "@onlyIfMissing()", "there is no decorator @onlyIfMissing()"),
    (symbols, WEB, "param token string", "param token string\nparam token string", "token is defined more"),
    (modules, MAIN, "'modules/web.bicep'", "'modules/wbe.bicep'", "there is no module modules/wbe.bicep"),
    (
        modules,
        MAIN,
        "'modules/web.bicep'",
        "'br/public:avm/res/web/site:0.24.0'",
        "there is no module br/public",
    ),
    (modules, MAIN, "durable: name ==", "durabel: name ==", "function-app.bicep has no parameter durabel"),
    (modules, MAIN, "outputs.hostName", "outputs.hostname", "function-app.bicep has no output hostname"),
    (modules, MAIN, "units: gatewayUnits", "units: 'two'", "units is of type int, not string"),
    (modules, MAIN, "sku: gatewaySku", "sku: gatewayUnits", "sku is of type string, not int"),
    (start, APP, "guid(storage.id, app.id, role)", "guid(app.identity.principalId, role)", "a name must be"),
    (
        start,
        WEB,
        "if (!empty(deployerObjectId))",
        "if (empty(storage.properties.sku))",
        "a condition must be",
    ),
    (start, VAULT, "for name in secretNames", "for name in vault.properties.names", "what a loop runs over"),
    (
        types,
        APP,
        "httpsOnly: true",
        "httpOnly: true",
        "Microsoft.Web/sites.properties has no property httpOnly",
    ),
    (types, APP, "minTlsVersion: '1.2'", "minTlsVersion: 12", "minTlsVersion is of type string, not int"),
    (types, APP, "scaleAndConcurrency", "scaleAndConcurency", "has no property scaleAndConcurency"),
    (types, APP, "name: 'http',", "nam: 'http',", "alwaysReady has no property nam"),
    (types, GATEWAY, "mode: 'Mask'", "moad: 'Mask'", "queryParams has no property moad"),
    (types, NETWORK, "delegations: [", "delegation: [", "subnets.properties has no property delegation"),
    (
        types,
        WEB,
        "storageAccounts@2025-08-01",
        "storageAccounts@2099-01-01",
        "has API version 2025-08-01 here",
    ),
    (
        types,
        WEB,
        "Microsoft.Storage/storageAccounts@",
        "Microsoft.Storage/accounts@",
        "is not among the types of",
    ),
    (
        types,
        WEB,
        "tags: tags",
        "tags: []",
        "Microsoft.Storage/storageAccounts.tags is of type object, not array",
    ),
    (security, APP, "httpsOnly: true", "httpsOnly: false", "app: properties.httpsOnly must be true"),
    (security, APP, "ftpsState: 'Disabled'", "ftpsState: 'AllAllowed'", "ftpsState must be 'Disabled'"),
    (security, APP, "minimumTlsVersion: 'TLS1_2'", "minimumTlsVersion: 'TLS1_0'", "must be 'TLS1_2'"),
    (security, APP, "publicAccess: 'None'", "publicAccess: 'Blob'", "publicAccess must be 'None'"),
    (security, APP, "allow: false", "allow: true", "ftpPublishing: properties.allow must be false"),
    (security, WEB, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "must be false"),
    (
        security,
        VAULT,
        "PurgeProtection: true",
        "PurgeProtection: false",
        "enablePurgeProtection must be true",
    ),
    (
        security,
        VAULT,
        "empty(network) ? 'Enabled' : 'Disabled'",
        "'Enabled'",
        "publicNetworkAccess must be 'Disabled' where there is a network",
    ),
    (security, SESSIONS, "clientProtocol: 'Encrypted'", "clientProtocol: 'Plaintext'", "must be 'Encrypted'"),
    (security, SESSIONS, "Authentication: 'Disabled'", "Authentication: 'Enabled'", "must be 'Disabled'"),
    (parameters, PARAMETERS, '"location"', '"locatoin"', "main.bicep has no parameter locatoin"),
    (
        parameters,
        PRODUCTION,
        '"privateNetwork": { "value": true }',
        '"privateNetwork": { "value": false }',
        "needs",
    ),
    (parameters, PRODUCTION, '"StandardV2"', '"BasicV2"', "a private network needs gatewaySku"),
    (parameters, PRODUCTION, '"${CUSTOM_DOMAIN}"', '""', "production needs customDomain"),
    (parameters, PRODUCTION, '"${ALERT_EMAIL}"', '""', "production needs alertEmail"),
    (
        linter,
        GATEWAY,
        "param certificateSecretUri",
        "param certificateSecretId",
        "has a secret's name: @secure()",
    ),
    (linter, MAIN, "param publisherName string", "param pwd string", "pwd has a secret's name"),
    (linter, VAULT, "param keyRings array", "param accountKeys object", "accountKeys has a secret's name"),
    (
        linter,
        APP,
        "'bff${channel}${token}'",
        "'${channel}${token}'",
        "needs 3 characters, and this can have fewer",
    ),
    (
        linter,
        APP,
        "name: 'ftp'",
        "name: channel",
        "ftpPublishing: the shape of this type depends on its name",
    ),
    (linter, APP, "take('bff${channel}${token}', 24)", "'a${channel}'", "storage: a name of this type"),
    (linter, APP, "take('bff${channel}${token}', 24)", "take('bff${channel}', 2)", "storage: a name of"),
    (
        linter,
        VAULT,
        "  name: name\n  location",
        "  name: '${name}'\n  location",
        "vault: a name of this type",
    ),
]


@pytest.mark.parametrize(
    ("gate", "path", "old", "new", "message"),
    MISTAKES,
    ids=[f"{gate.__name__.rpartition('.')[2]}: {message}" for gate, _, _, _, message in MISTAKES],
)
def test_a_mistake_is_found_where_it_is(
    project: Copy, gate: Gate, path: str, old: str, new: str, message: str
) -> None:
    place = project.plant(path, old, new)
    assert [line for line in project.found(gate) if line.startswith(f"{place}: ") and message in line]


def test_a_choice_over_two_lines_is_found(project: Copy) -> None:
    project.plant(SESSIONS, "highAvailability ? 'Enabled'", "highAvailability\n      ? 'Enabled'")
    assert any(line.startswith(SESSIONS) for line in project.found(grammar))


def test_what_is_never_used_is_found(project: Copy) -> None:
    project.plant(WEB, "param tags object\n", "param tags object\nparam other string\n")
    project.plant(WEB, "var roles = ", "var none = 1\nvar roles = ")
    unused = [line.partition(": ")[2] for line in project.found(symbols)]
    assert unused == ["other is never used", "none is never used"]


def test_a_module_without_a_parameter_it_needs_is_found(project: Copy) -> None:
    project.plant(MAIN, "    durable: name == 'desktop'\n", "")
    assert any("function-app.bicep needs the parameter durable" in line for line in project.found(modules))


def test_a_variable_s_loop_must_not_wait_for_the_deployment(project: Copy) -> None:
    project.plant(NETWORK, "  name: channel\n  properties: {", "  name: closed.properties.x\n  properties: {")
    assert any("a loop of a variable must be known" in line for line in project.found(start))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (VAULT, "@secure()\n", "@secure()\nparam password string\n"),
        (VAULT, "param keyRings array", "param secretNames array"),
        (GATEWAY, "param units int", "param passwordLength int"),
        (APP, "name: take('bff${channel}${token}', 24)", "name: channel"),
        (APP, "'bff${channel}${token}'", "'${uniqueString(channel)}'"),
        (APP, "name: take('bff${channel}${token}', 24)", "name: toLower(token)"),
        (APP, "'bff${channel}${token}'", "'${channel}${roles}'"),
    ],
)
def test_what_the_compiler_takes_is_no_mistake(project: Copy, path: str, old: str, new: str) -> None:
    project.plant(path, old, new)
    project.plant(APP, "param channel string", "@minLength(3)\nparam channel string")
    assert project.found(linter) == []


@pytest.mark.parametrize("side", ["frontend", "backend"])
def test_a_record_of_queries_that_masks_none_is_found(project: Copy, side: str) -> None:
    project.plant(GATEWAY, f"    {side}: {{", f"    {side}s: {{")
    place = f"recorded: properties.{side}.request.dataMasking is missing"
    assert [place in line for line in project.found(security)] == [True]


def test_a_role_assignment_says_why(project: Copy) -> None:
    project.plant(
        WEB,
        "    description: 'Whoever deploys uploads the web client\\'s files; the account takes no keys.'\n",
        "",
    )
    assert any("uploads: properties.description is missing" in line for line in project.found(security))


def test_a_missing_parameter_is_found(project: Copy) -> None:
    project.plant(PARAMETERS, '    "ordersUrl": { "value": "${ORDERS_URL}" },\n', "")
    assert project.found(parameters) == [f"{PARAMETERS}:1: the parameter ordersUrl is missing"]


def test_a_file_that_is_no_parameter_file_is_found(project: Copy) -> None:
    project.write(PARAMETERS, '{\n  "parameters": [\n')
    assert any(
        line.startswith(f"{PARAMETERS}:") and "is not a parameter file" in line
        for line in project.found(parameters)
    )


def compiler_that(tmp_path: Path, script: str) -> list[str]:
    """A program in the compiler's place."""
    program = tmp_path / "compiler"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return [str(program)]


def test_without_a_compiler_nothing_is_compiled(project: Copy, tmp_path: Path) -> None:
    assert compiler.command(str(tmp_path)) == ()
    assert project.found(compiler, compiler=()) == []


def test_the_compiler_s_diagnostics_are_findings(project: Copy, tmp_path: Path) -> None:
    line = f'{project.root.resolve()}/infra/main.bicep(12,3) : Warning no-unused-params: Parameter "x"'
    found = project.found(compiler, compiler=compiler_that(tmp_path, f"echo '{line}' >&2"))
    assert set(found) == {'infra/main.bicep:12: Warning no-unused-params: Parameter "x"'}


def test_a_compiler_that_fails_without_a_word_is_a_finding(project: Copy, tmp_path: Path) -> None:
    found = project.found(compiler, compiler=compiler_that(tmp_path, "echo 'no network' >&2; exit 3"))
    assert "no network" in found[0]


def test_the_compiler_is_bicep_or_that_of_az(tmp_path: Path) -> None:
    for name, command in (("az", ("az", "bicep")), ("bicep", ("bicep",))):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
        assert compiler.command(str(tmp_path)) == command
