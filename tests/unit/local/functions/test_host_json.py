import pytest

from local.errors import StartError
from local.functions.host_json import read_extensions


def test_defaults_are_the_hosts() -> None:
    options = read_extensions({"version": "2.0"}).http
    assert options.route_prefix == "api"
    assert (options.max_outstanding_requests, options.max_concurrent_requests) == (-1, -1)


def test_http_options_are_read_among_other_settings() -> None:
    http = {"routePrefix": "", "maxOutstandingRequests": 5, "customHeaders": {"X-Frame-Options": "DENY"}}
    options = read_extensions(
        {
            "version": "2.0",
            "logging": {"logLevel": {"default": "Warning"}},
            "extensionBundle": {
                "id": "Microsoft.Azure.Functions.ExtensionBundle",
                "version": "[4.0.0, 5.0.0)",
            },
            "extensions": {"http": http, "durableTask": {"hubName": "exports"}},
        }
    ).http
    assert (options.route_prefix, options.max_outstanding_requests) == ("", 5)
    assert options.custom_headers == {"X-Frame-Options": "DENY"}


def test_durable_options_are_read_and_what_is_about_azure_is_let_pass() -> None:
    azure = {"storageProvider": {"type": "mssql"}, "tracing": {"version": "V2"}, "useAppLease": False}
    own = {"hubName": "Exports", "maxConcurrentActivityFunctions": 6, "defaultVersion": "1.0"}
    options = read_extensions(
        {"version": "2.0", "extensions": {"durableTask": {**azure, **own}}}
    ).durable_task
    assert (options.hub_name, options.default_version) == ("Exports", "1.0")
    limits = (options.max_concurrent_activity_functions, options.max_concurrent_orchestrator_functions)
    assert limits == (6, 10)
    assert read_extensions({"version": "2.0"}).durable_task.hub_name == "TestHubName"


@pytest.mark.parametrize(
    ("host_json", "fault"),
    [
        ({}, "version: Field required"),
        ({"version": "3.0"}, "version: Input should be '2.0'"),
        ({"version": "2.0", "http": {}}, "http: Extra inputs"),
        (
            {"version": "2.0", "extensions": {"http": {"routeprefix": ""}}},
            "extensions.http.routeprefix: Extra",
        ),
        ({"version": "2.0", "extensions": {"queues": {}}}, "extensions.queues: Extra"),
        (
            {"version": "2.0", "extensions": {"durableTask": {"hub": "a"}}},
            "extensions.durableTask.hub: Extra",
        ),
        (
            {"version": "2.0", "extensions": {"durableTask": {"hubName": "my-hub"}}},
            "extensions.durableTask.hubName: String should match pattern",
        ),
        (
            {"version": "2.0", "extensions": {"durableTask": {"maxConcurrentActivityFunctions": 0}}},
            "extensions.durableTask.maxConcurrentActivityFunctions: Input should be greater",
        ),
    ],
)
def test_unknown_shape_is_an_error_of_one_line(host_json: dict[str, object], fault: str) -> None:
    with pytest.raises(StartError, match=f"host.json: {fault}") as error:
        read_extensions(host_json)
    assert "\n" not in str(error.value)
