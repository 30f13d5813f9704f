"""How much property and race tests do: less in every run, all of it in `make test-thorough`."""

import os

THOROUGH = os.environ.get("THOROUGH") == "1"


def sized(full: int, usual: int) -> int:
    """Return `full` in a thorough run, and `usual` in every other."""
    return full if THOROUGH else usual
