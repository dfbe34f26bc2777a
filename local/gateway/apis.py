"""The APIs that a gateway serves: one for each channel, with its operations and its effective policy."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from local.gateway.compiler import Compiler
from local.gateway.configuration import (
    Channel,
    ConfigurationErrors,
    ErrorGathering,
    GatewayConfig,
    read_channels,
    read_json,
    read_named_values,
)
from local.gateway.context import Api, Headers, Operation, Url
from local.gateway.openapi import OperationDescription, UnusableDocument, operations
from local.gateway.policies import POLICIES
from local.gateway.policies.cors import requested_method
from local.gateway.routing import Match, Route, Router
from local.gateway.scopes import PolicyFiles, Program, compile_scope, outermost
from local.gateway.urls import parse_url

logger = logging.getLogger(__name__)
GLOBAL_POLICY = Path("apim-policies.xml")


@dataclass(frozen=True)
class Endpoint:
    """An operation with all that a request to it needs; without a description, what serves unmatched ones."""

    api: Api
    program: Program
    operation: Operation
    description: OperationDescription | None = None

    @property
    def route(self) -> str:
        return f"/{self.api.path}/{self.operation.url_template.lstrip('/')}"


class Catalogue:
    """Every endpoint, and for a request that matches none the scope that answers it."""

    def __init__(self, routes: Sequence[Route[Endpoint]], everywhere: Program) -> None:
        self._router = Router(routes)
        self._apis = {route.prefix: route.target for route in routes}
        self._everywhere = everywhere

    def match(self, method: str, raw_path: str, headers: Headers) -> Match[Endpoint] | None:
        """The operation; for a preflight that no operation takes, the cors elements of the one asked for."""
        return self._router.match(method, raw_path) or self._preflight(method, raw_path, headers)

    def _preflight(self, method: str, raw_path: str, headers: Headers) -> Match[Endpoint] | None:
        asked = requested_method(method, headers)
        match = self._router.match(asked, raw_path) if asked else None
        if match is None or not match.target.program.cors:
            return None
        endpoint = match.target
        return replace(match, target=replace(endpoint, program=endpoint.program.preflight))

    def unmatched(self, raw_path: str) -> Endpoint:
        """The API whose prefix the path has, else all APIs."""
        for prefix, endpoint in self._apis.items():
            if f"{raw_path}/".startswith(f"/{prefix}/"):
                return Endpoint(endpoint.api, endpoint.program, Operation())
        return Endpoint(Api(), self._everywhere, Operation())


def read_backends(config: GatewayConfig) -> dict[str, Url]:
    """The configured backends by id."""
    gathering = ErrorGathering()
    backends = {}
    for name, address in config.backends.items():
        with gathering:
            backends[name] = _backend(name, address)
    gathering.check()
    return backends


def _backend(name: str, address: str) -> Url:
    try:
        return parse_url(address)
    except ValueError as error:
        raise ConfigurationErrors([f"backend '{name}': {error}"]) from error


def read_apis(config: GatewayConfig, backends: dict[str, Url]) -> Catalogue:
    """Compile every policy and route every operation; raises ConfigurationErrors with all that is wrong."""
    channels = read_channels(config.infra)
    files = PolicyFiles(config.infra, read_named_values(config, channels))
    gathering = ErrorGathering()
    compiler = Compiler(POLICIES, files.fragments(gathering), backends)
    everywhere = outermost(compiler)
    with gathering:
        everywhere = compile_scope(files.document(GLOBAL_POLICY), "global", compiler, everywhere)
    routes: list[Route[Endpoint]] = []
    for channel in channels:
        with gathering:
            program = compile_scope(files.document(channel.policy), "api", compiler, everywhere)
            routes += _routes(channel, program, read_operations(config.infra / channel.openapi))
    gathering.errors += map(str, compiler.errors)
    gathering.check()
    for warning in dict.fromkeys(compiler.warnings):
        logger.warning(warning)
    return Catalogue(routes, everywhere)


def read_operations(path: Path) -> list[OperationDescription]:
    try:
        return operations(read_json(path, dict[str, object]))
    except UnusableDocument as error:
        raise ConfigurationErrors([f"{path}: {error}"]) from error


def _routes(
    channel: Channel, program: Program, found: list[OperationDescription]
) -> Iterator[Route[Endpoint]]:
    prefix = channel.path.strip("/")
    api = Api(id=channel.name, name=channel.name, path=prefix)
    for each in found:
        operation = Operation(each.id, each.method, each.name, each.template)
        yield Route(prefix, each.method, each.template, Endpoint(api, program, operation, each))
