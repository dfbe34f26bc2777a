"""Python's cyclic garbage collector in a process that is set up."""

import gc


def freeze() -> None:
    """Call once: all that lives now lives on, and is never looked at again.

    Looking at it, every few thousand answers, is a tenth of a mobile page's CPU time.
    """
    gc.collect()
    gc.freeze()
