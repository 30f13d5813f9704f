"""How the garbage collector runs in a process that answers requests."""

import gc

ALLOCATIONS = 20_000
"""Objects made, less those gone, between two looks at the newest: about one large page. Python's default, 700, has it
look some twenty times while one page is made, for a tenth of the page's time; nearly everything goes without it."""


def settle() -> None:
    """Have the collector leave alone what is there now, and look less often at what comes. To be called once everything
    is loaded, before a server forks: what is shared stays shared."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, 20, 20)
