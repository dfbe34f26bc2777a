"""The APIs that a gateway serves, each with its operations and its effective policy."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from local.gateway.compiler import Compiler
from local.gateway.configuration import (
    ConfigurationErrors,
    ErrorGathering,
    GatewayConfig,
    PublishedApi,
    read_channels,
    read_json,
    read_named_values,
)
from local.gateway.context import Api, Headers, Operation, Product, Url
from local.gateway.coverage import Coverage
from local.gateway.document import Element
from local.gateway.openapi import OperationDescription, UnusableDocument, operations
from local.gateway.policies import POLICIES
from local.gateway.policies.cors import requested_method
from local.gateway.routing import Match, Route, Router
from local.gateway.scopes import PolicyFiles, Program, compile_scope, outermost
from local.gateway.urls import parse_url

logger = logging.getLogger(__name__)
GLOBAL_POLICY = Path("apim-policies.xml")
PRODUCT_POLICIES = Path("policies/products")


@dataclass(frozen=True)
class Membership:
    """The product that an API belongs to, and what runs for the product's subscribers."""

    product: Product
    program: Program


@dataclass(frozen=True)
class Endpoint:
    """An operation with all that a request to it needs; without a description, what serves unmatched ones."""

    api: Api
    program: Program
    operation: Operation
    description: OperationDescription | None = None
    membership: Membership | None = None

    @property
    def route(self) -> str:
        return f"/{self.api.path}/{self.operation.url_template.lstrip('/')}"


class Catalogue:
    """Every endpoint, and for a request that matches none the scope that answers it."""

    def __init__(self, routes: Sequence[Route[Endpoint]], everywhere: Program) -> None:
        self._router = Router(routes)
        self._apis = {route.prefix: route.target for route in routes}
        self._everywhere = everywhere

    @property
    def products(self) -> set[str]:
        memberships = (endpoint.membership for endpoint in self._apis.values())
        return {membership.product.id for membership in memberships if membership}

    def match(self, method: str, raw_path: str, headers: Headers) -> Match[Endpoint] | None:
        """The operation; for a preflight that no operation takes, the cors elements of the one asked for."""
        return self._router.match(method, raw_path) or self._preflight(method, raw_path, headers)

    def _preflight(self, method: str, raw_path: str, headers: Headers) -> Match[Endpoint] | None:
        asked = requested_method(method, headers)
        match = self._router.match(asked, raw_path) if asked else None
        if match is None or not match.target.program.cors:
            return None
        endpoint = match.target
        preflight = replace(endpoint, program=endpoint.program.preflight, membership=None)
        return replace(match, target=preflight)

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


def read_apis(config: GatewayConfig, backends: dict[str, Url], coverage: Coverage | None = None) -> Catalogue:
    """Compile every policy and route every operation; raises ConfigurationErrors with all that is wrong."""
    channels = read_channels(config.infra)
    files = PolicyFiles(config.infra, read_named_values(config, channels))
    gathering = ErrorGathering()
    compiler = Compiler(POLICIES, files.fragments(gathering), backends, coverage=coverage)
    everywhere = outermost(compiler)
    with gathering:
        everywhere = compile_scope(files.document(GLOBAL_POLICY), "global", compiler, everywhere)
    publisher = _Publisher(config.infra, files, compiler, everywhere)
    routes: list[Route[Endpoint]] = []
    for api in channels.apis:
        with gathering:
            routes += publisher.routes(api)
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


@dataclass(frozen=True)
class _Publisher:
    """Routes the operations of an API to what runs for them."""

    infra: Path
    files: PolicyFiles
    compiler: Compiler
    everywhere: Program

    def routes(self, published: PublishedApi) -> Iterator[Route[Endpoint]]:
        prefix = published.path.strip("/")
        api = Api(id=published.name, name=published.name, path=prefix)
        policy = self.files.document(published.policy)
        program = compile_scope(policy, "api", self.compiler, self.everywhere)
        membership = self._membership(published.product, policy) if published.product else None
        for each in read_operations(self.infra / published.openapi):
            operation = Operation(each.id, each.method, each.name, each.template)
            endpoint = Endpoint(api, program, operation, each, membership)
            yield Route(prefix, each.method, each.template, endpoint)

    def _membership(self, product: str, policy: Element) -> Membership:
        """The API's policy once more, with the product's between it and the one of all APIs."""
        document = self.files.document(PRODUCT_POLICIES / f"{product}.xml")
        broader = compile_scope(document, "product", self.compiler, self.everywhere)
        return Membership(Product(product, product), compile_scope(policy, "api", self.compiler, broader))
