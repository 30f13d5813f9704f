"""Emails to the account holder about what happened to their account. Nothing here reads the database."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from app.accounts.copy import device_name
from app.accounts.enums import SecurityEventKind
from app.accounts.models import SecurityEvent, User
from app.core.formats import full_moment
from app.core.settings import settings
from app.email.body import ActionLink, EmailBlock, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient


def event_email(event: SecurityEvent, user: User) -> Email:
    """Build the email about an event that is in `EVENTS`. Raises KeyError for others."""
    key = f"account.{user.public_id}.event-{event.id}"
    return Email(key, [Recipient(user.name, user.email)], EVENTS[event.kind](event))


def new_device(event: SecurityEvent) -> EmailBody:
    name = device_name(event.device.user_agent) if event.device else _("Unknown device")
    return _body(
        subject=_("New login to your CozyWish account"),
        preview=_("%(device)s logged in to your account.", device=name),
        title=_("Was this you?"),
        blocks=[
            Text(_("Someone logged in to your account on a device that you haven’t used before.")),
            Facts([(_("Device"), name), (_("Time"), full_moment(event.at, settings().office_zone))]),
            Text(_("If it was you, there’s nothing to do. If it wasn’t, secure your account now.")),
        ],
    )


def password_changed(event: SecurityEvent) -> EmailBody:
    return _body(
        subject=_("Your CozyWish password was changed"),
        preview=_("If this wasn’t you, secure your account now."),
        title=_("Your password was changed."),
        blocks=[
            Facts([(_("Time"), full_moment(event.at, settings().office_zone))]),
            Text(_("If it was you, there’s nothing to do. If it wasn’t, secure your account now.")),
        ],
    )


EVENTS: Mapping[SecurityEventKind, Callable[[SecurityEvent], EmailBody]] = {
    SecurityEventKind.NEW_DEVICE: new_device,
    SecurityEventKind.PASSWORD_CHANGED: password_changed,
}


def _body(*, subject: str, preview: str, title: str, blocks: list[EmailBlock]) -> EmailBody:
    return EmailBody(
        subject=subject,
        preview=preview,
        title=title,
        blocks=[*blocks, ActionLink(_("Check your account"), link("account.security"), main=True)],
        why=_("You’re getting this email because it’s about the security of your CozyWish account."),
    )
