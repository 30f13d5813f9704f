"""Background jobs: emails about a venue's status, and cleanup of removed photos."""

from sqlalchemy.orm import joinedload

from app.accounts.queries.users import user_of_id
from app.core.db import session
from app.core.jobs import email_task, periodic
from app.email.mailer import send
from app.venues import emails
from app.venues.actions.photos import forget_removed_photos
from app.venues.models import Submission, Venue, VenueTransition


@email_task("venues.email_decided")
def email_decided(*, submission_id: int) -> None:
    submission = session.get_one(Submission, submission_id)
    venue = session.get_one(Venue, submission.venue_id, options=[joinedload(Venue.category)])
    send(emails.decided(submission, venue, user_of_id(venue.owner_id)))


@email_task("venues.email_status")
def email_status(*, transition_id: int) -> None:
    moved = session.get_one(VenueTransition, transition_id)
    venue = session.get_one(Venue, moved.venue_id)
    send(emails.status_change(moved, venue, user_of_id(venue.owner_id)))


@periodic("venues.forget_removed_photos", cron="13 9 * * *")
def forget_removed() -> None:
    """Delete removed photos each night, before the cleanup of files that nothing shows."""
    forget_removed_photos()
