import pytest

from local.functions.errors import LoadError
from local.functions.host_json import http_options


def test_defaults_are_the_hosts() -> None:
    options = http_options({"version": "2.0"})
    assert options.route_prefix == "api"
    assert (options.max_outstanding_requests, options.max_concurrent_requests) == (-1, -1)


def test_http_options_are_read_among_other_settings() -> None:
    http = {"routePrefix": "", "maxOutstandingRequests": 5, "customHeaders": {"X-Frame-Options": "DENY"}}
    options = http_options(
        {
            "version": "2.0",
            "logging": {"logLevel": {"default": "Warning"}},
            "extensionBundle": {
                "id": "Microsoft.Azure.Functions.ExtensionBundle",
                "version": "[4.0.0, 5.0.0)",
            },
            "extensions": {"http": http, "durableTask": {"hubName": "exports"}},
        }
    )
    assert (options.route_prefix, options.max_outstanding_requests) == ("", 5)
    assert options.custom_headers == {"X-Frame-Options": "DENY"}


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
    ],
)
def test_unknown_shape_is_an_error_of_one_line(host_json: dict[str, object], fault: str) -> None:
    with pytest.raises(LoadError, match=f"host.json is not valid: {fault}") as error:
        http_options(host_json)
    assert "\n" not in str(error.value)
