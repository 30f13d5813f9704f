"""Jobs that email owners about decisions on deals, and end deals that are over."""

from app.accounts.queries.users import user_of_id
from app.core.jobs import email_task, periodic
from app.deals import emails
from app.deals.actions.end import end_lapsed
from app.deals.queries.deals import deal_of_id
from app.email.mailer import send


@email_task("deals.email_decided")
def email_decided(*, deal_id: int) -> None:
    deal = deal_of_id(deal_id)
    if deal.venue is not None:  # a sitewide deal has no owner to email
        send(emails.decided(deal, deal.venue, user_of_id(deal.venue.owner_id)))


@periodic("deals.end_lapsed", cron="4 * * * *")
def end_lapsed_deals() -> None:
    """End deals whose last day is over. They stop applying on time anyway; this only cleans up."""
    end_lapsed()
