"""The new dates of bookings of a series that the venue reschedules together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.availability.copy import why
from app.availability.queries import load_schedules
from app.availability.repeating import check_dates, shifted_date, window_around
from app.bookings.models.bookings import Booking
from app.catalog.queries import services_by_id
from app.deals.pricing import Quote
from app.front_desk.availability import AHEAD
from app.slot_picker.series import Choice, SeriesDate, chosen
from app.venues.models import Venue


def moved_dates(
    venue: Venue, bookings: Sequence[Booking], to: datetime, picks: Mapping[int, datetime | None]
) -> list[SeriesDate]:
    """Return the new date of each booking when the first one goes to the naive local time `to`.

    Those that fit are picked, or what `picks` says by number; None keeps the current time. The bookings' own times
    count as available. A fixed number of statements.
    """
    zone = venue.zone
    shift = to - bookings[0].starts_at.astimezone(zone).replace(tzinfo=None)
    wanted = [shifted_date(zone, booking.starts_at, shift) for booking in bookings]
    service = services_by_id([bookings[0].service_id])[0]
    option, ids = service.first_option, [booking.id for booking in bookings]
    window = window_around(zone, sorted(wanted, key=lambda each: each.local))
    plan = load_schedules([option], window, except_bookings=ids, include_inactive=True)[option.id]
    names = {one.member_id: one.member.first_name for one in service.performers}
    found = []
    for number, (booking, date) in enumerate(zip(bookings, wanted, strict=True), start=1):
        # The booking keeps its own length with any team member.
        own = replace(
            plan,
            duration=booking.minutes,
            before=booking.buffer_before_minutes,
            resources=[replace(resource, duration=None) for resource in plan.resources],
            minimum_notice=0,
            booking_window=AHEAD.days,
        )
        (checked,) = check_dates(own, [date], quantity=booking.quantity, member_id=booking.member_id, any_minute=True)
        price = Quote(1, booking.list_cents, booking.price_cents)
        refusal = checked.refusal
        starts = [start.at for start in checked.nearest] if refusal or date.at is None else [date.at]
        choices = [Choice(start, price) for start in starts]
        picked = choices[0] if refusal is None else None
        if number in picks:
            picked = chosen(choices, picks[number], otherwise=picked)
        anyone = booking.member_id is None
        reason = why(refusal, own, names, anyone=anyone, quantity=booking.quantity) if refusal else ""
        found.append(SeriesDate(number, date, choices, picked, reason))
    return found
