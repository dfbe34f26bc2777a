"""A function app of orchestrators and activities, declared with as few words as a test needs."""

import inspect
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import azure.durable_functions as df

Function = TypeVar("Function", bound=Callable[..., Any])
Context = Any
"""The SDK's own type of a context knows too little of itself to be of use here."""
Steps = Generator[Any, Any, Any]


class DurableApp:
    """The decorators register functions under their own names; `functions` is what a host serves."""

    def __init__(self) -> None:
        self.functions = df.DFApp()

    def orchestrator(self, function: Function) -> Function:
        self.functions.orchestration_trigger(context_name="context")(function)
        return function

    def activity(self, function: Function) -> Function:
        [input_name] = inspect.signature(function).parameters
        self.functions.activity_trigger(input_name=input_name)(function)
        return function
