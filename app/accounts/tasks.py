"""Background jobs of accounts."""

from sqlalchemy.orm import joinedload

from app.accounts import emails, link_emails
from app.accounts.actions.email_links import claim_link, forget_old_links
from app.accounts.enums import SecurityEventKind
from app.accounts.models import EmailCode, EmailLink, LoginSession, SecurityEvent, User
from app.accounts.tokens import code_of, hash_of, link_token
from app.accounts.zones import zone_of
from app.core import clock
from app.core.db import session
from app.core.jobs import email_task, periodic
from app.email.mailer import send


@email_task("accounts.email_event")
def email_event(*, event_id: int, removed: str = "") -> None:
    """Tell the account holder about an event, unless the account was deleted since.

    `removed` are the kinds of events that undoing a change of the email also caused, separated by commas.
    """
    event = session.get(SecurityEvent, event_id, options=[joinedload(SecurityEvent.device)])
    if event is not None and event.user_id is not None:
        user, kinds = (
            session.get_one(User, event.user_id),
            [SecurityEventKind(kind) for kind in removed.split(",") if kind],
        )
        send(emails.event_email(event, user, zone=zone_of(user), removed=kinds))


@email_task("accounts.email_link")
def email_link(*, link_id: int) -> None:
    """Send a link, unless it was replaced or expired. The first run for a typed address finds its account."""
    link = session.get(EmailLink, link_id)
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        return
    if link.user_id is None:
        claim_link(link)
        return
    user = session.get_one(User, link.user_id)
    if user.is_suspended:
        return
    token = link_token(link.public_id)
    # Another hash if the application's secret was changed since the request.
    link.token_hash = hash_of(token)
    send(link_emails.link_email(link, user, token, zone=zone_of(user)))


@email_task("accounts.email_code")
def email_code(*, code_id: int) -> None:
    """Send a code, unless it was replaced, used or expired."""
    row = session.get(EmailCode, code_id)
    if row is None or row.expires_at <= clock.now():
        return
    login = session.get_one(LoginSession, row.login_session_id)
    send(link_emails.code_email(row, session.get_one(User, login.user_id), code_of(row.public_id)))


@periodic("accounts.forget_old_links", cron="40 9 * * *")
def forget_links() -> None:
    forget_old_links()
