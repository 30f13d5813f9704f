"""A guest with something personal in every table that an export or a deletion reads."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, text

from app.access_log.actions import note_access
from app.access_log.enums import AccessKind
from app.accounts.actions.devices import add_device
from app.accounts.actions.security_events import record_event
from app.accounts.actions.sessions import open_session
from app.accounts.enums import Role, SecurityEventKind
from app.accounts.models import User
from app.bookings.enums import Actor, BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingMessage, BookingTransition
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import load_booking
from app.cart.models import Cart, CartLine
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.guests.models import Guest
from app.intake.actions.answers import Consent as HealthConsent
from app.intake.actions.answers import FilledIn, save_answers
from app.intake.actions.forms import create_form
from app.intake.enums import QuestionKind
from app.intake.questions import Question
from app.payments.models import Payment
from app.privacy.data_map.tables import DATA_MAP
from app.venues.models import Venue
from app.waitlist.models import WaitlistEntry
from tests.factories import add, first_option, make_booking, make_order, make_service, make_user, make_venue
from tests.support import NOW, utc

NAME, EMAIL, PHONE = "Wren Abernathy", "wren@example.com", "(503) 555-0163"
NOTE, ALLERGY = "Please no lavender, I am Wren.", "Latex allergy"
AT = utc("2026-05-20 19:00")
QUESTION = Question("allergies".ljust(22, "x"), QuestionKind.SHORT_TEXT, "Any allergies?", is_health=True)
PRESSURE = Question("pressure".ljust(22, "x"), QuestionKind.SHORT_TEXT, "How much pressure?")


def make_wren(*, began_online: bool = True, at: Any = AT) -> User:
    """Make a guest who booked, paid, answered a form, waits and has a cart. Commits."""
    user = make_user(name=NAME, email=EMAIL)
    user.phone = PHONE
    service = make_service(make_venue(), members=[])
    booking = booked(user, service, at=at, began_online=began_online)
    with clock.pinned(at - timedelta(hours=1)):
        form_answered(booking, service)
    option = first_option(service).id
    line = {"service_id": service.id, "option_id": option, "starts_at": AT, "quoted_cents": 9000, "added_at": NOW}
    add(CartLine(cart_id=add(Cart(user_id=user.id, code="WREN")).id, **line))
    waits = {"venue_id": service.venue_id, "service_id": service.id, "option_id": option}
    add(WaitlistEntry(user_id=user.id, **waits, earliest=AT, latest=AT + timedelta(hours=1)))
    device = add_device(user=user, token="of a browser", user_agent="Firefox on Wren's laptop")
    open_session(user=user, device=device, ip="203.0.113.7")
    record_event(SecurityEventKind.LOGGED_IN, user=user, device=device, ip="203.0.113.7")
    session.commit()
    note_access(AccessKind.ACCOUNT, by=make_admin(), user_id=user.id)
    return user


def make_admin() -> User:
    admin = make_user(role=Role.ADMIN, name="Ada Lovell")
    session.commit()
    return admin


def booked(user: User, service: Service, *, at: Any, began_online: bool) -> Booking:
    order = make_order(user=user, state=OrderState.CONFIRMED, name=NAME, email=EMAIL, phone=PHONE)
    booking = make_booking(service, at, order=order, state=BookingState.CONFIRMED)
    guest = add(
        Guest(
            venue_id=service.venue_id,
            user_id=user.id,
            name=NAME,
            email=EMAIL,
            phone=PHONE,
            notes="Wren is ticklish.",
            began_online=began_online,
        )
    )
    venue_order = session.get_one(VenueOrder, booking.venue_order_id)
    venue_order.guest_id, venue_order.note = guest.id, NOTE
    add(Payment(order_id=order.id, amount_cents=100, email=EMAIL, session_expires_at=NOW, card_last4="4242"))
    add(Refund(booking_id=booking.id, amount_cents=100, reason="As agreed."))
    owner = session.get_one(Venue, service.venue_id).owner_id
    add(BookingMessage(booking_id=booking.id, user_id=owner, text="See you soon, Wren.", at=NOW))
    states = {"from_state": BookingState.HELD, "to_state": BookingState.CONFIRMED}
    add(
        BookingTransition(
            booking_id=booking.id, **states, actor=Actor.GUEST, user_id=user.id, reason="Wren asked.", at=NOW
        )
    )
    return booking


def form_answered(booking: Booking, service: Service) -> None:
    venue = session.get_one(Venue, service.venue_id)
    version = create_form(venue=venue, title="Before", intro="", services=[service], questions=[QUESTION, PRESSURE])
    consent = HealthConsent(True, 1, "I agree.")
    filled_in = FilledIn("of-them".ljust(22, "x"), {PRESSURE.key: "Featherlight"}, {QUESTION.key: ALLERGY}, consent)
    save_answers(booking=load_booking(booking.id), version=version, filled_in=filled_in)


def everything() -> str:
    """Return all rows of all tables as text, in one order, to look for what must be gone."""
    rows = []
    for name in DATA_MAP:
        found = session.execute(text(f'SELECT row_to_json(t)::text FROM "{name}" t')).scalars()
        rows += sorted(f"{name}: {row}" for row in found)
    return "\n".join(rows)


def count(model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0
