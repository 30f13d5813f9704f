"""The forms of a booking: answers that still count, the email that asked for them, views of health answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import contains_eager, joinedload

from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.intake.errors import IntakeErrorCode
from app.intake.models import IntakeAnswer, IntakeForm, IntakeRequest, IntakeVersion, IntakeView, intake_form_service
from app.intake.queries.forms import newest_versions

# A guest answers again for a booking that starts later than this after their last answers.
VALID_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class FormStatus:
    """A form, as a booking has it. `answers` are the guest's last ones that count for this booking."""

    version: IntakeVersion  # the newest
    answers: IntakeAnswer | None
    request: IntakeRequest | None

    @property
    def form(self) -> IntakeForm:
        return self.version.form

    @property
    def is_due(self) -> bool:
        """Return whether guests are still asked for the answers."""
        return self.answers is None and self.form.active and bool(self.version.asked)


def can_answer(booking: Booking) -> bool:
    """Return whether the booking is still ahead, so that its forms can be answered."""
    return booking.state in {BookingState.CONFIRMED, BookingState.REQUESTED} and booking.ends_at > clock.now()


def statuses_of(booking: Booking) -> list[FormStatus]:
    """List the forms that a booking's guest is asked to answer or has answered. One statement if there is no form,
    else three.

    Its venue order must be loaded.
    """
    of_service = select(intake_form_service.c.form_id).where(intake_form_service.c.service_id == booking.service_id)
    of_booking = select(IntakeAnswer.form_id).where(IntakeAnswer.booking_id == booking.id)
    wanted = or_(IntakeForm.id.in_(of_service), IntakeForm.id.in_(of_booking))
    versions = session.scalars(newest_versions().where(wanted)).all()
    if not versions:
        return []
    answers = {answer.form_id: answer for answer in _answers_for(booking)}
    asked = _requests_of(booking)
    found = [FormStatus(one, answers.get(one.form_id), asked.get(one.form_id)) for one in versions]
    return [status for status in found if status.answers or status.is_due]


def _answers_for(booking: Booking) -> Sequence[IntakeAnswer]:
    """Return the guest's last answers to each form that count for a booking, with the version that they answered."""
    if booking.venue_order.guest_id is None:
        return []
    return session.scalars(
        select(IntakeAnswer)
        .where(
            IntakeAnswer.guest_id == booking.venue_order.guest_id,
            IntakeAnswer.at >= booking.starts_at - VALID_FOR,
            IntakeAnswer.at <= booking.ends_at,
        )
        .ext(distinct_on(IntakeAnswer.form_id))
        .order_by(IntakeAnswer.form_id, IntakeAnswer.at.desc(), IntakeAnswer.id.desc())
        .options(joinedload(IntakeAnswer.version, innerjoin=True))
    ).all()


def _requests_of(booking: Booking) -> dict[int, IntakeRequest]:
    found = session.scalars(select(IntakeRequest).where(IntakeRequest.booking_id == booking.id))
    return {request.form_id: request for request in found}


def status_of(booking: Booking, key: str) -> FormStatus:
    """Return a booking's form by its key. Raises NotFound if the booking has no such form."""
    found = next((status for status in statuses_of(booking) if status.form.key == key), None)
    if found is None:
        raise NotFound(IntakeErrorCode.NOT_ASKED)
    return found


def answers_called(booking: Booking, key: str) -> IntakeAnswer:
    """Return answers that count for a booking by their key. Raises NotFound."""
    found = next((one.answers for one in statuses_of(booking) if one.answers and one.answers.key == key), None)
    if found is None:
        raise NotFound(IntakeErrorCode.NO_SUCH_ANSWERS)
    return found


def views_of(answers: Collection[IntakeAnswer]) -> Sequence[IntakeView]:
    """List who opened these health answers, the last first. One statement, none without answers."""
    return _views(IntakeView.answer_id.in_([one.id for one in answers])) if answers else []


def views_for_guest(answers: IntakeAnswer) -> Sequence[IntakeView]:
    """List who opened these or earlier health answers of the same guest to the form, the last first. One statement."""
    theirs = select(IntakeAnswer.id).where(
        IntakeAnswer.guest_id == answers.guest_id, IntakeAnswer.form_id == answers.form_id
    )
    return _views(IntakeView.answer_id.in_(theirs))


def _views(which: ColumnElement[bool]) -> Sequence[IntakeView]:
    return session.scalars(
        select(IntakeView)
        .where(which)
        .options(joinedload(IntakeView.user, innerjoin=True))
        .order_by(IntakeView.id.desc())
    ).all()


def asked_already(*, guest_id: int, form_id: int) -> bool:
    """Return whether an email asked the guest for a form before a booking that is still ahead."""
    ahead = Booking.state == BookingState.CONFIRMED, Booking.ends_at > clock.now()
    return bool(
        session.scalar(
            select(
                select(IntakeRequest.id)
                .join(Booking, Booking.id == IntakeRequest.booking_id)
                .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
                .where(VenueOrder.guest_id == guest_id, IntakeRequest.form_id == form_id, *ahead)
                .exists()
            )
        )
    )


def upcoming_in(venue_order_id: int) -> Sequence[Booking]:
    """List the confirmed bookings of a venue order that are still ahead, by start, with their orders. One statement."""
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(VenueOrder.id == venue_order_id, Booking.state == BookingState.CONFIRMED, Booking.ends_at > clock.now())
        .options(contains_eager(Booking.venue_order).contains_eager(VenueOrder.order))
        .order_by(Booking.starts_at, Booking.id)
    ).all()
