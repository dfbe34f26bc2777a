"""channels.json is the one list of channels: ports are counted from it, its mistakes told in one line."""

import pytest

from local.errors import StartError
from tests.unit.local.stack.conftest import Copy


def test_a_new_channel_has_the_next_port(project: Copy) -> None:
    project.channels(lambda channels: channels.append({"name": "kiosk"}))
    assert project.layout.channels == ("mobile", "desktop", "partner", "kiosk")
    ports = [project.layout.port_of(name) for name in project.layout.channels]
    assert ports == [8091, 8092, 8093, 8094]


def test_no_port_is_given_twice(project: Copy) -> None:
    project.channels(lambda channels: channels.extend({"name": f"tv{number}"} for number in range(7)))
    parts = (*project.layout.channels, "gateway", "identity", "web", "storage", "orders", "monitor")
    assert len({project.layout.port_of(part) for part in parts}) == len(parts)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "infra/channels.json: Invalid JSON"),
        ("[]", "infra/channels.json: Input should be an object"),
        ('{"channels": []}', "infra/channels.json: channels: Tuple should have at least 1 item"),
        ('{"channels": [{"path": "tv"}]}', "infra/channels.json: channels.0.name: Field required"),
        ('{"channels": [{"name": "TV"}]}', "infra/channels.json: channels.0.name: String should match"),
        ('{"channels": [{"name": "web"}]}', "infra/channels.json: web would be two parts of the stack"),
        ('{"channels": [{"name": "a"}, {"name": "a"}]}', "infra/channels.json: a would be two parts"),
    ],
)
def test_a_list_that_cannot_be_used_is_named(project: Copy, text: str, message: str) -> None:
    project.write("infra/channels.json", text)
    with pytest.raises(StartError, match=message) as refused:
        _ = project.layout.channels
    assert "\n" not in str(refused.value)


def test_more_channels_than_ports_are_refused(project: Copy) -> None:
    project.channels(lambda channels: channels.extend({"name": f"tv{number}"} for number in range(8)))
    with pytest.raises(StartError, match=r"channels: Tuple should have at most 10 items"):
        _ = project.layout.channels
