"""Processor time of the pages that guests see first, at five hours of a week, as ratios to a floor of the same run.

The floor is the help page: the layout without data. The pages are requested with the 60 venues of the demo data, and
with 2,000 generated ones. Each figure is the minimum of several rounds. A round requests every page once, so that other
work on the machine slows all of them alike.
"""

import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from time import process_time
from types import FrameType
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from psycopg2.extensions import connection
from psycopg2.extras import execute_values
from sqlalchemy import select, text

from app.catalog.models import Service
from app.core import clock
from app.core.collector import settle
from app.core.db import db, session
from app.deals.pricing import quote
from app.demo.build import build
from app.demo.scale import Scale
from app.search_index.actions import all_venue_ids, batches, reindex
from app.search_index.index import index
from app.venues.models import Venue
from search.documents import SearchDocument
from tests.benchmarks import tables
from tests.benchmarks.stage import stage
from tests.benchmarks.venues import venues
from tests.support import Client, statements

PACIFIC = ZoneInfo("America/Los_Angeles")
# All in one week, so that the data of its first day serve all of them.
CLOCKS = {
    "Mon 09:00": datetime(2026, 12, 21, 9, tzinfo=PACIFIC),
    "Fri 22:00": datetime(2026, 12, 18, 22, tzinfo=PACIFIC),
    "Sat 23:45": datetime(2026, 12, 19, 23, 45, tzinfo=PACIFIC),
    "Sun 07:00": datetime(2026, 12, 20, 7, tzinfo=PACIFIC),
    "Dec 24 12:00": datetime(2026, 12, 24, 12, tzinfo=PACIFIC),
}
MADE_AT = datetime(2026, 12, 18, 15, tzinfo=PACIFIC)
GENERATED = 2000
ROUNDS = 12
FLOOR = "help"
LIMITS = {"venue": 3, "slot picker": 4, "home": 6, "list": 6, "deals near": 6}
KEPT = ("home", "list", "venue")
KEPT_LIMIT = 1.2
# Two reservations on each of seven days, in half of the lanes of each resource.
BOOKED = """
    INSERT INTO reservation (resource_id, lane, during, kind, state, block_id, note)
    SELECT r.id, lane, tstzrange(at, at + interval '75 minutes'), 'block', 'confirmed', b.id, ''
    FROM resource r JOIN block b ON b.venue_id = r.venue_id, generate_series(1, 2) lane, generate_series(0, 6) day,
        generate_series(0, 1) number,
        LATERAL (SELECT 17 + 4 * number + (r.id + lane) % 3 AS hours) y,
        LATERAL (SELECT :first + day * interval '1 day' + hours * interval '1 hour' AS at) x
"""
BLOCKS = """
    INSERT INTO block (public_id, venue_id, begins, ends, note, sequence)
    SELECT 'BL-' || id, id, :first, :last, '', 0 FROM venue
"""

PAGES = ("homes", "lists", "venues")

Took = dict[str, float]  # milliseconds by page


def main() -> None:
    for name, fill in (("60 demo venues", demo), (f"{GENERATED:,} generated venues", generated)):
        with stage("hours") as (app, _):
            app.test_client_class = Client
            with clock.pinned(MADE_AT):
                fill()
            session.execute(text("ANALYZE"))
            session.commit()
            settle()
            table(name, app.test_client())
            gc.unfreeze()


def demo() -> None:
    build(say=lambda _: None, scale=Scale(past=14, photo_width=60))
    session.commit()


def generated() -> None:
    documents = list(venues(GENERATED, begins=MADE_AT.date()))
    categories = tables.make_categories()
    raw = db.engine.raw_connection()
    database: connection = raw.driver_connection  # type: ignore[assignment]
    tables.fill(database, documents, categories)
    fill_deals(database, documents)
    raw.close()
    first = datetime.combine(MADE_AT.date(), time(), UTC)
    session.execute(text("SET LOCAL statement_timeout = 0"))  # the limit is for requests that guests wait for
    session.execute(text(BLOCKS), {"first": first, "last": first + timedelta(days=8)})
    session.execute(text(BOOKED), {"first": first})
    for start in range(0, len(documents), 500):
        index().put(documents[start : start + 500])
    session.commit()


def fill_deals(database: connection, documents: Iterable[SearchDocument]) -> None:
    """Add deals of 20% off in the hours that the documents list as off-peak. Commits."""
    hours = {document.id: quiet(document) for document in documents}
    deals = [
        (venue_id, f"D-{venue_id}", "Off-peak", "percent", 20, "approved", MADE_AT - timedelta(days=9), "")
        for venue_id, found in hours.items()
        if found
    ]
    with database.cursor() as cursor:
        made = execute_values(
            cursor,
            "INSERT INTO deal (venue_id, public_id, title, kind, amount, status, valid_from, note, stacks) VALUES %s"
            " RETURNING id, venue_id",
            [(*deal, False) for deal in deals],
            fetch=True,
        )
        windows = [
            (deal_id, weekday, 60 * min(found), 60 * max(found) + 60)
            for deal_id, venue_id in made
            for weekday, found in hours[venue_id].items()
        ]
        execute_values(cursor, "INSERT INTO deal_window (deal_id, weekday, opens, closes) VALUES %s", windows)
    database.commit()


