"""Background jobs of credit at venues: emails, and what becomes of it when a venue is gone."""

from app.accounts.models import User
from app.core.db import session
from app.core.jobs import email_task, periodic, task
from app.credit.enums import MovementKind
from app.credit.models import CreditAccount, CreditMovement
from app.credit.queries import credit_at
from app.email.mailer import send
from app.venue_credit import emails
from app.venue_credit.actions import settle_credit_at, settle_credit_soon
from app.venue_credit.queries import taken_back
from app.venues.models import Venue


@email_task("venue_credit.email")
def email(*, movement_id: int) -> None:
    """Tell a guest that their credit at a venue changed, unless it was taken back at once."""
    movement = session.get_one(CreditMovement, movement_id)
    if movement.kind is MovementKind.GIVEN and taken_back(movement_id):
        return
    guest = session.get_one(User, session.get_one(CreditAccount, movement.account_id).user_id)
    venue = session.get_one(Venue, movement.venue_id)
    if movement.kind in {MovementKind.GIVEN, MovementKind.TAKEN_BACK}:
        build = emails.given if movement.kind is MovementKind.GIVEN else emails.taken_back
        send(build(movement, guest, venue, balance=credit_at(venue.id, guest.id)))
    elif movement.kind is MovementKind.CHARGED_BACK:
        send(emails.charged_back(movement, guest, venue))
    else:
        send(emails.venue_gone(movement, guest, venue))


@periodic("venue_credit.settle_all", cron="17 8 * * *")
def settle_all() -> None:
    """Settle the credit at venues that are gone, each night."""
    settle_credit_soon()


@task("venue_credit.settle")
def settle(*, venue_id: int, user_id: int) -> None:
    settle_credit_at(venue_id=venue_id, user_id=user_id)
