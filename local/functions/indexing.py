"""What the Python worker reads of a function app at start, and why it may refuse the whole app."""

import inspect
import json
import typing
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from azure.functions import FunctionRegister, get_binding_registry
from azure.functions.decorators.function_app import Function

from local.errors import StartError

HTTP_TRIGGER = "httpTrigger"
ORCHESTRATION_TRIGGER = "orchestrationTrigger"
ACTIVITY_TRIGGER = "activityTrigger"
_DURABLE_CLIENT = "durableClient"
_TRIGGERS = {HTTP_TRIGGER, ORCHESTRATION_TRIGGER, ACTIVITY_TRIGGER}
_SUPPORTED = {*_TRIGGERS, "http", _DURABLE_CLIENT}

Binding = dict[str, Any]


@dataclass(frozen=True, slots=True)
class IndexedFunction:
    """One function of the app; `trigger` is the binding as the worker describes it to the host.

    `clients` are the parameters that are bound to a durable client.
    """

    name: str
    handler: Callable[..., Any]
    is_async: bool
    takes_context: bool
    directory: str
    trigger: Binding
    clients: tuple[str, ...] = ()

    @property
    def is_durable(self) -> bool:
        return bool(self.clients) or self.trigger["type"] != HTTP_TRIGGER


def index(app: FunctionRegister) -> list[IndexedFunction]:
    """Index every function of `app`, or refuse them all as the worker would."""
    try:
        functions = app.get_functions()
    except ValueError as error:
        raise StartError(f"{error} Mind that an app can be hosted only once.") from error
    if not functions:
        raise StartError("the function app has no functions")
    return [_index(function) for function in functions]


def _index(function: Function) -> IndexedFunction:
    name = str(function.get_function_name())
    handler = function.get_user_function()
    bindings: list[Binding] = [json.loads(raw) for raw in function.get_raw_bindings()]
    try:
        _check_bindings(bindings)
        takes_context = _check_signature(handler, bindings)
    except StartError as error:
        raise StartError(f"cannot load the {name} function: {error}") from error
    return IndexedFunction(
        name=name,
        handler=handler,
        is_async=inspect.iscoroutinefunction(handler),
        takes_context=takes_context,
        directory=str(Path(inspect.getfile(handler)).parent),
        trigger=next(binding for binding in bindings if binding["type"] in _TRIGGERS),
        clients=tuple(binding["name"] for binding in bindings if binding["type"] == _DURABLE_CLIENT),
    )


def _check_bindings(bindings: list[Binding]) -> None:
    for binding in bindings:
        if binding["type"] not in _SUPPORTED:
            raise StartError(f"the local host has no {binding['type']} binding")
        if binding["type"] == "http" and binding["name"] != "$return":
            raise StartError(
                f"the local host returns HTTP answers by $return only, not by {binding['name']!r}"
            )
        if binding.get("taskHub") or binding.get("connectionName"):
            raise StartError("the local host has one task hub: a durable client cannot name another")


def _check_signature(handler: Callable[..., Any], bindings: list[Binding]) -> bool:
    """Whether the handler takes the invocation context, once every other parameter is known to be bound."""
    annotations = _annotations(handler)
    parameters = set(inspect.signature(handler).parameters)
    bound = {binding["name"] for binding in bindings} - {"$return"}
    takes_context = "context" in parameters - bound
    if takes_context:
        parameters.remove("context")
        _check_context(annotations)
    if parameters != bound:
        raise StartError(_mismatch(parameters, bound))
    for binding in bindings:
        _check_annotation(binding, annotations)
    return takes_context


def _annotations(handler: Callable[..., Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(handler)
    except (NameError, TypeError) as error:
        raise StartError(f"its annotations cannot be resolved at run time: {error}") from error


def _check_context(annotations: dict[str, Any]) -> None:
    annotation = annotations.get("context")
    if "context" in annotations and getattr(annotation, "__name__", "") != "Context":
        raise StartError(f"the context parameter must be an azure.functions.Context, not {annotation!r}")


def _mismatch(parameters: set[str], bound: set[str]) -> str:
    if unbound := parameters - bound:
        return f"parameters without a binding: {', '.join(sorted(unbound))}"
    return f"bindings without a parameter: {', '.join(sorted(bound - parameters))}"


def _check_annotation(binding: Binding, annotations: dict[str, Any]) -> None:
    returned = binding["name"] == "$return"
    subject = "return" if returned else binding["name"]
    if subject not in annotations:
        return
    annotation = annotations[subject]
    if not isinstance(annotation, type):
        raise StartError(f"the annotation of {subject!r} must be a class, not {annotation!r}")
    converter = get_binding_registry().get(binding["type"])
    fits = converter.check_output_type_annotation if returned else converter.check_input_type_annotation
    if not fits(annotation):
        raise StartError(
            f"the annotation {annotation.__name__} of {subject!r} does not fit {binding['type']}"
        )
