"""Ports and places counted from the gateway's port."""

from pathlib import Path

import pytest

from local.stack.layout import OFFSETS, SERVICES, Layout
from shared.settings import UPSTREAMS


def test_every_part_has_its_port_and_two_stacks_share_nothing() -> None:
    one, other = Layout(8080), Layout(9080)
    assert (one.url("gateway"), one.url("mobile")) == ("http://127.0.0.1:8080", "http://127.0.0.1:8091")
    assert one.url("identity") == "https://127.0.0.1:8082"
    assert one.state == Path(".local/8080") != other.state
    assert len({*OFFSETS.values()}) == len(OFFSETS)


def test_the_services_are_those_that_the_code_calls() -> None:
    assert SERVICES.keys() == {*UPSTREAMS}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:80", "http://app.portico.localhost:8080", "https://portico.example.com"]
)
def test_the_public_url_is_the_gateways_unless_it_is_called_otherwise(url: str) -> None:
    assert Layout(8080).public_url == "http://127.0.0.1:8080"
    assert Layout(8080, public=url).public_url == url


@pytest.mark.parametrize(
    "url", ["http://portico.example.com", "https://a.example/path", "https://A.example", "localhost:1"]
)
def test_a_public_url_where_a_session_cannot_be_kept_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="PUBLIC_URL must be https://host"):
        Layout(8080, public=url)


@pytest.mark.parametrize("port", [0, -1, 65_530, 100_000])
def test_a_port_without_room_for_the_others_is_refused(port: int) -> None:
    with pytest.raises(ValueError, match="PORT must be between"):
        Layout(port)
