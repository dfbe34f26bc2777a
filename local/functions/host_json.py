"""The parts of host.json that HTTP functions depend on; a name the host does not know is an error here."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from local.functions.errors import LoadError


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class HttpOptions(_Section):
    """extensions.http; -1 means without limit. HSTS and dynamic throttles have no effect here."""

    route_prefix: str = "api"
    max_outstanding_requests: int = Field(default=-1, ge=-1)
    max_concurrent_requests: int = Field(default=-1, ge=-1)
    custom_headers: dict[str, str] = Field(default_factory=dict)
    dynamic_throttles_enabled: bool = False
    hsts: dict[str, Any] = Field(default_factory=dict)


class _Extensions(_Section):
    http: HttpOptions = HttpOptions()
    durable_task: dict[str, Any] = Field(default_factory=dict)


class _HostJson(_Section):
    version: Literal["2.0"]
    extensions: _Extensions = _Extensions()
    json_schema: Any = Field(default=None, alias="$schema")
    concurrency: Any = None
    extension_bundle: Any = None
    function_timeout: Any = None
    health_monitor: Any = None
    logging: Any = None
    singleton: Any = None
    telemetry_mode: Any = None
    watch_directories: Any = None
    watch_files: Any = None


def http_options(host_json: Mapping[str, object]) -> HttpOptions:
    """The HTTP options of a parsed host.json."""
    try:
        return _HostJson.model_validate(host_json).extensions.http
    except ValidationError as error:
        raise LoadError.invalid("host.json", error) from error
