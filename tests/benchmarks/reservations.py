"""Reservations per second through the action `hold`, beside pgbench doing the same insert on the same server.

pgbench's transaction is the minimum: lock the resource, delete its expired holds, insert, commit, in the simple
protocol, which is its default and the only one of our driver.
`hold` also checks the rules and chooses the lane, in Python, with a plan that was read before; `with its plan` reads
the plan each time, too.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import monotonic

from sqlalchemy import text

from app import create_app
from app.availability.actions import Claim, hold
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.catalog.queries import active_options
from app.core import clock
from app.core.db import session
from tests.benchmarks.stage import stage
from tests.database import analyze, settings_for
from tests.factories import make_booking, make_service, make_venue
from tests.races.contest import FORK
from tests.races.overlaps import OVERLAPS
from tests.support import NOW

SECONDS = 6
CONNECTIONS = (1, 8, 32)
ROOMS = 64
STEP = timedelta(minutes=5)
DAYS = timedelta(days=60)
FAR = ROOMS * (DAYS // STEP)

# For both programs, the n-th slot is in room n % ROOMS, n // ROOMS steps after the first.
PGBENCH = """
\\set slot :slot + :clients
\\set room :first + (:slot + :client_id) % :rooms
\\set minutes 5 * ((:slot + :client_id) / :rooms)
BEGIN;
SELECT id FROM resource WHERE id = :room FOR NO KEY UPDATE;
DELETE FROM reservation
WHERE resource_id = :room AND state = 'held' AND expires_at <= now() - interval '9 years';
INSERT INTO reservation (resource_id, lane, during, kind, state, note, booking_id)
VALUES (:room, 1, tstzrange('2031-01-01'::timestamptz + :minutes::int * interval '1 min',
    '2031-01-01'::timestamptz + (:minutes::int + 5) * interval '1 min'), 'booking', 'confirmed', '',
    (SELECT min(id) FROM booking));
COMMIT;
"""

# Existing bookings: a hundred days in every room.
BEFORE = """
INSERT INTO reservation (resource_id, lane, during, kind, state, note, booking_id)
SELECT resource.id, 1, tstzrange(at, at + interval '1 hour'), 'booking', 'confirmed', '',
    (SELECT min(id) FROM booking)
FROM resource, generate_series(:now - interval '100 days', :now - interval '1 day', interval '5 hours') AS at
"""


@dataclass(frozen=True)
class Work:
    """Rooms that are open around the clock. Each attempt has its own slot; all are for one booking, `item`."""

    url: str
    options: Sequence[int]
    item: int

    def claim(self, number: int) -> Claim:
        at = NOW + STEP * (1 + number // len(self.options))
        return Claim(self.item, self.options[number % len(self.options)], at)

    def run(self, worker: int, workers: int, ready: Barrier, done: int, reads: bool) -> None:
        """Hold slots for SECONDS, each in its own transaction, and write the count to the pipe `done`."""
        app = create_app(settings_for(self.url))
        with app.app_context(), clock.pinned(NOW):
            number = worker + (FAR if reads else 0)
            known = None if reads else load_schedules(active_options(self.options), (NOW, NOW + DAYS))
            self.take(number, known)
            ready.wait()
            until, count = monotonic() + SECONDS, 0
            while monotonic() < until:
                number += workers
                self.take(number, known)
                count += 1
            os.write(done, f"{count}\n".encode())

    def take(self, number: int, known: Mapping[int, ServiceSchedule] | None) -> None:
        hold(claims=[self.claim(number)], until=NOW + timedelta(hours=1), read=known)
        session.commit()


def main() -> None:
    pgbench = shutil.which("pgbench")
    if pgbench is None:
        print("pgbench is missing: install Debian's postgresql-contrib for this table.")
        return
    names = ("connections", "hold / s", "with its plan / s", "pgbench / s", "pgbench / hold", "overlaps")
    print("  ".join(names))
    for connections in CONNECTIONS:
        with stage("reservations") as (_, url), clock.pinned(NOW):
            work = prepare(url)
            held, read = (run_ours(work, connections, reads) for reads in (False, True))
            overlaps = session.scalar(text(OVERLAPS))
            theirs = run_pgbench(pgbench, url, connections)
            row = (
                f"{connections}",
                f"{held:.0f}",
                f"{read:.0f}",
                f"{theirs:.0f}",
                f"{theirs / held:.1f}",
                f"{overlaps}",
            )
            print("  ".join(value.rjust(len(name)) for name, value in zip(names, row, strict=True)))


def prepare(url: str) -> Work:
    venue = make_venue(hours=((0, 1440),), booking_window_days=365)
    services = [make_service(venue, capacity=1, minutes=5, step_minutes=5) for _ in range(ROOMS)]
    options = [service.first_option.id for service in services]
    booking = make_booking(services[0], NOW)
    session.execute(text(BEFORE), {"now": NOW})
    session.commit()
    analyze()
    session.commit()
    return Work(url, options, booking.id)


def run_ours(work: Work, connections: int, reads: bool) -> float:
    """Return the transactions per second of `connections` processes."""
    reading, writing = os.pipe()
    ready = FORK.Barrier(connections)
    processes = [
        FORK.Process(target=work.run, args=(n, connections, ready, writing, reads)) for n in range(connections)
    ]
    for process in processes:
        process.start()
    os.close(writing)
    for process in processes:
        process.join()
    with os.fdopen(reading) as counts:
        return sum(int(line) for line in counts) / SECONDS


def run_pgbench(program: str, url: str, connections: int) -> float:
    first = session.scalar(text("SELECT min(id) FROM resource"))
    session.commit()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "hold.sql"
        script.write_text(PGBENCH)
        defined = {"rooms": ROOMS, "first": first, "slot": 0, "clients": connections}
        options = [
            f"--file={script}",
            "--no-vacuum",
            f"--client={connections}",
            f"--time={SECONDS}",
            *(f"--define={name}={value}" for name, value in defined.items()),
        ]
        output = subprocess.run([program, *options, url], stdout=subprocess.PIPE, text=True, check=True).stdout
    (line,) = [line for line in output.splitlines() if line.startswith("tps")]
    return float(line.split()[2])


if __name__ == "__main__":
    main()
