"""Durable Functions on one machine: the extension's protocol with the Python SDK 1.x, and state in SQLite.

An orchestrator function is run again over its whole history whenever there is something new for it. What it
then asks for is recorded together with what it heard, in one transaction, so a killed host loses nothing:
activities may be performed more than once, and their results are recorded once.
"""

from local.functions.durable.extension import DurableExtension, DurableSettings

__all__ = ["DurableExtension", "DurableSettings"]
