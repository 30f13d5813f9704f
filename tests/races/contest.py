"""Many processes that compete for the same few spots, each with its own connection and the application's
transactions."""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from app import create_app
from app.availability.actions import Claim, SlotUnavailable, hold
from app.bookings.models.bookings import Booking
from app.core import clock
from app.core.db import retry_deadlocks, session
from tests.database import settings_for
from tests.support import NOW

MINUTES = 60
# The parent has already imported everything, so a forked child starts at once.
FORK = get_context("fork")


@dataclass(frozen=True)
class Contest:
    """Spots of one service at a few start times; every process adds its bookings to one venue order."""

    url: str
    service_id: int
    option_id: int
    venue_order_id: int
    slots: Sequence[datetime]

    def booking_at(self, at: datetime) -> int:
        """Add a held booking, like any other, and return its id."""
        booking = Booking(
            venue_order_id=self.venue_order_id,
            service_id=self.service_id,
            option_id=self.option_id,
            title="Contested",
            starts_at=at,
            ends_at=at + timedelta(minutes=MINUTES),
            buffer_before_minutes=0,
            buffer_after_minutes=0,
            quantity=1,
            list_cents=0,
            discount_cents=0,
            price_cents=0,
            cancel_free_hours=24,
            cancel_keep_percent=100,
        )
        session.add(booking)
        session.flush()
        return booking.id

    def attempt(self, at: datetime) -> bool:
        """Hold a spot in a transaction of its own. Return whether it was won."""

        def work() -> None:
            claim = Claim(self.booking_at(at), self.option_id, at)
            hold(claims=[claim], until=NOW + timedelta(hours=1))
            session.commit()

        try:
            retry_deadlocks(work)
        except SlotUnavailable:
            session.rollback()
            return False
        return True

    def enter(self, seed: int, attempts: int, promised: int) -> None:
        """Make `attempts` attempts. After each spot is won and committed, promise it: write a line to the pipe."""
        draw = random.Random(seed)
        app = create_app(settings_for(self.url))
        with app.app_context(), clock.pinned(NOW):
            for _ in range(attempts):
                slot = draw.choice(self.slots)
                if self.attempt(slot):
                    os.write(promised, f"{slot.isoformat()}\n".encode())


@dataclass
class Crowd:
    """Processes that start together, and the number of spots they were promised by start time."""

    contest: Contest
    attempts: int
    workers: int
    promises: Counter[str] = field(default_factory=Counter)
    on_promise: Callable[[], None] = lambda: None
    processes: list[BaseProcess] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> list[int | None]:
        """Start all processes and wait for them. Return the exit codes: negative signal numbers if killed."""
        pipes = [os.pipe() for _ in range(self.workers)]
        for seed, (_, writing) in enumerate(pipes):
            process = FORK.Process(target=self.contest.enter, args=(seed, self.attempts // self.workers, writing))
            process.start()
            self.processes.append(process)
        for _, writing in pipes:
            os.close(writing)
        with ThreadPoolExecutor(self.workers) as listeners:
            list(listeners.map(self.listen, [reading for reading, _ in pipes]))
        for process in self.processes:
            process.join()
        return [process.exitcode for process in self.processes]

    def listen(self, reading: int) -> None:
        with os.fdopen(reading) as lines:
            for line in lines:
                with self.lock:
                    self.promises[line.strip()] += 1
                self.on_promise()

    def kill_every_other(self) -> None:
        for process in self.processes[::2]:
            if process.pid is not None:
                os.kill(process.pid, signal.SIGKILL)
