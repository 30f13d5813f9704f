"""The front desk on a bad day: walk-ins, cash, and links on which guests pay with their phone."""

from datetime import timedelta

from sqlalchemy import select

from app.bookings.actions.desk_payments import PAYABLE_STATES, record_desk_payment, undo_desk_payment
from app.bookings.enums import SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.desk_payments import due_by_booking
from app.catalog.models import ServiceOption
from app.catalog.queries import services_by_id
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.desk_payments.actions import open_link
from app.front_desk.actions.new_booking import book_at_front_desk
from app.front_desk.availability import FrontDeskRequest
from app.guests.actions import GuestContact, know_at_desk
from app.venues.models import Venue
from app.venues.payment_policy import LEAST_CHARGE_CENTS
from tests.benchmarks.chaos.day import Day
from tests.benchmarks.chaos.guests import pay_on_page

UNDONE = 0.1


def walk_in(day: Day, options: list[int]) -> None:
    """Book for someone at the front desk, within the next days."""
    option = session.get_one(ServiceOption, day.chance.choice(options))
    service = services_by_id([option.service_id])[0]
    venue, number = service.venue, day.chance.randint(100, 999)
    at = clock.now() + timedelta(hours=day.chance.randint(1, 200))
    try:
        guest = know_at_desk(venue=venue, contact=GuestContact("Mr. Hale", phone=f"(503) 555-0{number}"))
        requested = FrontDeskRequest(service.first_option, at)
        book_at_front_desk(venue=venue, guest=guest, requested=requested, user_id=venue.owner_id, force=True)
        session.commit()
        day.done["walk-ins"] += 1
    except DomainError:
        session.rollback()


def collect(day: Day) -> None:
    """Take what is due at venues: in cash, at a link, a part in cash and the rest at a link, or not at all."""
    open_ones = session.scalars(select(Booking.id).where(Booking.state.in_(PAYABLE_STATES)).order_by(Booking.id)).all()
    for booking_id, due in due_by_booking(open_ones).items():
        how = day.chance.choice(("cash", "link", "both", "nothing"))
        if due and how in {"cash", "both"}:
            take_cash(day, booking_id, due if how == "cash" else due // 2)
        if due and how in {"link", "both"}:
            send_link(day, booking_id, due if how == "link" else due - due // 2)


def take_cash(day: Day, booking_id: int, cents: int) -> None:
    """Record cash or the venue's own card reader, and rarely undo it."""
    owner_id, method = owner_of(booking_id), day.chance.choice((SettledBy.CASH, SettledBy.CARD))
    try:
        made = record_desk_payment(booking_id=booking_id, method=method, cents=cents, user_id=owner_id)
        session.commit()
        day.done["payments in person"] += 1
        if day.chance.random() < UNDONE:
            undo_desk_payment(booking_id=booking_id, payment_id=made.id, user_id=owner_id)
            session.commit()
            day.done["payments in person undone"] += 1
    except DomainError:
        session.rollback()


def send_link(day: Day, booking_id: int, cents: int) -> None:
    """Let the guest pay on their phone. Some never do."""
    try:
        order_id = open_link(booking_id=booking_id, cents=max(LEAST_CHARGE_CENTS, cents)).id
        session.commit()
    except DomainError:
        session.rollback()
        return
    paid = pay_on_page(day, order_id)
    day.done["links of front desks paid" if paid else "links of front desks left unpaid"] += 1


def owner_of(booking_id: int) -> int:
    query = select(Venue.owner_id).join(VenueOrder).join(Booking).where(Booking.id == booking_id)
    return session.scalars(query).one()
