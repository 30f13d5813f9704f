"""An import of 5,000 guests and 2,000 bookings, beside COPY of the rows it wrote plus the engine's checks.

The rows that the import wrote are copied out, deleted, and copied in again with all indexes and constraints. Then the
engine checks each start, with schedules loaded for as many days at once as the import loads. Both end with a commit.
"""

import gc
import io
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from time import perf_counter

from sqlalchemy import select, text

from app.availability.queries import load_schedules
from app.bookings.models.bookings import Booking
from app.catalog.queries import services_of
from app.core import clock
from app.core.db import session
from app.imports.actions.chunks import CHUNK, check_import, import_chunk
from app.imports.actions.uploads import check_columns, create_import, start_import
from app.imports.enums import Duplicates, ImportKind, ImportState, Outcome
from app.imports.models import Import
from app.imports.queries import counts
from app.imports.reading import read_sheet
from app.venues.models import Venue
from tests.benchmarks.stage import stage
from tests.database import analyze
from tests.factories import make_member, make_service, make_venue
from tests.support import NOW, statements

GUESTS, BOOKINGS, MEMBERS, ROUNDS = 5_000, 2_000, 5, 3
# What an import writes, in the order in which it can be copied in again.
TABLES = ("guest", "customer_order", "venue_order", "booking", "order_line", "booking_transition", "reservation")


def main() -> None:
    rounds = []
    for _ in range(ROUNDS):
        with stage("imports"), clock.pinned(NOW):
            rounds.append(measured())
    names = list(rounds[0])
    print(f"{'milliseconds':<44}" + "".join(f"{f'round {n + 1}':>10}" for n in range(ROUNDS)))
    for name in names:
        print(f"{name:<44}" + "".join(f"{each[name]:>10.0f}" for each in rounds))
    ratios = [each["import"] / (each["COPY of the same rows"] + each["engine's checks"]) for each in rounds]
    print(f"{'import / (COPY + checks)':<44}" + "".join(f"{ratio:>10.2f}" for ratio in ratios))


def measured() -> dict[str, float]:
    """Return the milliseconds of each part in one run."""
    venue = make_venue(hours=((8 * 60, 22 * 60),), booking_window_days=365)
    members = [make_member(venue, name=f"Member{place} Lind") for place in range(MEMBERS)]
    for number in range(8):
        make_service(venue, members=members, title=f"Massage {number}", longer=[(90, 15000)])
    session.commit()
    analyze()
    venue_id = venue.id
    took: dict[str, float] = {}
    uploads = []
    begun = perf_counter()
    for kind, content in ((ImportKind.GUESTS, guests()), (ImportKind.BOOKINGS, bookings())):
        found = create_import(
            venue=venue, user_id=venue.owner_id, kind=kind, filename="a.csv", sheet=read_sheet(content.encode())
        )
        uploads.append(found.id)
        session.commit()
    took["upload (two files)"] = (perf_counter() - begun) * 1000
    took["preview"] = timed(lambda: [preview(import_id) for import_id in uploads])
    with statements() as sent:
        gc.enable()  # as in the worker; counting had it off
        took["import"] = timed(lambda: [run(import_id) for import_id in uploads])
    took["statements"] = len(sent)
    check_everything_is_there(uploads)
    took["COPY of the same rows"] = copied()
    took["engine's checks"] = timed(lambda: check_starts(venue_id))
    return took


def timed(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1000


def guests() -> str:
    lines = (f"Guest{n},Number{n},guest{n}@example.com,(503) 555-{n:04},Note {n}" for n in range(GUESTS))
    return "\n".join(["First name,Last name,Email,Phone,Notes", *lines])


def bookings() -> str:
    """Return bookings without overlaps for guests of the first file: eight a day for each team member."""
    lines = []
    for n in range(BOOKINGS):
        day, rest = divmod(n, MEMBERS * 8)
        place, hour = divmod(rest, 8)
        on = NOW.date() + timedelta(days=1 + day)
        who = f"Member{place} Lind,Guest{n} Number{n},guest{n}@example.com"
        lines.append(f"{on},{8 + hour * 3 // 2}:{'30' if hour % 2 else '00'},Massage {n % 8},60,{who},95,")
    random.Random(7).shuffle(lines)
    return "\n".join(["Date,Time,Service,Minutes,Team member,Guest,Email,Price,Notes", *lines])


def preview(import_id: int) -> None:
    found = session.get_one(Import, import_id)
    check_columns(found=found, columns=found.columns, day_first=False, duplicates=Duplicates.OURS)
    check_import(import_id=import_id)
    start_import(found=found)
    session.commit()


def run(import_id: int) -> None:
    """Import chunk by chunk, as the jobs do, each in a session of its own."""
    while session.get_one(Import, import_id).state is ImportState.RUNNING:
        import_chunk(import_id=import_id)
        session.commit()
        session.expunge_all()


def check_everything_is_there(uploads: Iterable[int]) -> None:
    found = [counts(session.get_one(Import, import_id)) for import_id in uploads]
    # Each booking's guest is known from the first file.
    if found != [{Outcome.NEW: GUESTS}, {Outcome.NEW: BOOKINGS}]:
        raise RuntimeError(f"not everything was imported: {found}")


def copied() -> float:
    """Copy the rows out, delete them, and return how long it takes to copy them in again and commit."""
    session.commit()
    raw = session.connection().connection.driver_connection
    cursor = raw.cursor()
    files: dict[str, tuple[Sequence[str], io.StringIO]] = {}
    for table in TABLES:
        query = text(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped"
        )
        columns = session.scalars(query, {"table": table}).all()
        files[table] = columns, io.StringIO()
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) TO STDOUT", files[table][1])
    session.execute(text("DELETE FROM customer_order"))
    session.execute(text("DELETE FROM guest"))
    session.commit()
    cursor = session.connection().connection.driver_connection.cursor()
    begun = perf_counter()
    for table, (columns, file) in files.items():
        file.seek(0)
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", file)
    session.commit()
    return (perf_counter() - begun) * 1000


def check_starts(venue_id: int) -> None:
    """Check each start with the engine, before anything is reserved."""
    venue = session.get_one(Venue, venue_id)
    session.execute(text("DELETE FROM reservation"))
    rows = session.execute(
        select(Booking.option_id, Booking.starts_at, Booking.member_id).order_by(Booking.starts_at)
    ).all()
    options = [option for service in services_of(venue) for option in service.options]
    good = 0
    for first in range(0, len(rows), CHUNK):
        chunk = rows[first : first + CHUNK]
        plans = load_schedules(options, (chunk[0].starts_at, chunk[-1].starts_at + timedelta(minutes=1)))
        for row in chunk:
            good += hasattr(plans[row.option_id].check(row.starts_at, member_id=row.member_id), "free")
    session.rollback()
    if good != len(rows):
        raise RuntimeError(f"{len(rows) - good} starts were refused")


if __name__ == "__main__":
    main()
