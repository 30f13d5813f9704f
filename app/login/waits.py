"""Counters of wrong tries in a row, each with the wait that follows, kept in transactions of their own."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.core import clock
from app.core.db import db
from app.login.models import LoginWait

# How long a counter is remembered after the last wrong try.
MEMORY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Wait:
    """A counter: what it counts, and how long to wait after how many wrong tries."""

    about: str
    after: Callable[[int], timedelta]

    @property
    def key(self) -> str:
        """Return its hash: what it counts names a person."""
        return sha256(self.about.encode()).hexdigest()


def longest_left(waits: Sequence[Wait]) -> int:
    """Return how many seconds are left of the longest wait, rounded up, or 0. One statement."""
    ends = select(func.max(LoginWait.until)).where(LoginWait.key.in_([wait.key for wait in waits]))
    with db.engine.begin() as own:
        until: datetime | None = own.scalar(ends)
    return max(0, math.ceil((until - clock.now()).total_seconds())) if until else 0


def count_failure(waits: Sequence[Wait]) -> dict[str, int]:
    """Count one more wrong try, and return how many there were by `about`. Rows are locked in the order of keys."""
    now, ordered = clock.now(), sorted(waits, key=lambda wait: wait.key)
    fresh = insert(LoginWait).values(
        [{"key": wait.key, "number": 1, "until": now + wait.after(1), "forget_at": now + MEMORY} for wait in ordered]
    )
    count = fresh.on_conflict_do_update(
        index_elements=[LoginWait.key], set_={"number": LoginWait.number + 1, "forget_at": now + MEMORY}
    ).returning(LoginWait.key, LoginWait.number)
    with db.engine.begin() as own:
        numbers = {row.key: row.number for row in own.execute(count)}
        for wait in ordered:
            if length := wait.after(numbers[wait.key]):
                own.execute(update(LoginWait).where(LoginWait.key == wait.key).values(until=now + length))
    return {wait.about: numbers[wait.key] for wait in waits}


def forget(waits: Sequence[Wait]) -> None:
    """Forget these counters, because a try was right."""
    with db.engine.begin() as own:
        own.execute(delete(LoginWait).where(LoginWait.key.in_([wait.key for wait in waits])))


def purge() -> int:
    """Delete the counters that are no longer remembered, and return how many."""
    old = delete(LoginWait).where(LoginWait.forget_at <= clock.now()).returning(LoginWait.key)
    with db.engine.begin() as own:
        return len(own.execute(old).all())
