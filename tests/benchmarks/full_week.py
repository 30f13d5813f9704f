"""A week of 5 team members with 200 bookings, 20,000 reservations of other venues, and a server to show the week."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from app import create_app
from app.accounts.models import User
from app.availability.actions import Claim, book
from app.bookings.enums import BookingState, OrderState
from app.calendar.queries.period import window_of
from app.core import clock
from app.core.db import session
from app.venues.models import Resource, Venue
from config import Settings
from scripts.local import Ports, any_free
from scripts.run import web
from scripts.stack import process, settings_of, wait_for
from tests.benchmarks.query import fill
from tests.database import analyze
from tests.factories import add, make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.support import sign_in

MEMBERS, A_DAY, BOOKINGS = 5, 6, 200


def full_week(first: date) -> Venue:
    """Make a venue whose full week begins on `first`, a Sunday, and the reservations of other venues. Commits."""
    venue = week(first, BOOKINGS)
    others = make_venue()
    for number in range(20):
        fill(add(Resource(venue_id=others.id)).id, number)
    session.commit()
    analyze()
    session.commit()
    return venue


def week(first: date, bookings: int) -> Venue:
    """Make a venue with a team and the given number of bookings, made nine days before. Commits."""
    venue = make_venue(hours=((8 * 60, 20 * 60),))
    team = [make_member(venue, name=f"Member{n} Lind") for n in range(MEMBERS)]
    massage = make_service(venue, members=team, minutes=60, buffer_after_minutes=15)
    guests = [make_user(name=f"Guest{n} Vale") for n in range(40)]
    begins, _ = window_of(venue, first)
    before = datetime.combine(first - timedelta(days=9), time(17), UTC)
    for number in range(bookings):
        place, member = divmod(number, MEMBERS)
        day, nth = divmod(place, A_DAY)
        at = begins + timedelta(days=day, hours=8 + 1.5 * nth)
        order = make_order(user=guests[number % len(guests)], state=OrderState.CONFIRMED)
        booking = make_booking(massage, at, order=order, state=BookingState.CONFIRMED, member_id=team[member].id)
        with clock.pinned(before):
            book(claims=[Claim(booking.id, booking.option_id, booking.starts_at, 1, team[member].id)])
    session.commit()
    return venue


@contextmanager
def served(url: str, venue: Venue) -> Iterator[tuple[int, tuple[str, str]]]:
    """Run a one-process server; yield its port and the session cookie (name, value) of the venue's owner."""
    session.commit()
    owner = session.get_one(User, venue.owner_id)
    with tempfile.TemporaryDirectory() as folder:
        ports = Ports(*(any_free() for _ in fields(Ports)))
        settings = settings_of(url, Path(folder), ports)
        program = web(ports, dev=False)
        with process(program, settings, Path(folder)) as child:
            wait_for(program, child, Path(folder))
            yield ports.web, signed_cookie(settings, owner)


def signed_cookie(settings: dict[str, str], owner: User) -> tuple[str, str]:
    """Return the session cookie (name, value) of a logged-in owner, for a server with the same settings."""
    app = create_app(Settings(**settings))  # type: ignore[arg-type]
    client, name = app.test_client(), app.config["SESSION_COOKIE_NAME"]
    sign_in(client, owner)
    found = client.get_cookie(name)
    if found is None:
        raise RuntimeError("there is no cookie of a login")
    return name, found.value
