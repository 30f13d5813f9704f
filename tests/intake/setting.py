"""A venue with a form, a guest with a booking, and the fields that the guest sends."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bookings.enums import BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import load_booking
from app.catalog.models import Service
from app.core.db import session
from app.guests.models import Guest
from app.intake.actions.forms import create_form
from app.intake.enums import QuestionKind
from app.intake.models import IntakeAnswer, IntakeVersion
from app.intake.queries.forms import form_of
from app.intake.questions import Question
from app.venues.models import Venue
from tests.factories import add, make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.project.markup import Page
from tests.support import utc

AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland
SECRET = "Hemophilia since 1994"


def key(name: str) -> str:
    """Return a question key: the name, as long as real keys are."""
    return name.ljust(22, "x")


PRESSURE = Question(
    key("pressure"), QuestionKind.CHOOSE_ONE, "How much pressure?", choices=("Light", "Firm"), is_required=True
)
CONDITIONS = Question(key("conditions"), QuestionKind.LONG_TEXT, "Any conditions?", is_required=True, is_health=True)
AGREE = Question(key("agree"), QuestionKind.STATEMENT, "I understand", "Massage isn’t medical care.", is_required=True)
SIGNED = Question(key("signed"), QuestionKind.SIGNATURE, "Signature", is_required=True)
QUESTIONS = (PRESSURE, CONDITIONS, AGREE, SIGNED)


@dataclass
class Setting:
    venue: Venue
    owner: User
    guest: User
    service: Service
    booking: Booking
    form_key: str

    @property
    def version(self) -> IntakeVersion:
        return form_of(self.venue, self.form_key)

    @property
    def path(self) -> str:
        return f"/bookings/{self.booking.public_id}/forms/{self.form_key}"

    def loaded(self) -> Booking:
        return load_booking(self.booking.id)

    def fields(self, client: FlaskClient, **changed: str | list[str]) -> dict[str, str | list[str]]:
        """Open the form and return what a guest sends who answers everything."""
        return {**hidden(client.get(f"{self.path}?again=1").text), **TYPED, **changed}


TYPED: dict[str, str | list[str]] = {
    "consent": "yes",
    f"q_{PRESSURE.key}": "Firm",
    f"q_{CONDITIONS.key}": SECRET,
    f"q_{AGREE.key}": "y",
    f"q_{SIGNED.key}": ["Wren Abernathy", ""],
}


def hidden(html: str) -> dict[str, str | list[str]]:
    form = next(form for form in Page(html).forms if form.value("submission"))
    return {name: form.value(name) or "" for name in ("version", "submission")}


def make_setting(
    *, questions: tuple[Question, ...] = QUESTIONS, state: BookingState = BookingState.CONFIRMED
) -> Setting:
    venue = make_venue(name="Hazel Bodywork")
    service = make_service(venue, members=[make_member(venue)])
    guest = make_user(email="wren@example.com")
    booking = book(service, guest, AT, state=state)
    version = create_form(venue=venue, title="Before your massage", intro="", services=[service], questions=questions)
    session.commit()
    return Setting(venue, session.get_one(User, venue.owner_id), guest, service, booking, version.form.key)


def book(service: Service, user: User, at: datetime, *, state: BookingState = BookingState.CONFIRMED) -> Booking:
    """Make a paid booking whose guest the venue knows."""
    order = make_order(user=user, total_cents=service.first_option.price_cents, state=OrderState.CONFIRMED)
    accept_by = at if state is BookingState.REQUESTED else None
    booking = make_booking(service, at, order=order, state=state, accept_by=accept_by)
    known = select(Guest).where(Guest.venue_id == service.venue_id, Guest.user_id == user.id)
    guest = session.scalar(known) or add(
        Guest(venue_id=service.venue_id, user_id=user.id, name=user.name, email=user.email)
    )
    session.get_one(VenueOrder, booking.venue_order_id).guest_id = guest.id
    session.flush()
    return booking


def answers() -> list[IntakeAnswer]:
    return list(session.scalars(select(IntakeAnswer).order_by(IntakeAnswer.id)))


WEEK = timedelta(days=7)
