"""What a Bicep compiler warns of, and a deployment fails for: names of parameters and of resources."""

import re
from collections.abc import Iterator

from local.checks.bicep.files import BicepFile
from local.checks.bicep.tree import Call, Literal, Name, Node, Statement, Text
from local.checks.finding import Finding
from local.checks.project import Project

# The linter's rule secure-secrets-in-params.
SECRET = re.compile("password|pwd|secret|accountkey|acctkey", re.IGNORECASE)
NO_SECRET = re.compile("secret(permissions|version|ur[il]|name)", re.IGNORECASE)
# Azure's naming rules: the least length of a resource's name, where it is more than 1 (BCP334).
SHORTEST = {
    "Microsoft.AppConfiguration/configurationStores": 5,
    "Microsoft.KeyVault/vaults": 3,
    "Microsoft.Storage/storageAccounts": 3,
}
UNIQUE_STRING = 13
# Types whose shape depends on the name, which must then be known before anything is deployed (BCP225).
SHAPED_BY_NAME = {"Microsoft.Web/sites/basicPublishingCredentialsPolicies", "Microsoft.Web/sites/config"}


def check(project: Project) -> Iterator[Finding]:
    for file in project.bicep.files.values():
        yield from _secrets(file)
        yield from _names(file)
        yield from _shapes(file)


def _secrets(file: BicepFile) -> Iterator[Finding]:
    for parameter in file.of("param"):
        secure = any(decorator.function == "secure" for decorator in parameter.decorators)
        looks_secret = SECRET.search(parameter.name) and not NO_SECRET.search(parameter.name)
        if looks_secret and parameter.type in {"string", "object"} and not secure:
            message = f"{parameter.name} has a secret's name: @secure(), or another name"
            yield file.finding(parameter.line, message)


def _names(file: BicepFile) -> Iterator[Finding]:
    for resource in file.of("resource"):
        least = SHORTEST.get(resource.type.partition("@")[0], 0)
        name = resource.body.get("name") if resource.body else None
        if name and _is_measured(name) and _shortest(name, file) < least:
            message = (
                f"{resource.name}: a name of this type needs {least} characters, and this can have fewer"
            )
            yield file.finding(name.line, message)


def _shapes(file: BicepFile) -> Iterator[Finding]:
    for resource in file.of("resource"):
        name = resource.body.get("name") if resource.body else None
        known = isinstance(name, Text) and name.value is not None
        if name and resource.type.partition("@")[0] in SHAPED_BY_NAME and not known:
            yield file.finding(
                name.line,
                f"{resource.name}: the shape of this type depends on its name, which must be a literal",
            )


def _is_measured(node: Node) -> bool:
    """The compiler lets a parameter by itself be of any length, but not what is made of it."""
    return isinstance(node, Text) or (isinstance(node, Call) and node.function == "take")


def _shortest(node: Node | str, file: BicepFile) -> int:
    """How long a string is at least, whatever the parameters are."""
    match node:
        case str():
            return len(node)
        case Text(parts=parts):
            return sum(_shortest(part, file) for part in parts)
        case Call(function="take", arguments=(text, Literal(value=int(length)))):
            return min(_shortest(text, file), length)
        case Call(function="uniqueString"):
            return UNIQUE_STRING
        case Name(name=name):
            named = (each for each in file.of("param", "var") if each.name == name)
            return max((_declared(each, file) for each in named), default=0)
    return 0


def _declared(statement: Statement, file: BicepFile) -> int:
    if statement.kind == "var":
        return _shortest(statement.value, file) if statement.value else 0
    for decorator in statement.decorators:
        match decorator:
            case Call(function="minLength", arguments=(Literal(value=int(length)),)):
                return length
    return 0
