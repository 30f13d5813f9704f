"""Test clocks: time stands still for their customers until a test advances it."""

from sandbox.stripe import events
from sandbox.stripe.billing import cycle, objects, times
from sandbox.stripe.billing.params import AdvanceClock, CreateClock
from sandbox.stripe.errors import StripeError
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record

KIND = times.CLOCK


def create(box: Sandbox, params: CreateClock) -> JSON:
    body = objects.test_clock(frozen_time=params.frozen_time, name=params.name, at=box.clock.now())
    box.store.add(Record(body))
    events.emit(box, "test_helpers.test_clock.created", body)
    return body


def advance(box: Sandbox, identity: str, params: AdvanceClock) -> JSON:
    """Move the clock forward; everything due until then happens at once. Raises StripeError."""
    record = load(box, identity)
    if params.frozen_time <= record.body["frozen_time"]:
        raise StripeError("A test clock only goes forward: frozen_time must be later.", param="frozen_time")
    record.body["frozen_time"] = params.frozen_time
    box.store.save(record)
    cycle.run(box, until=params.frozen_time, clock=identity)
    with box.clock.at(params.frozen_time):
        events.emit(box, "test_helpers.test_clock.ready", record.body)
    return record.body


def load(box: Sandbox, identity: str) -> Record:
    """Return the clock. Raises StripeError (404)."""
    return box.record(KIND, identity, param="test_clock")
