"""Background jobs of the admin pages."""

from sqlalchemy.orm import joinedload

from app.accounts.enums import SecurityEventKind
from app.accounts.models import SecurityEvent, User
from app.accounts.queries.users import admins
from app.admin import emails
from app.admin.abilities import AdminAbility, can
from app.admin.actions import people
from app.admin.approvers import approvers
from app.core.db import session
from app.core.jobs import email_task, task
from app.email.mailer import send
from app.two_factor.models import TwoFactorReset
from app.two_factor.queries.resets import open_reset
from app.venues.enums import SubmissionState
from app.venues.models import Submission, Venue


@task("admin.end_impersonation")
def end_impersonation(*, seeing_id: int) -> None:
    """End an impersonation after half an hour, unless it has already ended."""
    people.end_impersonation(seeing_id=seeing_id)


@email_task("admin.email_alarm")
def email_alarm(*, event_id: int) -> None:
    """Tell the superadmins about a severe security event."""
    event = session.get(SecurityEvent, event_id, options=[joinedload(SecurityEvent.user)])
    if event is not None:
        # A person whose role changed gets an email of their own.
        told = event.user_id if event.kind is SecurityEventKind.ROLE_CHANGED else None
        send(emails.alarm(event, [admin for admin in admins() if admin.is_superadmin and admin.id != told]))


@email_task("admin.email_correction")
def email_correction(*, user_id: int, to: str) -> None:
    """Tell one address of a person, the current or the former one, that an admin corrected the account."""
    send(emails.corrected(session.get_one(User, user_id), to=to))


@email_task("admin.email_reset")
def email_reset(*, reset_id: int) -> None:
    """Tell the admins who may approve the removal of second factors, unless the request has ended."""
    reset = session.get(TwoFactorReset, reset_id)
    user = session.get_one(User, reset.user_id) if reset else None
    found = open_reset(user) if user else None
    others = approvers(found) if found else []
    if user and found and others and found.id == reset_id:
        send(emails.reset_requested(found, user, others))


@email_task("admin.email_submission")
def email_submission(*, submission_id: int) -> None:
    """Tell the admins who approve listings that one waits for them, unless it was replaced, withdrawn or decided."""
    submission = session.get(Submission, submission_id)
    approvers = [admin for admin in admins() if can(admin, AdminAbility.APPROVE)]
    if submission is not None and submission.state is SubmissionState.WAITING and approvers:
        loaded = joinedload(Venue.category), joinedload(Venue.owner)
        venue = session.get_one(Venue, submission.venue_id, options=loaded)
        send(emails.submitted(submission, venue, approvers))
