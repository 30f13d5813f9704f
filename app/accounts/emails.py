"""Emails to the account holder about what happened to their account. Nothing here reads the database.

Times are in the zone in which the person reads them (`zones.zone_of`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from app.accounts.copy import device_name, removed_words
from app.accounts.enums import SecurityEventKind
from app.accounts.models import SecurityEvent, User
from app.core.formats import full_moment
from app.email.body import ActionLink, EmailBlock, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient

# What an email says that needs no more than the usual.
IF_NOT_YOU = lazy_gettext("If this wasn’t you, secure your account now.")


@dataclass(frozen=True, slots=True)
class EventWords:
    """What the email about one kind of event says. The time and what to do are the same in all of them."""

    subject: LazyString
    title: LazyString
    text: LazyString
    preview: LazyString = IF_NOT_YOU


EVENTS: Mapping[SecurityEventKind, EventWords] = {
    SecurityEventKind.NEW_DEVICE: EventWords(
        lazy_gettext("New login to your CozyWish account"),
        lazy_gettext("Was this you?"),
        lazy_gettext("Someone logged in to your account on a device that you haven’t used before."),
    ),
    SecurityEventKind.PASSWORD_CHANGED: EventWords(
        lazy_gettext("Your CozyWish password was changed"),
        lazy_gettext("Your password was changed."),
        lazy_gettext("You log in with the new password from now on. Your other devices are logged out."),
    ),
    SecurityEventKind.EMAIL_CHANGE_UNDONE: EventWords(
        lazy_gettext("Your CozyWish email was changed back"),
        lazy_gettext("You have your account back."),
        lazy_gettext("We undid the change to your email, logged out all devices, and removed the password."),
        lazy_gettext("All devices are logged out. Set a new password to log in."),
    ),
    SecurityEventKind.TWO_FACTOR_ON: EventWords(
        lazy_gettext("Two-factor login is on"),
        lazy_gettext("Two-factor login is on."),
        lazy_gettext("From now on, logging in with your password also takes a code from your authenticator app."),
    ),
    SecurityEventKind.TWO_FACTOR_OFF: EventWords(
        lazy_gettext("Two-factor login is off"),
        lazy_gettext("Two-factor login is off."),
        lazy_gettext("Your password alone now logs you in. Your recovery codes no longer work."),
    ),
    SecurityEventKind.TWO_FACTOR_REPLACED: EventWords(
        lazy_gettext("Your authenticator app was replaced"),
        lazy_gettext("Your authenticator app was replaced."),
        lazy_gettext("Codes from your earlier app no longer work. Neither do your earlier recovery codes."),
    ),
    SecurityEventKind.RECOVERY_CODE_USED: EventWords(
        lazy_gettext("A recovery code was used"),
        lazy_gettext("Someone used one of your recovery codes."),
        lazy_gettext("That code no longer works. You can get new ones on your security page."),
    ),
    SecurityEventKind.RECOVERY_CODES_REPLACED: EventWords(
        lazy_gettext("You have new recovery codes"),
        lazy_gettext("You have new recovery codes."),
        lazy_gettext("Your earlier recovery codes no longer work."),
    ),
    SecurityEventKind.PASSKEY_ADDED: EventWords(
        lazy_gettext("A passkey was added to your account"),
        lazy_gettext("A passkey was added."),
        lazy_gettext("It can log in to your account. Your security page lists all your passkeys."),
    ),
    SecurityEventKind.PASSKEY_REMOVED: EventWords(
        lazy_gettext("A passkey was removed from your account"),
        lazy_gettext("A passkey was removed."),
        lazy_gettext("It no longer logs in to your account."),
    ),
    SecurityEventKind.RESET_REQUESTED: EventWords(
        lazy_gettext("We were asked to turn off your two-factor login"),
        lazy_gettext("Did you ask us to turn off your two-factor login?"),
        lazy_gettext("If we approve it, your password alone logs you in until you set up two-factor login again."),
    ),
    SecurityEventKind.RESET_APPROVED: EventWords(
        lazy_gettext("We turned off your two-factor login"),
        lazy_gettext("We turned off your two-factor login."),
        lazy_gettext("Your authenticator app, codes, and passkeys no longer work. You’re logged out everywhere."),
        lazy_gettext("Log in with your password, and set it up again."),
    ),
    SecurityEventKind.ROLE_CHANGED: EventWords(
        lazy_gettext("Your role at CozyWish changed"),
        lazy_gettext("An admin changed your role."),
        lazy_gettext("You’re logged out everywhere. Log in again to see what you can do now."),
        lazy_gettext("Log in again to see what you can do now."),
    ),
    SecurityEventKind.GOOGLE_CONNECTED: EventWords(
        lazy_gettext("Google was connected to your CozyWish account"),
        lazy_gettext("You can now log in with Google."),
        lazy_gettext("A Google account was connected to your CozyWish account."),
    ),
    SecurityEventKind.GOOGLE_DISCONNECTED: EventWords(
        lazy_gettext("Google was disconnected from your CozyWish account"),
        lazy_gettext("You can no longer log in with Google."),
        lazy_gettext("Your Google account was disconnected from your CozyWish account."),
    ),
    SecurityEventKind.APPLE_CONNECTED: EventWords(
        lazy_gettext("Apple was connected to your CozyWish account"),
        lazy_gettext("You can now log in with Apple."),
        lazy_gettext("An Apple account was connected to your CozyWish account."),
    ),
    SecurityEventKind.APPLE_DISCONNECTED: EventWords(
        lazy_gettext("Apple was disconnected from your CozyWish account"),
        lazy_gettext("You can no longer log in with Apple."),
        lazy_gettext("Your Apple account was disconnected from your CozyWish account."),
    ),
}


def event_email(event: SecurityEvent, user: User, *, zone: str, removed: Collection[SecurityEventKind] = ()) -> Email:
    """Build the email about an event that is in `EVENTS`. Raises KeyError for others.

    `removed` says what undoing a change of the email also removed from the account.
    """
    words = EVENTS[event.kind]
    facts = [(_("Time"), full_moment(event.at, zone))]
    if event.device is not None:
        facts.insert(0, (_("Device"), device_name(event.device.user_agent)))
    if removed:
        facts.append((_("Removed"), removed_words(removed)))
    body = EmailBody(
        subject=str(words.subject),
        preview=str(words.preview),
        title=str(words.title),
        blocks=[Text(str(words.text)), Facts(facts), *_next_steps(event.kind)],
        why=_("You’re getting this email because it’s about the security of your CozyWish account."),
    )
    return Email(f"account.{user.public_id}.event-{event.id}", [Recipient(user.name, user.email)], body)


def _next_steps(kind: SecurityEventKind) -> list[EmailBlock]:
    if kind is SecurityEventKind.EMAIL_CHANGE_UNDONE:
        return [
            Text(_("Set a new password if you haven’t yet. Then check your passkeys and two-factor login.")),
            ActionLink(_("Set a new password"), link("login.forgot_password"), main=True),
        ]
    if kind is SecurityEventKind.RESET_APPROVED:
        return [
            Text(_("Log in with your password. Then set up two-factor login again under Security.")),
            ActionLink(_("Log in"), link("login.log_in"), main=True),
        ]
    if kind is SecurityEventKind.ROLE_CHANGED:
        return [
            Text(_("Admins set up two-factor login first. If you didn’t expect this change, contact us.")),
            ActionLink(_("Log in"), link("login.log_in"), main=True),
        ]
    return [
        Text(_("If it was you, there’s nothing to do. If it wasn’t, secure your account now.")),
        ActionLink(_("Check your account"), link("account.security"), main=True),
    ]
