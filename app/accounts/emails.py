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


def two_factor_on(event: SecurityEvent) -> EmailBody:
    return _changed(
        event,
        subject=_("Two-factor log-in is on"),
        title=_("Two-factor log-in is on."),
        words=_("From now on, logging in with your password also takes a code from your authenticator app."),
    )


def two_factor_off(event: SecurityEvent) -> EmailBody:
    return _changed(
        event,
        subject=_("Two-factor log-in is off"),
        title=_("Two-factor log-in is off."),
        words=_("Your password alone now logs you in. Your recovery codes no longer work."),
    )


def two_factor_replaced(event: SecurityEvent) -> EmailBody:
    return _changed(
        event,
        subject=_("Your authenticator app was replaced"),
        title=_("Your authenticator app was replaced."),
        words=_("Codes of the app that you used before no longer work. Neither do your earlier recovery codes."),
    )


def recovery_code_used(event: SecurityEvent) -> EmailBody:
    return _changed(
        event,
        subject=_("A recovery code was used"),
        title=_("Someone logged in with a recovery code."),
        words=_("That code no longer works. You can get new ones on your security page."),
    )


def recovery_codes_replaced(event: SecurityEvent) -> EmailBody:
    return _changed(
        event,
        subject=_("You have new recovery codes"),
        title=_("You have new recovery codes."),
        words=_("Your earlier recovery codes no longer work."),
    )


def passkey_added(event: SecurityEvent) -> EmailBody:
    return _changed(
        event,
        subject=_("A passkey was added to your account"),
        title=_("A passkey was added."),
        words=_("It can log in to your account. Your security page lists all your passkeys."),
    )


def passkey_removed(event: SecurityEvent) -> EmailBody:
    return _changed(
        event,
        subject=_("A passkey was removed from your account"),
        title=_("A passkey was removed."),
        words=_("It no longer logs in to your account."),
    )


def reset_requested(event: SecurityEvent) -> EmailBody:
    return _changed(
        event,
        subject=_("We were asked to remove your second factors"),
        title=_("Did you ask us to remove your second factors?"),
        words=_("If we approve it, your password alone logs you in until you set up two-factor log-in again."),
    )


def reset_approved(event: SecurityEvent) -> EmailBody:
    return _changed(
        event,
        subject=_("Your second factors were removed"),
        title=_("We removed your second factors."),
        words=_("Your authenticator app, recovery codes and passkeys no longer work. You’re logged out everywhere."),
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
    SecurityEventKind.TWO_FACTOR_ON: two_factor_on,
    SecurityEventKind.TWO_FACTOR_OFF: two_factor_off,
    SecurityEventKind.TWO_FACTOR_REPLACED: two_factor_replaced,
    SecurityEventKind.RECOVERY_CODE_USED: recovery_code_used,
    SecurityEventKind.RECOVERY_CODES_REPLACED: recovery_codes_replaced,
    SecurityEventKind.PASSKEY_ADDED: passkey_added,
    SecurityEventKind.PASSKEY_REMOVED: passkey_removed,
    SecurityEventKind.RESET_REQUESTED: reset_requested,
    SecurityEventKind.RESET_APPROVED: reset_approved,
}


def _changed(event: SecurityEvent, *, subject: str, title: str, words: str) -> EmailBody:
    return _body(
        subject=subject,
        preview=_("If this wasn’t you, secure your account now."),
        title=title,
        blocks=[
            Text(words),
            Facts([(_("Time"), full_moment(event.at, settings().office_zone))]),
            Text(_("If it was you, there’s nothing to do. If it wasn’t, secure your account now.")),
        ],
    )


def _body(*, subject: str, preview: str, title: str, blocks: list[EmailBlock]) -> EmailBody:
    return EmailBody(
        subject=subject,
        preview=preview,
        title=title,
        blocks=[*blocks, ActionLink(_("Check your account"), link("account.security"), main=True)],
        why=_("You’re getting this email because it’s about the security of your CozyWish account."),
    )
