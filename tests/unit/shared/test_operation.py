"""Endpoints whose signature does not fit stop the start."""

from http import HTTPStatus

import pytest

from shared.inputs import IdPath
from shared.operation import Call, Operation
from shared.responses import Screen


class Thing(Screen):
    id: str


async def get_thing(call: Call, path: IdPath) -> Thing:
    """One thing.

    And more about it.
    """
    return Thing(id=path.id)


async def get_other(call: Call, colour: str) -> Thing:
    return Thing(id=colour)


def operation(path: str, endpoint: object) -> Operation:
    return Operation("GET", path, endpoint, frozenset(), 1, HTTPStatus.OK)  # type: ignore[arg-type]


def test_an_operation_is_named_and_described_by_its_endpoint() -> None:
    thing = operation("things/{id}", get_thing)
    assert (thing.operation_id, thing.summary, thing.answer) == ("get-thing", "One thing.", Thing)


def test_a_path_parameter_nobody_takes_is_an_error() -> None:
    with pytest.raises(TypeError, match="do not agree"):
        operation("things", get_thing)


def test_a_parameter_of_another_name_is_an_error() -> None:
    with pytest.raises(TypeError, match="unknown parameters: colour"):
        operation("things", get_other)
