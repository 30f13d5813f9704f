"""Telling a provider what became of a deal."""

from app.accounts.queries import user_of_id
from app.deals import emails
from app.deals.actions import end_lapsed
from app.deals.queries import deal_of_id
from app.email.mailer import send
from app.jobs import email_task, periodic


@email_task("deals.email_decided")
def email_decided(*, deal_id: int) -> None:
    deal = deal_of_id(deal_id)
    if deal.venue is not None:  # one of the platform has nobody to tell
        send(emails.decided(deal, deal.venue, user_of_id(deal.venue.owner_id)))


@periodic("deals.end_lapsed", cron="4 * * * *")
def end_lapsed_deals() -> None:
    """Those whose last day is over; they count no more at the very moment, this only tidies."""
    end_lapsed()
