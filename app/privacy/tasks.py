"""Background jobs of privacy: exports, deletions that are due, what is kept too long, and the emails."""

from app.accounts.queries.users import lock_user, user_of_id
from app.accounts.zones import zone_of
from app.core.db import session
from app.core.jobs import defer, email_task, periodic, task
from app.email.mailer import send
from app.guests.models import Guest
from app.privacy import emails
from app.privacy.actions.deletion import finish_deletion
from app.privacy.actions.exports import make_parts
from app.privacy.actions.retention import purge
from app.privacy.models import DataExport
from app.privacy.queries.accounts import due_accounts
from app.venues.models import Venue


@task("privacy.make_export")
def make_export(*, export_id: int, done: int) -> None:
    make_parts(export_id=export_id, done=done)


@periodic("privacy.delete_due", cron="41 * * * *")
def delete_due() -> None:
    """Start the deletion of each account whose days to keep it are over."""
    for user_id in due_accounts():
        defer("privacy.delete_account", lock=f"privacy.delete_account:{user_id}", user_id=user_id)


@task("privacy.delete_account")
def delete_account(*, user_id: int) -> None:
    finish_deletion(user=lock_user(user_id))


@periodic("privacy.purge", cron="47 9 * * *")
def purge_old() -> None:
    purge()


@email_task("privacy.email_requested")
def email_requested(*, user_id: int) -> None:
    """Tell a person when their account will be deleted, unless they kept it since."""
    user = user_of_id(user_id)
    if user.deletion_due_at is not None:
        send(emails.deletion_requested(user, user.deletion_due_at, zone=zone_of(user)))


@email_task("privacy.email_deleted")
def email_deleted(*, key: str, name: str, email: str) -> None:
    """Say goodbye. The account has no address anymore, so the job has it until the email is sent."""
    send(emails.account_deleted(key, name, email))


@email_task("privacy.email_venue")
def email_venue(*, guest_id: int) -> None:
    """Tell an owner that a guest whom the venue entered deleted their account."""
    guest = session.get_one(Guest, guest_id)
    venue = session.get_one(Venue, guest.venue_id)
    send(emails.venue_told(guest, venue, user_of_id(venue.owner_id)))


@email_task("privacy.email_export")
def email_export(*, export_id: int) -> None:
    """Email the link to an export, unless it was deleted since."""
    export = session.get(DataExport, export_id)
    if export is not None and export.is_ready:
        user = user_of_id(export.user_id)
        send(emails.export_ready(export, user, zone=zone_of(user)))
