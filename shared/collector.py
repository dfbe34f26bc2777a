"""Python's cyclic garbage collector, set for a process that makes many short-lived objects and few cycles."""

import gc

YOUNG, MIDDLE, OLD = 20_000, 20, 50


def settle() -> None:
    """Call once, when the process is set up: all that lives now lives on, and is never looked at again.

    With the defaults, parsing the 200 kB of JSON behind a desktop answer sets off full collections that cost
    as much as all the rest (5.1 ms against 2.7 ms of CPU an answer, docs/adr/0004).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
