"""The time by which a customer lives: its test clock's, or the sandbox's."""

from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON

CLOCK = "test_helpers.test_clock"


@contextmanager
def time_of(box: Sandbox, customer: JSON) -> Iterator[None]:
    """Let the sandbox's clock show the time of the customer's test clock, if it has one."""
    if customer["test_clock"] is None:
        yield
        return
    with box.clock.at(box.record(CLOCK, customer["test_clock"], param="test_clock").body["frozen_time"]):
        yield
