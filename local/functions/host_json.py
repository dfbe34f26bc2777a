"""The parts of host.json that functions depend on; a name the host does not know is an error here."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from local.errors import StartError


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


class DurableTaskOptions(_Section):
    """extensions.durableTask; what follows the first four is about Azure and has no effect here."""

    hub_name: str = Field(default="TestHubName", pattern="^[A-Za-z][A-Za-z0-9]{2,44}$")
    max_concurrent_activity_functions: int = Field(default=10, ge=1)
    max_concurrent_orchestrator_functions: int = Field(default=10, ge=1)
    default_version: str | None = None
    storage_provider: dict[str, Any] = Field(default_factory=dict)
    app_lease_options: Any = None
    entity_message_reorder_window_in_minutes: Any = None
    extended_session_idle_timeout_in_seconds: Any = None
    extended_sessions_enabled: Any = None
    http_settings: Any = None
    local_rpc_endpoint_enabled: Any = None
    max_concurrent_entity_functions: Any = None
    max_entity_operation_batch_size: Any = None
    max_orchestration_actions: Any = None
    notifications: Any = None
    store_inputs_in_orchestration_history: Any = None
    tracing: Any = None
    use_app_lease: Any = None
    use_graceful_shutdown: Any = None
    version_failure_strategy: Any = None
    version_match_strategy: Any = None


class Extensions(_Section):
    """What functions depend on, by extension."""

    http: HttpOptions = HttpOptions()
    durable_task: DurableTaskOptions = DurableTaskOptions()


class _HostJson(_Section):
    version: Literal["2.0"]
    extensions: Extensions = Extensions()
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


def read_extensions(host_json: Mapping[str, object]) -> Extensions:
    """Raises StartError, which names every wrong key."""
    try:
        return _HostJson.model_validate(host_json).extensions
    except ValidationError as error:
        raise StartError.invalid("host.json", error) from error
