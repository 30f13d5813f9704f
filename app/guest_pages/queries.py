"""What the pages of a guest read besides their bookings."""

from app.bookings.models.orders import Order
from app.catalog.queries import with_categories
from app.intake.ready_made.all import STARTERS


def venues_asking_about_health(order: Order) -> set[int]:
    """Return the ids of the venues where the order has a service that a ready-made health form is meant for: a massage,
    but not a haircut. One statement."""
    services = with_categories({booking.service_id for booking in order.bookings})
    return {service.venue_id for service in services if any(starter.fits(service) for starter in STARTERS)}
