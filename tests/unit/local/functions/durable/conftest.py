"""The function app of a test."""

import pytest

from tests.unit.local.functions.durable.durable_app import DurableApp


@pytest.fixture
def app() -> DurableApp:
    return DurableApp()
