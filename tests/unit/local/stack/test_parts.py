"""The stack has the channels of channels.json, whatever they are, and what those need."""

import pytest

from local.errors import StartError
from local.stack.directory import partners, read_directory
from local.stack.keys import new_keys
from local.stack.parts import Part, parts
from tests.unit.local.stack.conftest import Copy

DIRECTORY = "local/directory.json"
KIOSK = {
    "name": "portico-kiosk",
    "clientId": "k",
    "kind": "confidential",
    "identifierUri": "api://portico-kiosk",
}


def stack(project: Copy) -> dict[str, Part]:
    layout, directory = project.layout, read_directory(project.layout)
    keys = {channel: new_keys() for channel in layout.channels}
    subscriptions = {each.name: {"primary": "p" * 20, "secondary": "s" * 20} for each in partners(directory)}
    return {part.name: part for part in parts(layout, directory, keys, subscriptions)}


def test_a_channel_without_an_application_is_named(project: Copy) -> None:
    project.channels(lambda channels: channels.append({"name": "kiosk"}))
    with pytest.raises(StartError, match=r"^local/directory.json: no application 'portico-kiosk', which the"):
        stack(project)


def test_a_channel_that_nobody_may_call_is_named(project: Copy) -> None:
    project.channels(lambda channels: channels.append({"name": "kiosk"}))
    project.change(DIRECTORY, lambda directory: directory["apps"].append(KIOSK))
    with pytest.raises(StartError, match=r"^local/directory.json: no application may call portico-kiosk"):
        stack(project)


def test_a_new_channel_is_a_function_app_behind_the_gateway(project: Copy) -> None:
    project.channels(lambda channels: channels.append({"name": "kiosk"}))
    project.change(DIRECTORY, lambda directory: directory["apps"].append(KIOSK))
    project.change(DIRECTORY, lambda directory: directory["apps"][0]["delegated"].append("portico-kiosk"))
    parts = stack(project)
    assert parts["kiosk"].config["settings"]["KIOSK_AUDIENCE"] == "k"
    assert parts["gateway"].config["backends"]["kiosk-bff"] == "http://127.0.0.1:8094/kiosk"


def test_without_the_partner_channel_nobody_subscribes(project: Copy) -> None:
    assert len(stack(project)["gateway"].config["subscriptions"]) == 2
    project.leave_out("partner")
    assert stack(Copy(project.layout.root))["gateway"].config["subscriptions"] == []


def test_without_the_desktop_channel_and_the_web_client_nothing_of_theirs_runs(project: Copy) -> None:
    assert {"web", "storage"} <= stack(project).keys()
    project.leave_out("desktop")
    project.change("infra/channels.json", lambda document: document.pop("web"))
    assert not {"web", "storage", "desktop"} & stack(Copy(project.layout.root)).keys()


def test_a_directory_that_cannot_be_read_is_named_in_one_line(project: Copy) -> None:
    project.write(DIRECTORY, "{")
    with pytest.raises(StartError, match=r"local/directory.json: Invalid JSON") as refused:
        read_directory(project.layout)
    assert "\n" not in str(refused.value)
