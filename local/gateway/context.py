"""The `context` of policy expressions: its documented types, PascalCase names mapped to snake_case.

One file, longer than others, because it is one list: the one that the documentation of expressions gives.
"""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl


class Headers:
    """Header fields in order: names compare without case and may repeat."""

    def __init__(self, items: "Mapping[str, str] | list[tuple[str, str]] | None" = None) -> None:
        pairs = items.items() if isinstance(items, Mapping) else items or ()
        self._fields: dict[str, list[tuple[str, str]]] = {}
        for name, value in pairs:
            self.append(name, value)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return (fields[0][0] for fields in self._fields.values())

    def __len__(self) -> int:
        return len(self._fields)

    def get_all(self, name: str) -> list[str]:
        return [value for _, value in self._fields.get(name.lower(), ())]

    def get(self, name: str, default: str | None = None) -> str | None:
        """Every value of the name, joined with a comma."""
        fields = self._fields.get(name.lower())
        return ",".join([value for _, value in fields]) if fields else default

    def set(self, name: str, *values: str) -> None:
        """Replace every value of the name; the field keeps its place."""
        self._fields[name.lower()] = [(name, value) for value in values]

    def append(self, name: str, value: str) -> None:
        self._fields.setdefault(name.lower(), []).append((name, value))

    def delete(self, name: str) -> None:
        self._fields.pop(name.lower(), None)

    def items(self) -> list[tuple[str, str]]:
        """One pair for each value, the values of one name together."""
        return [pair for fields in self._fields.values() for pair in fields]

    def copy(self) -> "Headers":
        return Headers(self.items())


class Body:
    """A message body: the bytes, and whether an expression has already consumed them."""

    def __init__(self, content: bytes | None = None) -> None:
        self._content = content
        self.consumed = False

    @property
    def content(self) -> bytes | None:
        """The bytes that travel on; nothing once an expression has consumed them."""
        return None if self.consumed else self._content

    @content.setter
    def content(self, content: bytes | None) -> None:
        self._content = content
        self.consumed = False

    @property
    def absent(self) -> bool:
        return self._content is None

    def read(self, preserve_content: bool = False) -> bytes | None:
        content = self.content
        self.consumed = not preserve_content
        return content


DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass
class Url:
    """A request's address; `query_string` is the raw text, empty or with its question mark."""

    scheme: str = "https"
    host: str = "localhost"
    port: int = 443
    path: str = "/"
    query_string: str = ""

    @property
    def query(self) -> dict[str, list[str]]:
        """Decoded query parameters in the order they first appear."""
        values: dict[str, list[str]] = {}
        for name, value in parse_qsl(self.query_string.removeprefix("?"), keep_blank_values=True):
            values.setdefault(name, []).append(value)
        return values

    def __str__(self) -> str:
        port = "" if DEFAULT_PORTS.get(self.scheme) == self.port else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.path}{self.query_string}"


@dataclass
class Request:
    """The request as the policies so far have made it; `original_url` is what the client sent."""

    method: str = "GET"
    url: Url = field(default_factory=Url)
    headers: Headers = field(default_factory=Headers)
    body: Body = field(default_factory=Body)
    original_url: Url = field(default_factory=Url)
    ip_address: str = "127.0.0.1"
    matched_parameters: dict[str, str] = field(default_factory=dict)
    certificate: object | None = None


@dataclass
class Response:
    """The response as the backend sent it and the policies so far have made it."""

    status_code: int = 200
    status_reason: str = "OK"
    headers: Headers = field(default_factory=Headers)
    body: Body = field(default_factory=Body)


@dataclass
class ParameterNames:
    """Where a client puts its subscription key."""

    header: str = "Ocp-Apim-Subscription-Key"
    query: str = "subscription-key"


@dataclass
class Api:
    """The API that matched the request; `path` is its prefix."""

    id: str = ""
    name: str = ""
    path: str = ""
    revision: str = "1"
    is_current_revision: bool = True
    version: str = ""
    service_url: Url | None = None
    protocols: list[str] = field(default_factory=lambda: ["https"])
    subscription_key_parameter_names: ParameterNames = field(default_factory=ParameterNames)
    workspace: "Workspace | None" = None


