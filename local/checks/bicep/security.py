"""What resources must say for this system to be safe: required values, by resource type."""

from collections.abc import Iterator

from local.checks.bicep.files import BicepFile
from local.checks.bicep.tree import Literal, Node, Operation, Statement, Text
from local.checks.finding import Finding
from local.checks.project import Project

# Resource type: path of a property, and the only value it may have.
REQUIRED: dict[str, dict[str, str | bool]] = {
    "Microsoft.ApiManagement/service/backends": {
        "properties.tls.validateCertificateChain": True,
        "properties.tls.validateCertificateName": True,
    },
    "Microsoft.ApiManagement/service/subscriptions": {"properties.allowTracing": False},
    "Microsoft.AppConfiguration/configurationStores": {"properties.disableLocalAuth": True},
    "Microsoft.Cache/redisEnterprise": {"properties.minimumTlsVersion": "1.2"},
    "Microsoft.Cache/redisEnterprise/databases": {
        "properties.accessKeysAuthentication": "Disabled",
        "properties.clientProtocol": "Encrypted",
    },
    "Microsoft.Insights/components": {"properties.DisableLocalAuth": True},
    "Microsoft.KeyVault/vaults": {
        "properties.enablePurgeProtection": True,
        "properties.enableRbacAuthorization": True,
    },
    "Microsoft.OperationalInsights/workspaces": {"properties.features.disableLocalAuth": True},
    "Microsoft.Storage/storageAccounts": {
        "properties.allowBlobPublicAccess": False,
        "properties.allowSharedKeyAccess": False,
        "properties.minimumTlsVersion": "TLS1_2",
        "properties.supportsHttpsTrafficOnly": True,
    },
    "Microsoft.Storage/storageAccounts/blobServices/containers": {"properties.publicAccess": "None"},
    "Microsoft.Web/sites": {
        "properties.httpsOnly": True,
        "properties.siteConfig.ftpsState": "Disabled",
        "properties.siteConfig.minTlsVersion": "1.2",
        "properties.siteConfig.remoteDebuggingEnabled": False,
        "properties.siteConfig.scmMinTlsVersion": "1.2",
    },
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies": {"properties.allow": False},
}
# Closed to the internet, or at least when there is a network.
CLOSABLE = {
    "Microsoft.AppConfiguration/configurationStores",
    "Microsoft.Cache/redisEnterprise",
    "Microsoft.KeyVault/vaults",
    "Microsoft.Web/sites",
}
# Resource type: what it must say, whatever that is.
NEEDED = {
    "Microsoft.ApiManagement/service/diagnostics": (
        "properties.frontend.request.dataMasking",
        "properties.backend.request.dataMasking",
    ),
    "Microsoft.Authorization/roleAssignments": ("properties.description", "properties.principalType"),
}


def check(project: Project) -> Iterator[Finding]:
    for file in project.bicep.files.values():
        yield from _check(file)


def _check(file: BicepFile) -> Iterator[Finding]:
    for statement in file.of("resource"):
        if statement.body is None or statement.existing:
            continue
        name = statement.type.partition("@")[0]
        for path, wanted in REQUIRED.get(name, {}).items():
            if _value(statement.body.get(path)) != wanted:
                yield _finding(file, statement, path, f"{path} must be {_written(wanted)}")
        if name in CLOSABLE and not _closable(statement.body.get("properties.publicNetworkAccess")):
            path = "properties.publicNetworkAccess"
            yield _finding(file, statement, path, f"{path} must be 'Disabled' where there is a network")
        for path in NEEDED.get(name, ()):
            if statement.body.get(path) is None:
                yield file.finding(statement.line, f"{statement.name}: {path} is missing")


def _finding(file: BicepFile, statement: Statement, path: str, message: str) -> Finding:
    """At the property, if there is one."""
    node = statement.body.get(path) if statement.body else None
    return file.finding(node.line if node else statement.line, f"{statement.name}: {message}")


def _closable(node: Node | None) -> bool:
    match node:
        case Operation(operator="?:", operands=(_, *choices)):
            return "Disabled" in map(_value, choices)
    return _value(node) == "Disabled"


def _value(node: Node | None) -> str | int | bool | None:
    return node.value if isinstance(node, Text | Literal) else None


def _written(value: str | bool) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value).lower()
