"""Webhook deliveries: which ones to make, when to make them, and which failures a test has requested.

Deliveries use system time, not the sandbox's clock, so moving that clock does not affect them.
"""

import json
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON

SETTING = "webhooks"
LONGEST_WAIT = 300.0
MOST_ATTEMPTS = 40


class State(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    DROPPED = "dropped"  # never sent: a test requested lost events
    FAILED = "failed"  # abandoned after MOST_ATTEMPTS


class Order(StrEnum):
    CREATED = "created"
    REVERSED = "reversed"
    SHUFFLED = "shuffled"


@dataclass(frozen=True)
class Plan:
    """How deliveries are made. Percentages are of events; `counted` is the number of events since the plan was set."""

    url: str | None
    delay: tuple[float, float] = (0.0, 0.0)
    double_percent: float = 0.0
    drop_percent: float = 0.0
    seed: int = 0
    paused: bool = False
    counted: int = 0
    connect_url: str | None = None  # for events of connected accounts

    def url_for(self, delivery: "Delivery") -> str | None:
        return self.connect_url if delivery.connect else self.url


@dataclass(frozen=True)
class Delivery:
    id: int
    event: str
    type: str
    attempts: int
    connect: bool


def current_plan(box: Sandbox) -> Plan:
    kept = box.store.setting(SETTING)
    if kept is None:
        return Plan(url=box.options.webhook_url, connect_url=box.options.connect_webhook_url)
    return Plan(**{**kept, "delay": tuple(kept["delay"])})


def follow_flag(box: Sandbox) -> None:
    """Apply the flags with URLs at startup, replacing the URLs stored by the last run."""
    flags, kept = box.options, current_plan(box)
    followed = replace(
        kept, url=flags.webhook_url or kept.url, connect_url=flags.connect_webhook_url or kept.connect_url
    )
    if followed != kept:
        box.store.set_setting(SETTING, asdict(followed))


def set_plan(box: Sandbox, plan: Plan) -> None:
    """Use this plan from the next event on. The same seed makes the same choices for the same sequence of events."""
    box.store.set_setting(SETTING, asdict(replace(plan, counted=0)))


def plan(box: Sandbox, event: JSON) -> None:
    """Schedule the delivery of an event: once, twice or never, and when."""
    chosen = current_plan(box)
    chance = random.Random(f"{chosen.seed}:{chosen.counted}")  # noqa: S311 - repeatable on purpose
    box.store.set_setting(SETTING, asdict(replace(chosen, counted=chosen.counted + 1)))
    dropped, doubled = chance.uniform(0, 100) < chosen.drop_percent, chance.uniform(0, 100) < chosen.double_percent
    state = State.DROPPED if dropped else State.PENDING
    for _ in range(2 if doubled and not dropped else 1):
        box.store.rows(
            "INSERT INTO delivery (event, type, state, due, connect) VALUES (?, ?, ?, ?, ?)",
            event["id"],
            event["type"],
            state,
            time.time() + chance.uniform(*chosen.delay),
            "account" in event,
        )


def claim_due(box: Sandbox) -> list[Delivery]:
    """Claim the deliveries that are due, so that no other sender picks them up.

    Returns none while paused, and only those that have a URL to go to.
    """
    chosen = current_plan(box)
    if chosen.paused:
        return []
    return _claim(box, time.time(), _with_url(chosen))


def claim_all(box: Sandbox, order: Order) -> list[Delivery]:
    """Claim every pending delivery, due or not, in the requested order."""
    return in_order(_claim(box, float("inf"), [0, 1]), order, current_plan(box).seed)


def claim_sendable(box: Sandbox, order: Order) -> list[Delivery]:
    """Claim every pending delivery that has a URL to go to, due or not, in the requested order."""
    return in_order(_claim(box, float("inf"), _with_url(current_plan(box))), order, current_plan(box).seed)


def _with_url(chosen: Plan) -> list[int]:
    """Return which values of the column `connect` have a URL."""
    return [kind for kind, url in ((0, chosen.url), (1, chosen.connect_url)) if url is not None]


def in_order(claimed: Sequence[Delivery], order: Order, seed: int) -> list[Delivery]:
    """Sort `claimed` by id, then arrange it as requested. Shuffling is repeatable: it depends only on the seed."""
    arranged = sorted(claimed, key=lambda delivery: delivery.id, reverse=order is Order.REVERSED)
    if order is Order.SHUFFLED:
        random.Random(seed).shuffle(arranged)  # noqa: S311 - repeatable on purpose
    return arranged


def _claim(box: Sandbox, until: float, kinds: Sequence[int]) -> list[Delivery]:
    found = []
    for connect in kinds:
        rows = box.store.rows(
            "UPDATE delivery SET state = ? WHERE state = ? AND due <= ? AND connect = ? "
            "RETURNING id, event, type, attempts, connect",
            *(State.SENDING, State.PENDING, until, connect),
        )
        found += [Delivery(row["id"], row["event"], row["type"], row["attempts"], bool(row["connect"])) for row in rows]
    return sorted(found, key=lambda delivery: delivery.id)


def delivered(box: Sandbox, delivery: Delivery, answer: str) -> None:
    _close(box, delivery, State.DELIVERED, answer, due=0.0)


def failed(box: Sandbox, delivery: Delivery, answer: str) -> None:
    """Schedule another attempt, doubling the wait each time up to LONGEST_WAIT, or fail after MOST_ATTEMPTS."""
    wait = min(box.options.retry_base * 2**delivery.attempts, LONGEST_WAIT)
    state = State.FAILED if delivery.attempts + 1 >= MOST_ATTEMPTS else State.PENDING
    _close(box, delivery, state, answer, due=time.time() + wait)


def _close(box: Sandbox, delivery: Delivery, state: State, answer: str, *, due: float) -> None:
    box.store.rows(
        "UPDATE delivery SET state = ?, attempts = attempts + 1, answer = ?, due = ? WHERE id = ?",
        state,
        answer,
        due,
        delivery.id,
    )


def release_interrupted(box: Sandbox) -> None:
    """Return deliveries that a restart interrupted to pending, so that they are sent again."""
    box.store.rows("UPDATE delivery SET state = ? WHERE state = ?", State.PENDING, State.SENDING)


def waiting_for(box: Sandbox, event: str) -> int:
    return _count(box, "event = ? AND state IN (?, ?)", event, State.PENDING, State.SENDING)


def in_flight(box: Sandbox) -> int:
    return _count(box, "state = ?", State.SENDING)


def _count(box: Sandbox, condition: str, *values: object) -> int:
    rows = box.store.rows(f"SELECT count(*) AS number FROM delivery WHERE {condition}", *values)  # noqa: S608
    return int(rows[0]["number"])


def listing(box: Sandbox, states: Iterable[State] = tuple(State)) -> list[JSON]:
    """Return all deliveries in `states`, oldest first, for tests to inspect."""
    wanted = set(states)
    rows = box.store.rows("SELECT id, event, type, state, due, attempts, answer, connect FROM delivery ORDER BY id")
    return [{**dict(row), "connect": bool(row["connect"])} for row in rows if row["state"] in wanted]


def payload(box: Sandbox, delivery: Delivery) -> str | None:
    """Return the body to send: the event as recorded, or None if a reset has since deleted it."""
    event = box.store.get("event", delivery.event)
    return None if event is None else json.dumps(event.body, indent=2)
