"""What an owner does to a form as a whole. Each edit of what guests read makes a new version."""

from collections.abc import Sequence

from sqlalchemy import delete, insert

from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.intake.errors import IntakeErrorCode
from app.intake.models import MAX_FORMS, IntakeForm, IntakeVersion, intake_form_service
from app.intake.queries.forms import forms_of, lock_form
from app.intake.questions import MAX_QUESTIONS, Question
from app.venues.models import Venue
from app.venues.queries import lock_venue


def create_form(
    *, venue: Venue, title: str, intro: str, services: Sequence[Service], questions: Sequence[Question] = ()
) -> IntakeVersion:
    """Add a form at the end. Raises Conflict if the venue has too many."""
    lock_venue(venue)
    refuse_too_many_forms(venue)
    last = max((version.form.position for version in forms_of(venue)), default=0)
    form = IntakeForm(venue_id=venue.id, position=last + 1, created_at=clock.now())
    session.add(form)
    session.flush()
    _assign(form, services)
    return _write(form, number=1, title=title, intro=intro, questions=questions)


def edit_form(*, venue: Venue, key: str, title: str, intro: str, services: Sequence[Service]) -> IntakeVersion:
    """Change the title, the text above the questions and the services. Raises NotFound."""
    version = lock_form(venue, key)
    _assign(version.form, services)
    if (title, intro) == (version.title, version.intro):
        return version
    return add_version(version, questions=version.questions, title=title, intro=intro)


def add_version(
    before: IntakeVersion, *, questions: Sequence[Question], title: str | None = None, intro: str | None = None
) -> IntakeVersion:
    """Add the next version of a locked form. Raises Conflict if it would have too many questions."""
    if len(questions) > MAX_QUESTIONS:
        raise Conflict(IntakeErrorCode.TOO_MANY_QUESTIONS, most=MAX_QUESTIONS)
    return _write(
        before.form,
        number=before.number + 1,
        title=before.title if title is None else title,
        intro=before.intro if intro is None else intro,
        questions=questions,
    )


def set_active(*, venue: Venue, key: str, active: bool) -> IntakeVersion:
    """Choose whether guests are asked. Answers stay. Raises NotFound."""
    version = lock_form(venue, key)
    version.form.active = active
    session.flush()
    return version


def order_forms(*, venue: Venue, keys: Sequence[str]) -> None:
    """Set the order of the forms. Raises Conflict if these are not exactly the venue's current ones."""
    lock_venue(venue)
    forms = {version.form.key: version.form for version in forms_of(venue)}
    if sorted(keys) != sorted(forms):
        raise Conflict(IntakeErrorCode.LIST_CHANGED)
    for position, key in enumerate(keys, start=1):
        forms[key].position = position
    session.flush()


def remove_form(*, venue: Venue, key: str) -> IntakeVersion:
    """Remove a form: guests are no longer asked. Their answers stay with their bookings. Raises NotFound."""
    version = lock_form(venue, key)
    version.form.active, version.form.removed_at = False, clock.now()
    session.flush()
    return version


def restore_form(*, venue: Venue, key: str, active: bool) -> IntakeVersion:
    """Restore a removed form. Raises NotFound, and Conflict if the venue has too many."""
    lock_venue(venue)
    version = lock_form(venue, key, is_removed=True)
    refuse_too_many_forms(venue)
    version.form.active, version.form.removed_at = active, None
    session.flush()
    return version


def refuse_too_many_forms(venue: Venue) -> None:
    """Raise Conflict if the venue has as many forms as it can."""
    if len(forms_of(venue)) >= MAX_FORMS:
        raise Conflict(IntakeErrorCode.TOO_MANY_FORMS, most=MAX_FORMS)


def _assign(form: IntakeForm, services: Sequence[Service]) -> None:
    session.execute(delete(intake_form_service).where(intake_form_service.c.form_id == form.id))
    if services:
        rows = [{"form_id": form.id, "service_id": service.id} for service in services]
        session.execute(insert(intake_form_service), rows)


def _write(form: IntakeForm, *, number: int, title: str, intro: str, questions: Sequence[Question]) -> IntakeVersion:
    version = IntakeVersion(
        form_id=form.id,
        form=form,
        number=number,
        at=clock.now(),
        title=title,
        intro=intro,
        rows=[question.row for question in questions],
    )
    session.add(version)
    session.flush()
    return version
