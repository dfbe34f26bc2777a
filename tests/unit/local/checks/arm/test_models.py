"""Both kinds of models that Microsoft's packages have, in small."""

import json
import types
from enum import Enum
from pathlib import Path
from typing import ClassVar

from local.checks.arm.models import TYPES, shape_of
from local.checks.arm.sources import MODELS


class Tier(Enum):
    BASIC = "Basic"


class Sku:
    _attribute_map: ClassVar = {
        "name": {"key": "name", "type": "str"},
        "tier": {"key": "tier", "type": "Tier"},
    }
    _validation: ClassVar[dict[str, dict[str, bool]]] = {}


class Plan:
    """As older packages describe a resource: flattened, with types by name."""

    _attribute_map: ClassVar = {
        "id": {"key": "id", "type": "str"},
        "sku": {"key": "sku", "type": "Sku"},
        "tags": {"key": "tags", "type": "{str}"},
        "zones": {"key": "properties.zones", "type": "[int]"},
        "odata": {"key": "properties.odata\\.type", "type": "bool"},
        "parts": {"key": "properties.parts", "type": "[Plan]"},
        "anything": {"key": "properties.anything", "type": "object"},
    }
    _validation: ClassVar = {"id": {"readonly": True}}


class Field:
    """As newer packages mark a property."""

    def __init__(self, name: str | None, *, visibility: list[str]) -> None:
        self._rest_name_input = name
        self._visibility = visibility


class Website:
    is_enabled: bool | None = Field("enabled", visibility=["read", "create"])  # type: ignore[assignment] # as theirs
    documents: list[str] = Field(None, visibility=["create"])  # type: ignore[assignment]
    state: str = Field("state", visibility=["read"])  # type: ignore[assignment]
    limits: dict[str, int] = Field(None, visibility=["create"])  # type: ignore[assignment]


def models(*classes: type) -> types.ModuleType:
    module = types.ModuleType("azure.mgmt.invented.models")
    for each in classes:
        setattr(module, each.__name__, each)
        each.__module__ = "azure.mgmt.invented"
    return module


def test_older_models_give_their_writable_properties() -> None:
    assert shape_of(Plan, models(Plan, Sku, Tier), ()) == {
        "sku": {"name": "string", "tier": "string"},
        "tags": {"*": "string"},
        "properties": {"zones": ["int"], "odata.type": "bool", "parts": ["any"], "anything": "any"},
    }


def test_newer_models_give_theirs() -> None:
    expected = {"enabled": "bool", "documents": ["string"], "limits": {"*": "int"}}
    assert shape_of(Website, models(), ()) == expected


def test_the_file_describes_every_type_in_the_version_that_infra_asks_for() -> None:
    described = json.loads(Path(TYPES).read_text(encoding="utf-8"))
    assert {name: entry["apiVersion"] for name, entry in described.items()} == {
        name: version for name, (version, _, _) in MODELS.items()
    }
