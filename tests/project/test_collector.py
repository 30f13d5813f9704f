"""Tests of pausing the garbage collector."""

import gc
from collections.abc import Iterator

import pytest

from app.core.collector import paused


@pytest.fixture(params=[True, False])
def is_on(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Turn the collector on or off for the test."""
    wanted: bool = request.param
    if not wanted:
        gc.disable()
    yield wanted
    gc.enable()


def test_a_pause_leaves_the_collector_on_or_off_as_it_was(is_on: bool) -> None:
    with paused():
        assert not gc.isenabled()
    assert gc.isenabled() is is_on
