"""The front desk of one venue: in-person bookings, arrivals, notes about regulars, and a request to accept."""

from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.bookings.actions.attendance import check_in
from app.bookings.enums import BookingState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service
from app.catalog.queries import services_of
from app.core import clock
from app.core.db import session
from app.demo.bookings import Errand, errand_as_cart
from app.demo.payments import pay
from app.demo.planned_bookings import PlannedBooking
from app.front_desk.actions.new_booking import book_at_front_desk
from app.front_desk.availability import FrontDeskRequest, plan_for
from app.guest_history.queries import GuestOrder, find_guests
from app.guests.actions import GuestContact, know_at_desk
from app.orders.actions.checkout import check_out
from app.venues.models import Venue

WALK_INS = (
    (GuestContact("Hal Hale", phone="(503) 555-0171"), SettledBy.UNPAID, "Called at nine. Bad left knee."),
    (GuestContact("Ruth Amsel", "ruth.amsel@example.com", "(503) 555-0172"), SettledBy.CASH, ""),
    (GuestContact("T. Nakamura"), SettledBy.CARD, "Gift certificate 118."),
)
NOTES = (
    "Left shoulder, surgery in 2024. No almond oil.",
    "Likes it quiet, and the window open.",
    "Always a few minutes late. Tips June.",
)


def add_desk(venue: Venue) -> None:
    """Add front desk data to the venue whose owner's account is printed."""
    services = list(services_of(venue))
    staffed = [service for service in services if service.is_staffed]
    for number, (contact, settled_by, note) in enumerate(WALK_INS):
        add_walk_in(venue, staffed[number % len(staffed)], contact, settled_by, note)
    for note, (guest, _) in zip(NOTES, find_guests(venue, order=GuestOrder.VISITS).rows, strict=False):
        guest.notes = note
    add_arrivals(venue)
    add_request(venue, staffed[0])
    session.flush()


def add_walk_in(venue: Venue, service: Service, contact: GuestContact, settled_by: SettledBy, note: str) -> None:
    """Add a booking at the next available time from now on, today or as soon as the venue is open."""
    begins = clock.now() + timedelta(minutes=20)
    free = plan_for(
        FrontDeskRequest(service.first_option, begins), ahead=timedelta(days=3), ignore_rules=True
    ).upcoming(1)
    if free:
        requested = FrontDeskRequest(service.first_option, free[0].at, note=note, settled_by=settled_by)
        guest = know_at_desk(venue=venue, contact=contact)
        book_at_front_desk(venue=venue, guest=guest, requested=requested, user_id=venue.owner_id)


def add_arrivals(venue: Venue) -> None:
    """Check in the guests whose bookings are in progress."""
    now = clock.now()
    there = (
        select(Booking.id)
        .join(Booking.venue_order)
        .where(
            VenueOrder.venue_id == venue.id,
            Booking.state == BookingState.CONFIRMED,
            Booking.starts_at <= now,
            Booking.ends_at > now,
        )
    )
    for booking_id in session.scalars(there).all():
        check_in(booking_id=booking_id, user_id=venue.owner_id)


def add_request(venue: Venue, service: Service) -> None:
    """Add a request in a few days from a guest who was here before.

    Afterwards, the venue confirms bookings instantly again.
    """
    known = next((guest for guest, _ in find_guests(venue, order=GuestOrder.VISITS).rows if guest.user_id), None)
    begins = clock.now() + timedelta(days=4)
    free = plan_for(FrontDeskRequest(service.first_option, begins), ahead=timedelta(days=3)).upcoming(1)
    if known is None or known.user_id is None or not free:
        return
    guest = session.get_one(User, known.user_id)
    venue.accept_within_hours = 24
    order = check_out(
        errand_as_cart(Errand(guest, clock.now(), [PlannedBooking(venue, service.first_option, free[0].at)]))
    )
    pay(order)
    venue.accept_within_hours = None
