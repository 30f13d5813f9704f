"""How much property tests, race tests and journeys do: less in every run, all of it in `make test-thorough`."""

import os
from typing import TypeVar

import pytest

THOROUGH = os.environ.get("THOROUGH") == "1"

# Marks a test or a case that only a thorough run includes.
THOROUGH_ONLY = pytest.mark.thorough

Size = TypeVar("Size")


def sized(full: Size, usual: Size) -> Size:
    """Return `full` in a thorough run, and `usual` in every other."""
    return full if THOROUGH else usual


def leave_out_thorough(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take what only a thorough run includes out of `items`, unless this is one."""
    if not THOROUGH:
        left_out = [item for item in items if item.get_closest_marker(THOROUGH_ONLY.name)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker(THOROUGH_ONLY.name)]
