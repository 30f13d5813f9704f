"""The figures of a report agree with each other, and with a recount of randomly generated rows."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, select

from app.bookings.enums import BookingState, OrderKind, OrderState, RefundState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.deals.queries.prices import rule_of
from app.reports import deal_sections, sections, series
from app.reports.enums import Measure, Span
from app.reports.periods import Days, chosen, ready_made
from app.reports.queries.report import Report, report
from app.reports.tables import Table, TableColumn
from tests.reports.chance import Past, make_past
from tests.sizes import sized
from tests.support import NOW, statements

TODAY = date(2026, 5, 14)
SEEDS = range(sized(8, 3))
NEVER_BOOKED = {BookingState.HELD, BookingState.EXPIRED}
CAME = {BookingState.REQUESTED, BookingState.CONFIRMED, BookingState.COMPLETED}


@pytest.fixture(scope="module", params=SEEDS)
def past(one_transaction: Connection, request: pytest.FixtureRequest) -> Past:
    return make_past(request.param)


@pytest.fixture(scope="module", params=[Span.WEEK, Span.QUARTER, Span.THIS_MONTH])
def found(past: Past, request: pytest.FixtureRequest) -> Report:
    return report(past.venue, ready_made(request.param, TODAY))


def on(booking: Booking, past: Past) -> date:
    return booking.starts_at.astimezone(past.venue.zone).date()


def those(past: Past, days: Days) -> Iterator[tuple[Booking, VenueOrder, Order]]:
    for booking in past.bookings:
        if booking.state not in NEVER_BOOKED and on(booking, past) in days:
            venue_order = session.get_one(VenueOrder, booking.venue_order_id)
            yield booking, venue_order, session.get_one(Order, venue_order.order_id)


def paid(booking: Booking) -> int:
    """Sum the payments of a booking line by line and refund by refund."""
    cents = 0
    for line in session.scalars(select(OrderLine).where(OrderLine.booking_id == booking.id)):
        order = session.get_one(Order, line.order_id)
        if order.state in {OrderState.CONFIRMED, OrderState.REFUNDED} and order.kind is not OrderKind.FRONT_DESK:
            cents += line.amount_cents
    for refund in session.scalars(select(Refund).where(Refund.booking_id == booking.id)):
        if refund.state is not RefundState.FAILED:
            cents -= refund.amount_cents
    return cents


def in_person(booking: Booking, order: Order) -> int:
    is_paid = order.kind is OrderKind.FRONT_DESK and order.settled_by is not SettledBy.UNPAID
    return booking.price_cents if is_paid and booking.state is not BookingState.CANCELED else 0


def test_totals_match_a_recount(past: Past, found: Report) -> None:
    for sums, days in ((found.now, found.period.days), (found.then, found.period.before)):
        rows = list(those(past, days))
        kept = [row for row in rows if row[0].state is not BookingState.CANCELED]
        assert sums.bookings == len(kept)
        assert sums.canceled == len(rows) - len(kept)
        assert sums.missed == sum(booking.state is BookingState.NO_SHOW for booking, _, _ in rows)
        assert sums.guests == sum(booking.quantity for booking, _, _ in kept)
        assert sums.worth == sum(booking.price_cents for booking, _, _ in kept)
        assert sums.given == sum(booking.discount_cents for booking, _, _ in kept)
        assert sums.reduced == sum(booking.discount_cents > 0 for booking, _, _ in kept)
        assert sums.paid == sum(paid(booking) for booking, _, _ in rows)
        assert sums.kept == sum(paid(booking) for booking, _, _ in rows if booking.state is BookingState.CANCELED)
        assert sums.in_person == sum(in_person(booking, order) for booking, _, order in rows)
        assert sums.unpaid == sum(
            booking.price_cents for booking, _, order in kept if order.settled_by is SettledBy.UNPAID
        )


def column(table: Table, label: str) -> list[int]:
    place = [each.label for each in table.columns].index(label)
    return [int(row[place] or 0) for row in table.rows]  # type: ignore[arg-type]


def test_columns_of_each_table_add_up_to_the_totals(found: Report) -> None:
    now = found.now
    for table, label, whole in (
        (sections.days_table(found), "Bookings", now.bookings),
        (sections.days_table(found), "Revenue", now.revenue),
        (sections.services_table(found), "Bookings", now.bookings),
        (sections.services_table(found), "Revenue", now.revenue),
        (sections.services_table(found), "Canceled", now.canceled),
        (sections.services_table(found), "No-shows", now.missed),
        (sections.members_table(found), "Guests served", now.guests),
        (sections.members_table(found), "Revenue", now.revenue),
        (sections.canceled_table(found), "Bookings", now.canceled),
        (sections.canceled_table(found), "Kept", now.kept),
        (deal_sections.deals_table(found), "Bookings", now.reduced),
        (deal_sections.deals_table(found), "Given away", now.given),
    ):
        assert sum(column(table, label)) == whole, f"{table.name}: {label}"
        if table.foot:
            assert table.foot[[each.label for each in table.columns].index(label)] == whole
    assert sum(bar.height for bar in series.chart_of(found, Measure.REVENUE, found.period.step).bars) == pytest.approx(
        100 * now.revenue / series.chart_of(found, Measure.REVENUE, found.period.step).top, abs=0.5
    )
    hours = sections.TABLES["hours"](found)
    filled = found.fill.total
    assert (sum(column(hours, "Open")), sum(column(hours, "Booked"))) == (filled.open, filled.booked)


def test_returning_guests_match_a_recount(past: Past, found: Report) -> None:
    for name, days in (("now", found.period.days), ("then", found.period.before)):
        came = {venue_order.guest_id for booking, venue_order, _ in those(past, days) if booking.state in CAME}
        ever = those(past, Days(date(2025, 1, 1), date(2027, 1, 1)))
        earlier = {
            venue_order.guest_id
            for booking, venue_order, _ in ever
            if booking.state in CAME and on(booking, past) < days.first
        }
        assert (found.guests[name].came, found.guests[name].before) == (len(came), len(came & earlier))


def test_cancellations_match_the_booking_history(past: Past, found: Report) -> None:
    by_hand: Counter[object] = Counter()
    late: Counter[object] = Counter()
    for booking, _, _ in those(past, found.period.days):
        if booking.state is BookingState.CANCELED:
            move = session.scalars(select(BookingTransition).where(BookingTransition.booking_id == booking.id)).one()
            by_hand[move.actor] += 1
            late[move.actor] += move.at > booking.free_until
    assert {each.who: each.number for each in found.canceled["now"]} == by_hand
    assert {each.who: each.late for each in found.canceled["now"]} == late


def test_guests_served_by_each_member_match_a_recount(past: Past, found: Report) -> None:
    guests: defaultdict[str, int] = defaultdict(int)
    for booking, _, _ in those(past, found.period.days):
        if booking.state is not BookingState.CANCELED:
            for name in served_by(past, booking):
                guests[name] += 1
    rows = sections.members_table(found).rows
    assert {row[0]: row[1] for row in rows if row[0] != "Late cancellation fees"} == guests


def served_by(past: Past, booking: Booking) -> list[str]:
    names = {member.resource_id: member.name for member in past.members}
    places = (
        session.connection()
        .exec_driver_sql(f"SELECT resource_id FROM reservation WHERE booking_id = {booking.id}")
        .all()
    )
    found = [names.get(place, "Rooms and classes") for (place,) in places]
    # The guests of a removed reservation count with another one of the booking.
    return [*found, *[found[0] if found else "Rooms and classes"] * (booking.quantity - len(found))]


def test_bookings_in_deal_hours_match_a_recount(past: Past) -> None:
    period = ready_made(Span.MONTH, TODAY)
    for effect in report(past.venue, period).effects:
        rule = rule_of(effect.deal)
        before = since = 0
        for booking, _, _ in those(past, Days(date(2025, 1, 1), date(2027, 1, 1))):
            local = booking.starts_at.astimezone(past.venue.zone)
            minute = local.hour * 60 + local.minute
            inside = not rule.windows or any(window.holds(local.weekday(), minute) for window in rule.windows)
            if (
                booking.state is BookingState.CANCELED
                or effect.deal.service_id not in {None, booking.service_id}
                or not inside
            ):
                continue
            weeks = (rule.valid_from - booking.starts_at).days / 7
            before += 0 <= weeks < 8 and booking.starts_at < rule.valid_from and not booking.discount_cents
            since += (
                booking.starts_at >= rule.valid_from and on(booking, past) in period.days and booking.starts_at < NOW
            )
        assert (effect.before.bookings, effect.since.bookings) == (before, since)


def test_days_add_up_to_their_week(past: Past) -> None:
    days = Days(date(2026, 4, 6), date(2026, 4, 12))
    whole = report(past.venue, chosen(days))
    alone = [report(past.venue, chosen(Days(day, day))).now for day in days]
    assert sum(one.revenue for one in alone) == whole.now.revenue
    assert sum(one.bookings for one in alone) == whole.now.bookings


@pytest.mark.usefixtures("one_transaction")
def test_report_takes_a_fixed_number_of_statements() -> None:
    small, large = make_past(1, bookings=6), make_past(2, bookings=60)
    with statements() as few:
        report(small.venue, ready_made(Span.QUARTER, TODAY))
    with statements() as many:
        report(large.venue, ready_made(Span.QUARTER, TODAY))
    assert len(few) == len(many) == 15


def test_missing_values_are_shown_as_dashes() -> None:
    assert Table("x", "X", [TableColumn("A")], [[None]]).shown == [["–"]]
