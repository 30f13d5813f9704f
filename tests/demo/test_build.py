"""The demo data at a small scale: two venues, two days around today, thumbnails."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from importlib import import_module

import psycopg2
import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.accounts.actions.accounts import authenticate
from app.accounts.models import User
from app.availability.enums import ReservationState
from app.availability.models import Block, Reservation
from app.bookings.enums import AT_VENUE, BookingState, OrderKind, OrderState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.reschedules import Reschedule
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import bookings_of_user
from app.calendar_sync.models import BusyTime
from app.cash_outs.enums import CashOutState
from app.cash_outs.queries import cash_outs
from app.catalog.queries import services_of
from app.core import clock
from app.core.db import Base, session
from app.demo.accounts import ACCOUNTS, PASSWORD
from app.demo.build import build
from app.demo.scale import Scale
from app.dispute_pages.queries import disputes_of_venue
from app.disputes.enums import DisputeStatus
from app.faqs.queries import faqs_of
from app.hours.queries import openings_of
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.receivables.queries import invoices_of
from app.taxonomy.queries import categories
from app.team.models import TeamMember
from app.team.queries import members_of
from app.venues.enums import StaffRole
from app.venues.models import Venue, VenueStaff, VenueVersion
from app.venues.queries import venue_by_slug
from tests import database
from tests.support import NOW

SMALL = Scale(venues=2, days=2, past=2, photo_width=60)
# Random on purpose: unguessable keys, the salt of a hash, and what is made from a number of an order or booking.
SECRET = {"public_id", "key", "session_key", "seed", "password_hash", "idempotency_key", "created_at", "code_hash"}


@pytest.fixture(scope="module")
def demo(app: Flask) -> Iterator[None]:
    """Build the demo once for this module, on Thursday, May 14, 2026, at 10:00 AM in Portland; no test changes it."""
    with app.app_context(), clock.pinned(NOW), pytest.MonkeyPatch.context() as patch:
        # Its few small photos are drawn sooner in this process than in new ones, which import everything first.
        patch.setattr(os, "cpu_count", lambda: 1)
        build(say=lambda _: None, scale=SMALL)
        session.commit()
        yield
        database.empty()


@pytest.fixture
def flagship(demo: None) -> Venue:
    return venue_by_slug("hazel-bodywork")


def test_three_demo_accounts_can_log_in(demo: None) -> None:
    assert [authenticate(email=email, password=password).role for _, email, password, _ in ACCOUNTS] == [
        role for role, *_ in ACCOUNTS
    ]


def test_demo_provider_owns_the_flagship(flagship: Venue) -> None:
    owner = session.get_one(User, flagship.owner_id)
    assert (owner.email, owner.name) == ("provider@example.com", "Maren Oyelaran")
    assert (flagship.zone_name, flagship.is_public) == ("America/Los_Angeles", True)


def test_flagship_matches_its_design(flagship: Venue) -> None:
    services = {service.title: service.first_option.price_cents for service in services_of(flagship)}
    assert services["Unwinding massage"] == 11000
    assert len(services) == 8
    assert [member.first_name for member in members_of(flagship)] == ["June", "Maren", "Tobias", "Priya"]
    assert len(faqs_of(flagship)) == 3
    week = [row for row in openings_of([flagship.id]) if row.weekday is not None and row.member_id is None]
    assert [(row.opens, row.closes) for row in week if row.weekday == 3] == [(600, 780), (840, 1200)]


def test_flagship_is_closed_on_memorial_day_with_a_reason(flagship: Venue) -> None:
    dates = {row.on_date: row for row in openings_of([flagship.id]) if row.on_date and row.member_id is None}
    memorial_day = dates[(NOW + timedelta(days=11)).date()]
    assert (memorial_day.opens, memorial_day.closes, memorial_day.note) == (0, 0, "Memorial Day")


def test_flagship_its_massages_and_all_categories_have_photos(flagship: Venue) -> None:
    assert len(flagship.photos) == 8
    assert all(category.photo is not None for category in categories() if category.parent is None)
    massages = [service for service in services_of(flagship) if "massage" in service.category.slugs]
    assert all(service.photo_id is not None for service in massages)


def test_days_around_today_have_bookings(flagship: Venue) -> None:
    counted = session.execute(select(Booking.state, func.count()).group_by(Booking.state))
    states = dict(counted.all())
    assert states[BookingState.COMPLETED] >= 5
    assert states[BookingState.CONFIRMED] >= 5


def test_orders_add_up_and_are_paid(demo: None) -> None:
    for order in session.scalars(select(Order)):
        lines = session.scalars(select(OrderLine.amount_cents).where(OrderLine.order_id == order.id))
        assert sum(lines) == order.total_cents
    paid = (
        select(func.count())
        .select_from(Order)
        .where(Order.state == OrderState.CONFIRMED, Order.kind != OrderKind.FRONT_DESK)
    )
    payments = session.scalar(text("SELECT count(*) FROM payment WHERE state = 'paid'"))
    assert session.scalar(paid) == payments


def test_one_payment_is_in_progress(demo: None) -> None:
    held = session.scalars(select(Reservation).where(Reservation.state == ReservationState.HELD)).one()
    assert held.expires_at == NOW + timedelta(minutes=26)


def test_no_booking_was_made_after_now_or_after_its_start(demo: None) -> None:
    for order in session.scalars(select(Order)):
        assert order.created_at <= NOW or order.state is OrderState.PENDING
    made_late = session.scalar(
        text(
            "SELECT count(*) FROM booking i JOIN venue_order b ON b.id = i.venue_order_id"
            " JOIN customer_order o ON o.id = b.order_id WHERE o.state = 'confirmed' AND o.created_at >= i.starts_at"
        )
    )
    assert made_late == 0


def test_flagship_calendar_has_blocked_time_and_rescheduled_bookings(flagship: Venue) -> None:
    assert {"Team meeting", "Oils and linen"} == set(
        session.scalars(select(Block.note).where(Block.venue_id == flagship.id))
    )
    assert session.scalar(select(func.count()).select_from(BusyTime)) >= 4
    moves = session.scalars(select(Reschedule)).all()
    assert moves
    assert all(move.from_starts_at != move.to_starts_at for move in moves)


def test_past_bookings_were_completed_on_their_day(demo: None) -> None:
    ended = session.execute(
        select(Booking.ends_at, BookingTransition.at)
        .join(BookingTransition, BookingTransition.booking_id == Booking.id)
        .where(BookingTransition.to_state == BookingState.COMPLETED)
    ).all()
    assert len(ended) >= 5
    assert all(timedelta(0) < at - ends <= timedelta(days=1, hours=1) for ends, at in ended)


def test_demo_guest_has_bookings(demo: None) -> None:
    guest = session.scalars(select(User).where(User.email == "guest@example.com")).one()
    assert len(bookings_of_user(guest.id)) >= 2


def test_search_knows_every_venue_and_no_jobs_are_left(demo: None) -> None:
    assert session.scalar(text("SELECT count(*) FROM search_document")) == SMALL.venues
    assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0


def test_flagship_has_a_dispute_and_invoices_and_guests_cash_out_gift_cards(flagship: Venue) -> None:
    assert [one.status for one in disputes_of_venue(flagship.id)] == [DisputeStatus.INQUIRY_NEEDS_RESPONSE]
    assert [one.open_cents for one in invoices_of(flagship.id)] == [9000, 0]
    assert [one.cash_out.state for one in cash_outs()] == [
        *[CashOutState.ASKED] * 2,
        CashOutState.DECLINED,
        CashOutState.PAID,
    ]


def test_same_seed_makes_the_same_rows(demo: None) -> None:
    first = rows()
    session.rollback()
    database.empty()
    build(say=lambda _: None, scale=SMALL)
    session.commit()
    again = rows()
    assert {
        name: [row for row in again[name] if row not in first[name]] for name in first if again[name] != first[name]
    } == {}


def rows() -> dict[str, list[dict[str, object]]]:
    """Return all rows of all tables, without random values, and without versions, whose numbers never repeat."""
    return {
        table.name: sorted(
            (
                {name: value for name, value in row._mapping.items() if name not in SECRET}
                for row in session.execute(select(table))
            ),
            key=repr,
        )
        for table in Base.metadata.sorted_tables
        if table.name != VenueVersion.__tablename__
    }


def test_flagship_has_a_login_for_each_role(flagship: Venue) -> None:
    found = session.execute(
        select(User.email, VenueStaff.role, TeamMember.name)
        .join(VenueStaff, VenueStaff.user_id == User.id)
        .outerjoin(TeamMember, TeamMember.id == VenueStaff.team_member_id)
        .where(VenueStaff.venue_id == flagship.id)
        .order_by(VenueStaff.id)
    ).all()
    assert [tuple(row) for row in found] == [
        ("provider@example.com", StaffRole.OWNER, "Maren Oyelaran"),
        ("manager@example.com", StaffRole.MANAGER, None),
        ("frontdesk@example.com", StaffRole.FRONT_DESK, None),
        ("june@example.com", StaffRole.TEAM_MEMBER, "June Castellano"),
    ]
    assert authenticate(email="june@example.com", password=PASSWORD).name == "June Castellano"


def test_opening_entries_of_the_demo_equal_its_orders_and_refunds(demo: None, app: Flask) -> None:
    """Migration 0022 enters what happened before the ledger. Here it does so again, and is rolled back."""
    expected = before_the_ledger()
    assert len(expected) > 2, "the demo's venues have earned something"
    session.commit()
    with closing(psycopg2.connect(database.as_owner(app.extensions["settings"].database_url))) as connection:
        cursor = connection.cursor()
        empty = "DELETE FROM ledger_posting; DELETE FROM ledger_entry"
        cursor.execute(f"SET LOCAL session_replication_role = replica; {empty}")
        cursor.execute(import_module("migrations.versions.0022_ledger_create").OPENING)
        cursor.execute("SELECT entry_id FROM ledger_posting GROUP BY 1 HAVING sum(amount_cents) <> 0")
        assert cursor.fetchall() == [], "each entry balances"
        cursor.execute("SELECT account, venue_id, sum(amount_cents)::integer FROM ledger_posting GROUP BY 1, 2")
        assert {(account, venue_id): cents for account, venue_id, cents in cursor.fetchall()} == expected
        connection.rollback()


def before_the_ledger() -> dict[tuple[str, int | None], int]:
    """Return each account's balance by venue, added up from payments, order lines, refunds, and bookings."""
    cash = sum(session.scalars(select(Payment.amount_cents).where(Payment.state == PaymentState.PAID)))
    charged: Counter[int | None] = Counter()
    sold = Order.state.in_((OrderState.CONFIRMED, OrderState.REFUNDED)), Order.kind.not_in(AT_VENUE)
    for line in session.scalars(select(OrderLine).join(Order, Order.id == OrderLine.order_id).where(*sold)):
        charged[line.booking_id] += line.amount_cents
    for refund in session.scalars(select(Refund)):
        charged[refund.booking_id] -= refund.amount_cents
        if refund.stripe_id and refund.state is not RefundState.FAILED:
            cash -= refund.amount_cents
    ended = BookingState.COMPLETED, BookingState.NO_SHOW, BookingState.CANCELED
    payable: Counter[int] = Counter()
    bookings = select(Booking.id, VenueOrder.venue_id).join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
    for booking_id, venue_id in session.execute(bookings.where(Booking.state.in_(ended))):
        payable[venue_id] -= charged[booking_id]
    owed = {("venue_payable", venue_id): cents for venue_id, cents in payable.items() if cents}
    prepaid = -cash - sum(owed.values())
    return {("cash_at_stripe", None): cash, ("guest_prepayments", None): prepaid, **owed}
