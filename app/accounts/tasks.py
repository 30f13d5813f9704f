"""Background jobs of accounts."""

from sqlalchemy.orm import joinedload

from app.accounts import emails
from app.accounts.models import SecurityEvent, User
from app.core.db import session
from app.core.jobs import email_task
from app.email.mailer import send


@email_task("accounts.email_event")
def email_event(*, event_id: int) -> None:
    """Tell the account holder about an event, unless the account was deleted since."""
    event = session.get(SecurityEvent, event_id, options=[joinedload(SecurityEvent.device)])
    if event is not None and event.user_id is not None:
        send(emails.event_email(event, session.get_one(User, event.user_id)))
