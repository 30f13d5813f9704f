"""Background jobs that email owners and admins about disputes."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.queries.users import admins
from app.core import clock
from app.core.db import session
from app.core.jobs import email_task, periodic
from app.core.logs import log
from app.dispute_pages import emails
from app.dispute_pages.queries import due_before, venue_with_owner
from app.disputes.actions.reading import tell
from app.disputes.enums import EvidenceState
from app.disputes.models import Dispute
from app.disputes.queries.disputes import bookings_of_dispute, pass_of
from app.email.mailer import send

# How many days before the deadline people are reminded.
REMIND_DAYS = (1, 5)


@email_task("dispute_pages.email_owner")
def email_owner(*, dispute_id: int, venue_id: int, kind: str) -> None:
    """Tell a venue's owner that a dispute was opened, is due, or was closed."""
    dispute = _dispute(dispute_id)
    send(emails.to_owner(dispute, venue_with_owner(venue_id), pass_of(dispute), kind))


@email_task("dispute_pages.email_admins")
def email_admins(*, dispute_id: int, kind: str) -> None:
    """Tell all admins the same."""
    people = admins()
    if not people:
        log.error("a dispute, and there is no admin to tell", dispute=dispute_id)
        return
    send(emails.to_admins(_dispute(dispute_id), people, kind))


def _dispute(dispute_id: int) -> Dispute:
    whole = joinedload(Dispute.order), bookings_of_dispute()
    return session.scalars(select(Dispute).where(Dispute.id == dispute_id).options(*whole)).one()


@periodic("dispute_pages.remind", cron="13 15 * * *")
def remind() -> None:
    """Remind owners and admins of evidence that is due soon and wasn't submitted."""
    now = clock.now()
    for dispute in due_before(now + timedelta(days=max(REMIND_DAYS))):
        days = min(each for each in REMIND_DAYS if dispute.due_by and dispute.due_by <= now + timedelta(days=each))
        is_draft = dispute.evidence is None or dispute.evidence.state is EvidenceState.DRAFT
        if is_draft and (dispute.reminded_days is None or dispute.reminded_days > days):
            dispute.reminded_days = days
            tell(dispute, "due")
    session.flush()
