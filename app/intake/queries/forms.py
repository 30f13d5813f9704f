"""A venue's forms, each as its newest version."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased, contains_eager

from app.catalog.models import Service
from app.core.db import session
from app.core.errors import NotFound
from app.intake.errors import IntakeErrorCode
from app.intake.models import IntakeAnswer, IntakeForm, IntakeVersion, intake_form_service
from app.intake.questions import Question
from app.venues.models import Venue

_Other = aliased(IntakeVersion)
NEWEST = (
    IntakeVersion.number
    == select(func.max(_Other.number)).where(_Other.form_id == IntakeVersion.form_id).scalar_subquery()
)


def newest_versions() -> Select[IntakeVersion]:
    """Select the newest version of forms, each with its form."""
    return (
        select(IntakeVersion)
        .join(IntakeVersion.form)
        .where(NEWEST)
        .options(contains_eager(IntakeVersion.form))
        .order_by(IntakeForm.position, IntakeForm.id)
    )


def forms_of(venue: Venue) -> Sequence[IntakeVersion]:
    """List a venue's forms in its order. One statement."""
    return session.scalars(newest_versions().where(*_kept(venue))).all()


def form_of(venue: Venue, key: str) -> IntakeVersion:
    """Return a venue's form. Raises NotFound, also for a removed one and for that of another venue."""
    return _found(newest_versions().where(*_kept(venue), IntakeForm.key == key))


def lock_form(venue: Venue, key: str, *, is_removed: bool = False) -> IntakeVersion:
    """Lock a form for a change and return its newest version. Raises NotFound."""
    form = session.scalar(
        select(IntakeForm)
        .where(IntakeForm.venue_id == venue.id, IntakeForm.key == key)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if form is None or (form.removed_at is not None) is not is_removed:
        raise NotFound(IntakeErrorCode.NO_SUCH_FORM)
    return _found(newest_versions().where(IntakeForm.id == form.id))


def keep_version(version: IntakeVersion) -> bool:
    """Keep a form from changing until this transaction ends. Return whether `version` is still the newest."""
    session.execute(select(IntakeForm.id).where(IntakeForm.id == version.form_id).with_for_update(read=True))
    newest = session.scalar(select(func.max(IntakeVersion.number)).where(IntakeVersion.form_id == version.form_id))
    return newest == version.number


def version_of(form_id: int, number: int) -> IntakeVersion | None:
    """Return one version of a form, or None."""
    return session.scalar(select(IntakeVersion).where(IntakeVersion.form_id == form_id, IntakeVersion.number == number))


def last_seen(form_id: int, key: str) -> Question | None:
    """Return a question as it was when it was last in a form, or None if it never was."""
    has_it = IntakeVersion.rows.contains([{"key": key}])
    version = session.scalar(
        select(IntakeVersion)
        .where(IntakeVersion.form_id == form_id, has_it)
        .order_by(IntakeVersion.number.desc())
        .limit(1)
    )
    return next((one for one in version.questions if one.key == key), None) if version else None


def question_of(version: IntakeVersion, key: str) -> Question:
    """Return a question of a version. Raises NotFound."""
    found = next((question for question in version.questions if question.key == key), None)
    if found is None:
        raise NotFound(IntakeErrorCode.NO_SUCH_QUESTION)
    return found


def services_by_form(versions: Collection[IntakeVersion]) -> defaultdict[int, list[Service]]:
    """Return the services that each form is for, by form id, in the venue's order. One statement."""
    found: defaultdict[int, list[Service]] = defaultdict(list)
    rows = session.execute(
        select(intake_form_service.c.form_id, Service)
        .join(Service, Service.id == intake_form_service.c.service_id)
        .where(
            intake_form_service.c.form_id.in_([version.form_id for version in versions]),
            Service.archived_at.is_(None),
        )
        .order_by(Service.position, Service.id)
    )
    for form_id, service in rows:
        found[form_id].append(service)
    return found


def number_answered(versions: Collection[IntakeVersion]) -> dict[int, int]:
    """Count the guests who answered each form, by form id. One statement."""
    rows = session.execute(
        select(IntakeAnswer.form_id, func.count(IntakeAnswer.guest_id.distinct()))
        .where(IntakeAnswer.form_id.in_([version.form_id for version in versions]))
        .group_by(IntakeAnswer.form_id)
    )
    return {row[0]: row[1] for row in rows}


def _kept(venue: Venue) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return IntakeForm.venue_id == venue.id, IntakeForm.removed_at.is_(None)


def _found(wanted: Select[IntakeVersion]) -> IntakeVersion:
    version = session.scalar(wanted)
    if version is None:
        raise NotFound(IntakeErrorCode.NO_SUCH_FORM)
    return version
