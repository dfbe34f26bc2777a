"""`python -m local.checks.arm.models`: writes types.json, what Microsoft's models say of each resource type.

Run by `make azure-types` in the environment of requirements-azure.txt; the checks read the file alone. A
shape is `string`, `int`, `bool` or `any`, an object of shapes (`*` stands for any other name), or a list of
one shape.
"""

import importlib
import json
import re
import sys
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

from local.checks.arm.sources import MODELS

TYPES = Path(__file__).with_name("types.json")
PRIMITIVES = {"str": "string", "int": "int", "bool": "bool", "float": "int"}
Shape = str | dict[str, Any] | list[Any]


def main() -> None:
    """With --check, only says whether the file is up to date."""
    lines = [f"{json.dumps(name)}: {json.dumps(_described(name))}" for name in MODELS]
    document = "{\n" + ",\n".join(lines) + "\n}\n"
    if "--check" not in sys.argv:
        TYPES.write_text(document, encoding="utf-8")
    elif TYPES.read_text(encoding="utf-8") != document:
        sys.exit(f"{TYPES}: not what requirements-azure.txt says; run: make azure-types")


def _described(resource_type: str) -> dict[str, Any]:
    version, package, model = MODELS[resource_type]
    module = importlib.import_module(f"azure.mgmt.{package}")
    if not any(f'"{version}"' in text for text in _sources(module)):
        raise SystemExit(f"azure-mgmt-{package} does not speak API version {version} ({resource_type})")
    models = importlib.import_module(f"azure.mgmt.{package}.models")
    return {"apiVersion": version, "shape": shape_of(getattr(models, model), models, ())}


def _sources(module: ModuleType) -> Iterator[str]:
    for path in Path(str(module.__file__)).parent.rglob("*.py"):
        yield path.read_text(encoding="utf-8")


def shape_of(model: type, models: ModuleType, within: tuple[type, ...]) -> Shape:
    """A model's properties; one that contains itself ends in `any`."""
    if model in within:
        return "any"
    fields = _attribute_map(model) if hasattr(model, "_attribute_map") else _rest_fields(model, models)
    shape: dict[str, Any] = {}
    for path, kind in fields:
        place = shape
        for name in path[:-1]:
            place = place.setdefault(name, {})
        place[path[-1]] = _of(kind, models, (*within, model))
    return shape


def _attribute_map(model: Any) -> Iterator[tuple[list[str], object]]:
    """Older models: `{"key": "properties.minimumTlsVersion", "type": "str"}`."""
    for name, field in model._attribute_map.items():
        if not model._validation.get(name, {}).get("readonly"):
            path = re.split(r"(?<!\\)\.", field["key"])
            yield [part.replace("\\.", ".") for part in path], field["type"]


def _rest_fields(model: Any, models: ModuleType) -> Iterator[tuple[list[str], object]]:
    """Newer models: annotated `rest_field`s."""
    names = vars(sys.modules[model.__module__]) | {"_models": models}
    for name, hint in typing.get_type_hints(model, names).items():
        field = _inherited(model, name)
        if hasattr(field, "_rest_name_input") and field._visibility != ["read"]:
            yield [field._rest_name_input or name], hint


def _inherited(model: type, name: str) -> Any:
    return next((vars(base)[name] for base in model.__mro__ if name in vars(base)), None)


def _of(kind: object, models: ModuleType, within: tuple[type, ...]) -> Shape:
    if isinstance(kind, str):
        return _of_name(kind, models, within)
    arguments = [argument for argument in typing.get_args(kind) if argument is not type(None)]
    origin = typing.get_origin(kind)
    if origin is list:
        return [_of(arguments[0], models, within)]
    if origin is dict:
        return {"*": _of(arguments[1], models, within)}
    if arguments:
        return _of(arguments[-1], models, within)
    return _of_class(kind, models, within)


def _of_name(kind: str, models: ModuleType, within: tuple[type, ...]) -> Shape:
    if kind.startswith("["):
        return [_of_name(kind[1:-1], models, within)]
    if kind.startswith("{"):
        return {"*": _of_name(kind[1:-1], models, within)}
    return PRIMITIVES.get(kind) or _of_class(getattr(models, kind, None), models, within)


def _of_class(kind: object, models: ModuleType, within: tuple[type, ...]) -> Shape:
    if not isinstance(kind, type):
        return "any"
    if issubclass(kind, Enum):
        return "string"
    if kind.__module__.startswith("azure."):
        return shape_of(kind, models, within)
    return PRIMITIVES.get(kind.__name__, "any")


if __name__ == "__main__":
    main()