@dataclass
class Workspace:
    """The workspace that an API belongs to."""

    id: str = ""
    name: str = ""


@dataclass
class Operation:
    """The operation that matched the request."""

    id: str = ""
    method: str = "GET"
    name: str = ""
    url_template: str = ""


@dataclass
class Group:
    """A group of developers."""

    id: str = ""
    name: str = ""


@dataclass
class Product:
    """The product through which the request is authorised."""

    id: str = ""
    name: str = ""
    apis: list[Api] = field(default_factory=list)
    approval_required: bool = False
    groups: list[Group] = field(default_factory=list)
    state: str = "Published"
    subscription_limit: int | None = None
    subscription_required: bool = True
    workspace: Workspace | None = None


@dataclass
class Subscription:
    """The subscription whose key the request carries."""

    id: str = ""
    name: str = ""
    key: str = field(default="", repr=False)
    primary_key: str = field(default="", repr=False)
    secondary_key: str = field(default="", repr=False)
    created_date: datetime = datetime(1, 1, 1, tzinfo=UTC)
    start_date: datetime | None = None
    end_date: datetime | None = None


@dataclass
class UserIdentity:
    """One way in which a user signs in."""

    id: str = ""
    provider: str = ""


@dataclass
class User:
    """The user whose subscription it is."""

    id: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    note: str = ""
    groups: list[Group] = field(default_factory=list)
    identities: list[UserIdentity] = field(default_factory=list)
    registration_date: datetime = datetime(1, 1, 1, tzinfo=UTC)


@dataclass
class LastError:
    """What sent the request to the on-error section, and which policy did."""

    source: str = ""
    reason: str = ""
    message: str = ""
    scope: str = ""
    section: str = ""
    path: str = ""
    policy_id: str = ""


@dataclass
class GatewayInstance:
    """One gateway of the deployment."""

    id: str = "managed"
    instance_id: str = "local"
    is_managed: bool = True


@dataclass
class Deployment:
    """The gateway itself."""

    gateway: GatewayInstance = field(default_factory=GatewayInstance)
    gateway_id: str = "managed"
    region: str = "local"
    service_id: str = "local"
    service_name: str = "local"
    certificates: dict[str, object] = field(default_factory=dict)


@dataclass
class Jwt:
    """A decoded JSON Web Token; each claim is a list of strings."""

    id: str | None = None
    algorithm: str = ""
    issuer: str | None = None
    subject: str | None = None
    type: str | None = None
    audiences: list[str] = field(default_factory=list)
    claims: dict[str, list[str]] = field(default_factory=dict)
    expiration_time: datetime | None = None
    not_before: datetime | None = None
    issued_at: datetime | None = None


@dataclass(frozen=True)
class Authorization:
    """What the credential manager would give."""

    access_token: str = field(default="", repr=False)
    claims: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class BasicCredentials:
    """What an `Authorization: Basic` header holds."""

    user_id: str
    password: str = field(repr=False)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Context:
    """Everything that an expression may see of one request."""

    request: Request = field(default_factory=Request)
    response: Response = field(default_factory=Response)
    api: Api = field(default_factory=Api)
    operation: Operation = field(default_factory=Operation)
    product: Product | None = None
    subscription: Subscription | None = None
    user: User | None = None
    last_error: LastError | None = None
    deployment: Deployment = field(default_factory=Deployment)
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    timestamp: datetime = field(default_factory=_now)
    tracing: bool = False
    variables: dict[str, object] = field(default_factory=dict)
    traces: list[str] = field(default_factory=list)
    clock: Callable[[], float] = time.time

    @property
    def elapsed(self) -> timedelta:
        return timedelta(seconds=self.clock() - self.timestamp.timestamp())

    def trace(self, message: str) -> None:
        self.traces.append(message)
