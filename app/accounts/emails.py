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


def provider_connected(event: SecurityEvent) -> EmailBody:
    provider = PROVIDERS[event.kind]
    return _body(
        subject=_("%(provider)s was connected to your CozyWish account", provider=provider),
        preview=_("A second way to log in was added. If this wasn’t you, secure your account now."),
        title=_("You can now log in with %(provider)s.", provider=provider),
        blocks=[
            Text(_("A %(provider)s account was connected to your CozyWish account.", provider=provider)),
            Facts([(_("Time"), full_moment(event.at, settings().office_zone))]),
            Text(_("If it was you, there’s nothing to do. If it wasn’t, secure your account now.")),
        ],
    )


def provider_disconnected(event: SecurityEvent) -> EmailBody:
    provider = PROVIDERS[event.kind]
    return _body(
        subject=_("%(provider)s was disconnected from your CozyWish account", provider=provider),
        preview=_("If this wasn’t you, secure your account now."),
        title=_("You can no longer log in with %(provider)s.", provider=provider),
        blocks=[
            Text(_("Your %(provider)s account was disconnected from your CozyWish account.", provider=provider)),
            Facts([(_("Time"), full_moment(event.at, settings().office_zone))]),
            Text(_("If it was you, there’s nothing to do. If it wasn’t, secure your account now.")),
        ],
    )


# Names that are the same in every language.
PROVIDERS = {
    SecurityEventKind.GOOGLE_CONNECTED: "Google",
    SecurityEventKind.GOOGLE_DISCONNECTED: "Google",
    SecurityEventKind.APPLE_CONNECTED: "Apple",
    SecurityEventKind.APPLE_DISCONNECTED: "Apple",
}
EVENTS: Mapping[SecurityEventKind, Callable[[SecurityEvent], EmailBody]] = {
    SecurityEventKind.NEW_DEVICE: new_device,
    SecurityEventKind.PASSWORD_CHANGED: password_changed,
    SecurityEventKind.GOOGLE_CONNECTED: provider_connected,
    SecurityEventKind.GOOGLE_DISCONNECTED: provider_disconnected,
    SecurityEventKind.APPLE_CONNECTED: provider_connected,
    SecurityEventKind.APPLE_DISCONNECTED: provider_disconnected,
}


def _body(*, subject: str, preview: str, title: str, blocks: list[EmailBlock]) -> EmailBody:
    return EmailBody(
        subject=subject,
        preview=preview,
        title=title,
        blocks=[*blocks, ActionLink(_("Check your account"), link("account.security"), main=True)],
        why=_("You’re getting this email because it’s about the security of your CozyWish account."),
    )
