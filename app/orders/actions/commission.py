"""The commission that each new booking keeps."""

from collections import defaultdict
from collections.abc import Iterable

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.first_bookings import venues_with_bookings
from app.commission.queries import rates_of


def freeze_commission(order: Order, bookings: Iterable[tuple[int, Booking]]) -> None:
    """Write the venue's current rate on each new booking of an order, given with its venue's id.

    The rate for a first booking goes on the earliest one. At most two statements.
    """
    by_venue: dict[int, list[Booking]] = defaultdict(list)
    for venue_id, booking in bookings:
        by_venue[venue_id].append(booking)
    rates = rates_of(by_venue)
    special = [venue_id for venue_id, found in rates.items() if found.first_rate_bps is not None]
    known = venues_with_bookings(order.user_id, special, besides=order.id) if order.user_id and special else set()
    for venue_id, booked in by_venue.items():
        first = None if venue_id in known else min(booked, key=lambda booking: booking.starts_at)
        for booking in booked:
            booking.commission_bps = rates[venue_id].of_booking(is_first=booking is first)
