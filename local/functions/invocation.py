"""Runs handlers as the Python worker does: coroutines on the event loop, functions in its thread pool."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

from local.functions.indexing import IndexedFunction


@dataclass(frozen=True, slots=True)
class TraceContext:
    """W3C trace context of the call that triggers the invocation; empty strings without one."""

    trace_parent: str = ""
    trace_state: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


class RetryContext(NamedTuple):
    """The host retries no HTTP invocation."""

    retry_count: int = 0
    max_retry_count: int = 0
    exception: None = None


class Context(NamedTuple):
    """What a handler that declares `context` gets; shaped as azure.functions.Context."""

    invocation_id: str
    function_name: str
    function_directory: str
    trace_context: TraceContext
    retry_context: RetryContext
    thread_local_storage: threading.local


class Invoker:
    """Invokes indexed functions and counts how often it did."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.counts = Counter(dict.fromkeys(names, 0))
        self._threads = ThreadPoolExecutor(thread_name_prefix="worker")
        self._thread_local = threading.local()

    async def invoke(
        self, function: IndexedFunction, arguments: dict[str, object], invocation_id: str, trace: TraceContext
    ) -> object:
        """Call the handler with `arguments` by name and return what it returns."""
        self.counts[function.name] += 1
        if function.takes_context:
            arguments["context"] = self._context(function, invocation_id, trace)
        if function.is_async:
            self._thread_local.invocation_id = invocation_id
            return await function.handler(**arguments)
        # Not asyncio.to_thread: it copies the context variables, and the worker does not.
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._call, function, arguments, invocation_id)

    def _call(self, function: IndexedFunction, arguments: dict[str, object], invocation_id: str) -> object:
        self._thread_local.invocation_id = invocation_id
        try:
            return function.handler(**arguments)
        finally:
            self._thread_local.invocation_id = None

    def _context(self, function: IndexedFunction, invocation_id: str, trace: TraceContext) -> Context:
        return Context(
            invocation_id, function.name, function.directory, trace, RetryContext(), self._thread_local
        )

    def close(self) -> None:
        self._threads.shutdown(wait=False)