def quiet(document: SearchDocument) -> dict[int, set[int]]:
    """Return the local hours, by weekday, in which any service has a deal."""
    zone, found = ZoneInfo(document.zone), dict[int, set[int]]()
    for hour in {hour for offer in document.offers for hour in offer.deal}:
        local = datetime.fromtimestamp(3600 * hour, zone)
        found.setdefault(local.weekday(), set()).add(local.hour)
    return found


def table(name: str, client: FlaskClient) -> None:
    pages = addresses()
    columns = [FLOOR, *LIMITS, *(f"{page}, kept" for page in KEPT)]
    print(f"\n{name}: ms of processor time, and the ratio to the help page\n")
    print(f"{'':<14}" + "".join(f"{column:>16}" for column in columns))
    ratios: dict[str, list[float]] = {column: [] for column in columns[1:]}
    for hour, at in CLOCKS.items():
        with clock.pinned(at):
            if name.startswith("60"):
                for batch in batches(all_venue_ids()):
                    reindex(venue_ids=batch)
                session.commit()
            took = least(client, pages)
        print(f"{hour:<14}" + "".join(cell(took[column], took[FLOOR]) for column in columns))
        for column, found in ratios.items():
            found.append(took[column] / took[FLOOR])
    limits = {**LIMITS, **{f"{page}, kept": KEPT_LIMIT for page in KEPT}}
    print(f"{'at most':<14}{'':>16}" + "".join(f"{limits[column]:>15}x" for column in ratios))
    print(f"{'worst / best':<14}{'':>16}" + "".join(f"{max(found) / min(found):>15.2f}x" for found in ratios.values()))
    counts(client, pages)


def cell(took: float, floor: float) -> str:
    return f"{took:>9.1f}{took / floor:>6.1f}x"


def addresses() -> dict[str, str]:
    """Return the paths of the pages by name, for the first venue and for a search near its city."""
    found = session.execute(
        select(Venue.slug, Service.slug, Venue.city, Venue.state)
        .join(Service, Service.venue_id == Venue.id)
        .order_by(Venue.id, Service.position)
    ).first()
    if found is None:
        raise RuntimeError("there are no venues")
    venue, service, city, state = found
    return {
        FLOOR: "/about/help",
        "venue": f"/venues/{venue}",
        "slot picker": f"/venues/{venue}/{service}",
        "home": "/",
        "list": "/search",
        "deals near": f"/search?near={city},+{state}&deals=1",
    }


def least(client: FlaskClient, pages: Mapping[str, str]) -> Took:
    for address in pages.values():  # warm up and fill the cache
        forget(client)
        get(client, address)
    took: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for page, address in pages.items():
            forget(client)
            took.setdefault(page, []).append(milliseconds(lambda address=address: get(client, address)))  # type: ignore[misc]
        for page in KEPT:
            get(client, pages[page])
            kept = milliseconds(lambda page=page: get(client, pages[page]))  # type: ignore[misc]
            took.setdefault(f"{page}, kept", []).append(kept)
    return {page: min(times) for page, times in took.items()}


def milliseconds(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return (process_time() - begun) * 1000


def forget(client: FlaskClient) -> None:
    """Clear the cached pages, as a process does each minute and whenever a booking changes the search index."""
    for name in PAGES:
        client.application.extensions.get("kept", {}).pop(name, None)


def get(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")


def counts(client: FlaskClient, pages: Mapping[str, str]) -> None:
    """Print statements and calls of `quote` for each page and hour, which are the same on every machine."""
    print(f"\n{'statements / calls of quote':<30}" + "".join(f"{page:>16}" for page in LIMITS))
    for hour, at in CLOCKS.items():
        cells: list[str] = []
        for page in LIMITS:
            forget(client)
            with clock.pinned(at), statements() as sent, calls(quote) as quotes:
                get(client, pages[page])
            cells.append(f"{len(sent):>10} / {quotes.total():<3}")
        print(f"{hour:<30}" + "".join(f"{one:>16}" for one in cells))


@contextmanager
def calls(counted: Callable[..., object]) -> Iterator[Counter[str]]:
    """Count the calls of a Python function inside the block."""
    found: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is counted.__code__:
            found[event] += 1

    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)


if __name__ == "__main__":
    main()
