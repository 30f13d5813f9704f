"""The tax rules that apply to bookings."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.taxes import place_of
from app.catalog.models import Service
from app.core.db import session
from app.tax.amounts import Rule, rules_for
from app.tax.queries import rules_in
from app.venues.models import Venue


def rules_of_bookings(booking_ids: Collection[int]) -> Mapping[int, Sequence[Rule]]:
    """Return the tax rules for each of these bookings, by id. Two statements."""
    rows = session.execute(
        select(Booking, Venue, Service.category_id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Venue, Venue.id == VenueOrder.venue_id)
        .join(Service, Service.id == Booking.service_id)
        .where(Booking.id.in_(booking_ids))
    ).all()
    rules = rules_in({venue.state for _, venue, _ in rows})
    return {
        booking.id: rules_for(rules, place_of(venue), category_id, booking.starts_at)
        for booking, venue, category_id in rows
    }
