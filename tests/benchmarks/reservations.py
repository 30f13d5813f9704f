"""Reservations a second through our action, beside pgbench doing the same insert on the same server.

pgbench's transaction is what must happen at the least: lock the resource, clear its ended holds, insert, commit. Ours
also reads the plan, checks the rules, and runs in Python.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic

from sqlalchemy import insert, text

from app import clock, create_app
from app.availability.actions import Claim, hold
from app.bookings.models import Booking, BookingItem
from app.db import session
from tests.benchmarks.stage import stage
from tests.database import settings_for
from tests.factories import add, make_order, make_service, make_venue
from tests.races.contest import FORK
from tests.races.overlaps import OVERLAPS
from tests.support import NOW

SECONDS = 6
CONNECTIONS = (1, 8, 32)
ROOMS = 64
STEP = timedelta(minutes=5)
ITEMS = 24_000

PGBENCH = """
\\set room random(1, :rooms)
SELECT nextval('bench_slot') AS slot \\gset
BEGIN;
SELECT id FROM resource WHERE id = :first::int + :room::int FOR NO KEY UPDATE;
DELETE FROM reservation
WHERE resource_id = :first::int + :room::int AND state = 'held' AND expires_at <= now() - interval '9 years';
INSERT INTO reservation (resource_id, lane, during, kind, state, note)
VALUES (:first::int + :room::int, 1, tstzrange('2031-01-01'::timestamptz + :slot::int * interval '5 min',
    '2031-01-01'::timestamptz + (:slot::int + 1) * interval '5 min'), 'block', 'confirmed', '');
COMMIT;
"""


@dataclass(frozen=True)
class Work:
    """Items of rooms that are open all day; each has a slot of its own."""

    url: str
    services: Sequence[int]
    items: Sequence[int]

    def claim(self, number: int) -> Claim:
        at = NOW + STEP * (1 + number // len(self.services))
        return Claim(self.items[number], self.services[number % len(self.services)], at)

    def run(self, worker: int, workers: int, done: int) -> None:
        """Hold slots for some seconds, each in a transaction; write how many into a pipe."""
        app = create_app(settings_for(self.url))
        with app.app_context(), clock.pinned(NOW):
            hold_one = worker
            self.take(hold_one)
            until, count = monotonic() + SECONDS, 0
            while monotonic() < until:
                hold_one += workers
                self.take(hold_one)
                count += 1
            os.write(done, f"{count}\n".encode())

    def take(self, number: int) -> None:
        hold(claims=[self.claim(number)], until=NOW + timedelta(hours=1))
        session.commit()


def main() -> None:
    pgbench = shutil.which("pgbench")
    if pgbench is None:
        print("pgbench is missing: install Debian's postgresql-contrib for this table.")
        return
    print(f"{'connections':<14}{'ours / s':>10}{'pgbench / s':>14}{'pgbench / ours':>16}{'overlaps':>10}")
    for connections in CONNECTIONS:
        with stage("reservations") as (_, url), clock.pinned(NOW):
            work = prepare(url)
            ours = run_ours(work, connections)
            overlaps = session.scalar(text(OVERLAPS))
            theirs = run_pgbench(pgbench, url, connections)
            print(f"{connections:<14}{ours:>10.0f}{theirs:>14.0f}{theirs / ours:>16.1f}{overlaps:>10}")


def prepare(url: str) -> Work:
    venue = make_venue(hours=((0, 1440),), horizon_days=365)
    services = [make_service(venue, capacity=1, minutes=5, step_minutes=5).id for _ in range(ROOMS)]
    booking = add(Booking(order_id=make_order().id, venue_id=venue.id))
    row = {
        "booking_id": booking.id,
        "service_id": services[0],
        "title": "Bench",
        "starts_at": NOW,
        "ends_at": NOW + STEP,
        "before_minutes": 0,
        "after_minutes": 0,
        "quantity": 1,
        "list_cents": 0,
        "discount_cents": 0,
        "price_cents": 0,
        "cancel_free_hours": 24,
        "cancel_keep_percent": 100,
    }
    items = session.scalars(insert(BookingItem).returning(BookingItem.id), [row] * ITEMS).all()
    session.execute(text("CREATE SEQUENCE bench_slot"))
    session.commit()
    session.execute(text("ANALYZE"))
    session.commit()
    return Work(url, services, list(items))


def run_ours(work: Work, connections: int) -> float:
    """Transactions a second of so many processes."""
    reading, writing = os.pipe()
    processes = [FORK.Process(target=work.run, args=(n, connections, writing)) for n in range(connections)]
    for process in processes:
        process.start()
    os.close(writing)
    for process in processes:
        process.join()
    with os.fdopen(reading) as counts:
        return sum(int(line) for line in counts) / SECONDS


def run_pgbench(program: str, url: str, connections: int) -> float:
    first = session.scalar(text("SELECT min(id) - 1 FROM resource"))
    session.commit()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "hold.sql"
        script.write_text(PGBENCH)
        options = [
            f"--file={script}",
            "--no-vacuum",
            f"--client={connections}",
            f"--time={SECONDS}",
            "--protocol=prepared",
        ]
        defined = [f"--define=rooms={ROOMS}", f"--define=first={first}"]
        said = subprocess.run(
            [program, "--protocol=prepared", *options, *defined, url], stdout=subprocess.PIPE, text=True, check=True
        ).stdout
    (line,) = [line for line in said.splitlines() if line.startswith("tps")]
    return float(line.split()[2])


if __name__ == "__main__":
    main()
