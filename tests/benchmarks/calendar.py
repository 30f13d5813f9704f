"""Benchmark of the venue calendar: a full week of the team as a page, and 200 open calendars polling for changes.

The week has 5 team members and 200 bookings, beside 20,000 reservations of other venues.
"""

import gc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from http.client import HTTPConnection
from statistics import median
from time import perf_counter
from urllib.parse import quote

from flask.testing import FlaskClient
from sqlalchemy import text
from structlog.testing import capture_logs

from app.accounts.models import User
from app.calendar.drawing.days import drawing
from app.calendar.drawing.shapes import Links
from app.calendar.queries.changes import STANDS
from app.calendar.queries.period import period, window_of
from app.core import clock
from app.core.db import session
from app.venues.models import Venue
from scripts.local import LOCALHOST
from tests.benchmarks.full_week import full_week, served
from tests.benchmarks.stage import milliseconds, stage
from tests.support import Client, sign_in, statements

DAYS = 7
TABS, PAUSE = 200, 1.2  # open calendars, and seconds between two polls of each
SECONDS = 6.0
# Sunday, May 10, 2026.
FIRST = date(2026, 5, 10)
RUNS = 40


def main() -> None:
    with stage("calendar") as (app, url):
        app.test_client_class = Client
        with clock.pinned(datetime(2026, 5, 14, 17, tzinfo=UTC)):
            venue = full_week(FIRST)
            the_week(app.test_client(), venue)
        many_tabs(url, venue)


def the_week(client: FlaskClient, venue: Venue) -> None:
    sign_in(client, session.get_one(User, venue.owner_id))
    gc.freeze()
    ways = Links(visit=str, block=str, add=lambda *_: "", keep=lambda *_: "")
    read = milliseconds(lambda: period(venue, FIRST, DAYS))
    shown = period(venue, FIRST, DAYS)
    drawn = milliseconds(lambda: drawing(shown, now=clock.now(), current=None, ways=ways))
    print(f"{'':<32}{'statements':>12}{'median ms':>12}{'bytes':>10}")
    for name, who in (("the week of everyone", "everyone"), ("the week of one", "member0-1")):
        address = f"/calendar/week?day={FIRST}&who={who}"
        response = client.get(address)
        if response.status_code != 200 or " Vale" not in response.text:
            raise RuntimeError(f"{address} answered {response.status_code}")
        with statements() as sent:
            client.get(address)
        with capture_logs() as logs:
            for _ in range(RUNS):
                client.get(address)
        took = median(line["ms"] for line in logs if line["event"] == "request")
        print(f"{name:<32}{len(sent):>12}{took:>12.1f}{len(response.data):>10,}")
    print(f"{'  of it reading':<32}{'':>12}{read:>12.1f}")
    print(f"{'  of it drawing':<32}{'':>12}{drawn:>12.1f}")
    begins, ends = window_of(venue, FIRST, DAYS)
    values = {"venue": venue.id, "begins": begins, "ends": ends, "now": clock.now()}
    print("\nThe plan of the question whether it still stands:\n")
    for row in session.execute(text(f"EXPLAIN ANALYZE {STANDS.text}"), values):
        print(f"    {row[0]}")
    session.commit()


def many_tabs(url: str, venue: Venue) -> None:
    """Print how many polls per second a one-process server answers, and how many the open calendars would send."""
    begins, ends = (quote(edge.isoformat()) for edge in window_of(venue, FIRST, DAYS))
    path = f"/calendar/version?begins={begins}&ends={ends}"
    with served(url, venue) as (port, cookie), ThreadPoolExecutor(8) as pool:
        took = [ms for each in pool.map(lambda _: ask(port, path, "=".join(cookie)), range(8)) for ms in each]
    rate, wanted = len(took) / SECONDS, TABS / PAUSE
    print(f"\n{'answers a second, 8 at a time':<48}{rate:>10.0f}")
    print(f"{f'asked by {TABS} open calendars':<48}{wanted:>10.0f}")
    print(f"{'part of one process that they take':<48}{wanted / rate:>10.0%}")
    print(f"{'median ms of an answer':<48}{median(took):>10.1f}")


def ask(port: int, path: str, cookie: str) -> list[float]:
    """Poll for SECONDS, one request after another, and return the milliseconds of each."""
    took: list[float] = []
    connection = HTTPConnection(LOCALHOST, port)
    ends = perf_counter() + SECONDS
    while perf_counter() < ends:
        begun = perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        took.append((perf_counter() - begun) * 1000)
    connection.close()
    return took


if __name__ == "__main__":
    main()
