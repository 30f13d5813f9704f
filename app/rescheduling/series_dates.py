"""The new dates of a booking of a series and the later ones, as their guest chooses them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext

from app.availability.copy import why
from app.availability.engine.types import Range, Refusal, Start
from app.availability.queries import load_schedules
from app.availability.repeating import CHOICES, NEAR, WantedDate, check_dates, shifted_date, window_around
from app.availability.schedules import ServiceSchedule
from app.bookings.models.bookings import Booking
from app.bookings.queries.refunds import refundable_of
from app.deals.queries.prices import price_lists
from app.passes.queries import rules_of_bookings
from app.rescheduling.copy import refusal_text
from app.rescheduling.online import online_refusal
from app.rescheduling.quote import RescheduleQuote, difference_of, effective_price, paid_as_before
from app.rescheduling.series_quote import GuestMove, option_of, price_of, settled
from app.slot_picker.series import Choice, SeriesDate

OWN_OVERLAP = lazy_gettext("Another of your bookings in this series is at that time.")


@dataclass(frozen=True, slots=True)
class SeriesChange:
    """What changes if a guest reschedules these bookings together: their dates, and the difference in cents."""

    bookings: Sequence[Booking]
    dates: Sequence[SeriesDate]
    moves: Sequence[RescheduleQuote]
    total_cents: int

    @property
    def unavailable(self) -> int:
        return sum(not date.is_available for date in self.dates)

    @property
    def before_cents(self) -> int:
        """Return the current price of the bookings that move."""
        return sum(move.booking.price_cents for move in self.moves)

    @property
    def after_cents(self) -> int:
        return sum(move.price_cents for move in self.moves)

    def difference(self, date: SeriesDate, choice: Choice) -> int:
        booking = self.bookings[date.number - 1]
        return difference_of(booking, effective_price(booking, choice.quote))


@dataclass(slots=True)
class _Date:
    """A booking with its new date while the choices are found."""

    booking: Booking
    wanted: WantedDate
    plan: ServiceSchedule
    member_id: int | None
    reason: str = ""
    starts: Sequence[Start] = ()
    picked: Start | None = None
    is_fixed: bool = False

    def check(self, at: datetime) -> Start | Refusal:
        return self.plan.check(at, quantity=self.booking.quantity, member_id=self.member_id)

    def span(self, at: datetime) -> Range:
        """Return the time that the booking would occupy, buffers included."""
        ends = at + timedelta(minutes=self.plan.duration + self.plan.after)
        return at - timedelta(minutes=self.plan.before), ends

    @property
    def occupied(self) -> Range:
        """Return the time that it occupies at the picked start, or at its current time."""
        if self.picked:
            return self.span(self.picked.at)
        before, after = self.booking.buffer_before_minutes, self.booking.buffer_after_minutes
        return self.booking.starts_at - timedelta(minutes=before), self.booking.ends_at + timedelta(minutes=after)


def series_change(
    bookings: Sequence[Booking], to: datetime, picks: Mapping[int, datetime | None], *, anyone: bool, code: str | None
) -> SeriesChange:
    """Return the new date of each booking when the first one goes to the start `to`, at the same time of day each.

    Those that fit are picked, or what `picks` says by number; None keeps the current time. A fixed number of
    statements. Raises Conflict if the service or a team member is no longer offered.
    """
    venue, ids = bookings[0].venue, [booking.id for booking in bookings]
    zone, members = venue.zone, {booking.id: None if anyone else booking.member_id for booking in bookings}
    option = option_of(bookings, set(members.values()))
    shift = _local(to, venue.zone) - _local(bookings[0].starts_at, venue.zone)
    wanted = [
        WantedDate(_local(to, zone), to) if booking is bookings[0] else shifted_date(zone, booking.starts_at, shift)
        for booking in bookings
    ]
    window = window_around(zone, sorted(wanted, key=lambda each: each.local))
    schedule = load_schedules([option], window, except_bookings=ids)[option.id]
    names = {one.member_id: one.member.first_name for one in option.service.performers}
    found = []
    for number, (booking, date) in enumerate(zip(bookings, wanted, strict=True), start=1):
        each = _Date(booking, date, schedule.extended_by(booking.extra_minutes), members[booking.id])
        _look(each, names, picks, number)
        found.append(each)
    _keep_apart(found)
    prices, passes = price_lists([option], except_bookings=ids)[option.id], rules_of_bookings(ids)
    used = Counter(id_ for each in found if not each.picked for id_ in each.booking.deal_ids)
    dates, moves = [], []
    for number, each in enumerate(found, start=1):
        priced = paid_as_before(prices.without(used), each.booking, passes)
        quotes = {
            start.at: price_of(priced, GuestMove(each.booking, start.at, each.member_id), code=code)
            for start in each.starts
        }
        choices = [Choice(at, quote) for at, quote in quotes.items()]
        picked = next((choice for choice in choices if each.picked and choice.at == each.picked.at), None)
        if each.picked and picked:
            used.update(picked.quote.deal_ids)
            moves.append(RescheduleQuote(each.booking, option, each.plan, each.picked, each.member_id, picked.quote))
        dates.append(SeriesDate(number, each.wanted, choices, picked, each.reason, is_fixed=each.is_fixed))
    even, total = settled(moves, refundable_of([move.booking for move in moves]))
    return SeriesChange(bookings, dates, even, total)


def _local(at: datetime, zone: object) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)  # type: ignore[arg-type]


def _look(date: _Date, names: Mapping[int, str], picks: Mapping[int, datetime | None], number: int) -> None:
    """Find the starts of one date, why its own is unavailable, and what is picked."""
    booking, venue = date.booking, date.booking.venue
    refusal = online_refusal(booking, booking.order)
    if refusal:
        date.reason = refusal_text(refusal, venue.name, venue.phone, booking.reschedule_until, venue.zone)
        date.is_fixed = True
        return
    (checked,) = check_dates(date.plan, [date.wanted], quantity=booking.quantity, member_id=date.member_id)
    if isinstance(checked.found, Start):
        date.starts, date.picked = [checked.found], checked.found
    else:
        date.starts = checked.nearest
        anyone = date.member_id is None
        date.reason = why(checked.found, date.plan, names, anyone=anyone, quantity=booking.quantity)
    if number in picks:
        at = picks[number]
        known = date.check(at) if at and abs(at - date.wanted.near(venue.zone)) <= NEAR else None
        date.picked = known if isinstance(known, Start) else None if at is None else date.picked


def _keep_apart(dates: Sequence[_Date]) -> None:
    """Unpick what would overlap another booking of the series, at its new time or the one that it keeps.

    The schedule doesn't know: the bookings' own times count as available. Each date then offers only other starts.
    """
    while True:
        meets = _clashes(dates)
        late = next((date for date in reversed(dates) if date.picked and meets(date, date.occupied)), None)
        if late is None:
            break
        late.picked = None
    for date in dates:
        if date.reason or not date.starts:
            date.starts = [start for start in date.starts if not meets(date, date.span(start.at))]
        elif meets(date, date.span(date.starts[0].at)):
            near = date.plan.nearest(
                date.starts[0].at,
                quantity=date.booking.quantity,
                member_id=date.member_id,
                count=3 * CHOICES,
                within=NEAR,
            )
            date.reason = str(OWN_OVERLAP)
            date.starts = [start for start in near if not meets(date, date.span(start.at))][:CHOICES]
        if date.picked and date.picked not in date.starts:
            date.starts = sorted([*date.starts, date.picked], key=lambda start: start.at)


def _clashes(dates: Sequence[_Date]) -> Callable[[_Date, Range], bool]:
    def meets(date: _Date, during: Range) -> bool:
        others = (other.occupied for other in dates if other is not date)
        return any(begins < during[1] and during[0] < ends for begins, ends in others)

    return meets
