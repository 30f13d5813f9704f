"""A guest's answers: saved once, health answers encrypted, and every view of those recorded."""

from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.bookings.models.bookings import Booking
from app.consents.actions import record_health_consent
from app.core import clock
from app.core.db import session
from app.core.encryption import KeyMissing, Sealed
from app.core.errors import Conflict, NotFound, Unavailable
from app.core.ids import token
from app.intake.encryption import HealthKeyring, keyring
from app.intake.errors import IntakeErrorCode
from app.intake.models import IntakeAnswer, IntakeVersion, IntakeView
from app.intake.queries.forms import keep_version
from app.intake.queries.statuses import can_answer, status_of
from app.intake.questions import Answers


class FormChanged(Conflict):
    """The owner changed the form after the guest's page was made."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a guest chose about their health answers, and the text that they read."""

    is_given: bool
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class FilledIn:
    """Answers as they were sent. `health` is empty without a consent."""

    submission: str
    answers: Answers
    health: Answers = field(default_factory=dict)
    consent: Consent | None = None


def save_answers(*, booking: Booking, version: IntakeVersion, filled_in: FilledIn) -> None:
    """Save a guest's answers to the newest version of a form. The same submission is saved once.

    Raises NotFound if the booking no longer needs the form, and FormChanged if `version` is no longer the newest.
    """
    guest_id = booking.venue_order.guest_id
    if not can_answer(booking) or guest_id is None:
        raise NotFound(IntakeErrorCode.NOT_ASKED)
    if not keep_version(version):
        raise FormChanged(IntakeErrorCode.FORM_CHANGED)
    status_of(booking, version.form.key)
    key, consent = token(), filled_in.consent
    is_sealed = consent is not None and consent.is_given and bool(filled_in.health)
    sealed = keyring().seal(filled_in.health, row=key) if is_sealed else None
    saved = session.execute(
        insert(IntakeAnswer)
        .values(
            key=key,
            submission=filled_in.submission,
            form_id=version.form_id,
            version_id=version.id,
            booking_id=booking.id,
            guest_id=guest_id,
            at=clock.now(),
            answers=filled_in.answers,
            health=sealed.content if sealed else None,
            health_key=sealed.key_id if sealed else None,
            consented=consent.is_given if consent else None,
            consent_version=consent.version if consent else None,
            consent_text=consent.text if consent else None,
        )
        .on_conflict_do_nothing(index_elements=["submission"])
        .returning(IntakeAnswer.id)
    ).scalar()
    if saved is not None and consent is not None:
        about = {"guest_id": guest_id, "form_id": version.form_id}
        record_health_consent(**about, is_given=consent.is_given, version=consent.version)


def open_health_answers(*, answers: IntakeAnswer, booking: Booking, user_id: int) -> Answers:
    """Decrypt health answers for someone who asked for them, and record that they did.

    Raises Conflict if there are none, and Unavailable if their key is missing.
    """
    session.refresh(answers, with_for_update={"read": True})
    if answers.health is None or answers.health_key is None:
        raise Conflict(IntakeErrorCode.NO_HEALTH_ANSWERS)
    session.add(IntakeView(at=clock.now(), answer_id=answers.id, booking_id=booking.id, user_id=user_id))
    session.flush()
    try:
        return keyring().open(Sealed(answers.health, answers.health_key), row=answers.key)
    except KeyMissing:
        raise Unavailable(IntakeErrorCode.HEALTH_KEY_MISSING) from None


def delete_health_answers(*, answers: IntakeAnswer) -> None:
    """Delete all health answers that a guest ever gave to a form, as they asked.

    The other answers and the record of views stay.
    """
    deleted = session.scalars(
        update(IntakeAnswer)
        .where(
            IntakeAnswer.guest_id == answers.guest_id,
            IntakeAnswer.form_id == answers.form_id,
            IntakeAnswer.health.is_not(None),
        )
        .values(health=None, health_key=None, health_deleted_at=clock.now())
        .returning(IntakeAnswer.consent_version)
    ).all()
    if deleted:
        about = {"guest_id": answers.guest_id, "form_id": answers.form_id}
        record_health_consent(**about, is_given=False, version=max(number or 1 for number in deleted))
    session.expire(answers)


def reencrypt(keys: HealthKeyring, *, limit: int = 200) -> int:
    """Encrypt health answers again that another key than the first encrypted. Returns how many; 0 when none is left.

    Raises KeyMissing if a key that is still needed is no longer among the keys.
    """
    rows = session.scalars(
        select(IntakeAnswer)
        .where(IntakeAnswer.health_key.is_not(None), IntakeAnswer.health_key != keys.current)
        .order_by(IntakeAnswer.id)
        .limit(limit)
        .with_for_update()
    ).all()
    for row in rows:
        if row.health is not None and row.health_key is not None:
            sealed = keys.seal(keys.open(Sealed(row.health, row.health_key), row=row.key), row=row.key)
            row.health, row.health_key = sealed.content, sealed.key_id
    session.flush()
    return len(rows)
