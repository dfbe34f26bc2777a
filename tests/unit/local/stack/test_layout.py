"""Ports and places counted from the gateway's port."""

from pathlib import Path

import pytest

from local.stack.layout import Layout


def test_every_part_has_its_port_and_two_stacks_share_nothing() -> None:
    one, other = Layout(8080), Layout(9080)
    assert (one.url("gateway"), one.url("mobile")) == ("http://127.0.0.1:8080", "http://127.0.0.1:8091")
    assert one.url("identity") == "https://127.0.0.1:8082"
    assert one.state == Path(".local/8080") != other.state


@pytest.mark.parametrize("port", [0, -1, 65_530, 100_000])
def test_a_port_without_room_for_the_others_is_refused(port: int) -> None:
    with pytest.raises(ValueError, match="PORT must be between"):
        Layout(port)
