"""Azure Functions on one machine: serves a FunctionApp over ASGI as the Functions host and its worker do."""

from local.functions.durable import DurableSettings
from local.functions.host import FunctionsHost
from local.functions.keys import Keys
from local.functions.script import load

__all__ = ["DurableSettings", "FunctionsHost", "Keys", "load"]
