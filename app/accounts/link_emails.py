"""Emails with a link that works once, and with a code. Nothing here reads the database."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from app.accounts.enums import EmailLinkKind
from app.accounts.models import EmailCode, EmailLink, User
from app.core.formats import full_moment
from app.core.settings import settings
from app.email.body import ActionLink, EmailBody, Facts, Text
from app.email.links import link as url_of
from app.email.message import Email, Recipient

PAGES: Mapping[EmailLinkKind, str] = {
    EmailLinkKind.VERIFY_EMAIL: "login.verify_email",
    EmailLinkKind.RESET_PASSWORD: "login.reset_password",
    EmailLinkKind.LOG_IN: "login.log_in_by_link",
    EmailLinkKind.CHANGE_EMAIL: "login.change_email",
    EmailLinkKind.UNDO_EMAIL: "login.undo_email",
}


def link_email(link: EmailLink, user: User, token: str) -> Email:
    """Build the email with a link, to the mailbox that the link is for."""
    url = url_of(PAGES[link.kind], token=token)
    key = f"account.{user.public_id}.link-{link.public_id}"
    return Email(key, [Recipient(user.name, link.email)], BODIES[link.kind](link, user, url))


def code_email(row: EmailCode, user: User, code: str) -> Email:
    key = f"account.{user.public_id}.code-{row.public_id}"
    return Email(key, [Recipient(user.name, user.email)], _code(code))


def _verify(_link: EmailLink, user: User, url: str) -> EmailBody:
    return EmailBody(
        subject=_("Confirm your email for CozyWish"),
        preview=_("One step left: confirm that this email is yours."),
        title=_("Confirm your email"),
        blocks=[
            Text(_("%(name)s, confirm that this is your email address.", name=user.first_name)),
            ActionLink(_("Confirm email"), url, main=True),
            Text(_("The link works once, for seven days. If you didn’t create an account, ignore this email.")),
        ],
        why=_("You’re getting this email because this address was entered for a CozyWish account."),
    )


def _reset(_link: EmailLink, _user: User, url: str) -> EmailBody:
    return EmailBody(
        subject=_("Set a new CozyWish password"),
        preview=_("The link works once, for one hour."),
        title=_("Set a new password"),
        blocks=[
            Text(_("Someone asked to set a new password for your account.")),
            ActionLink(_("Set new password"), url, main=True),
            Text(_("The link works once, for one hour. If it wasn’t you, ignore this email. Nothing changes.")),
        ],
        why=_why(),
    )


def _log_in(_link: EmailLink, _user: User, url: str) -> EmailBody:
    return EmailBody(
        subject=_("Your link to log in to CozyWish"),
        preview=_("The link works once, for ten minutes."),
        title=_("Log in to CozyWish"),
        blocks=[
            Text(_("Open this link in the browser where you asked for it.")),
            ActionLink(_("Log in"), url, main=True),
            Text(_("The link works once, for ten minutes. If it wasn’t you, ignore this email.")),
        ],
        why=_why(),
    )


def _change(link: EmailLink, user: User, url: str) -> EmailBody:
    return EmailBody(
        subject=_("Confirm your new email for CozyWish"),
        preview=_("Your email changes once you confirm it."),
        title=_("Confirm your new email"),
        blocks=[
            Text(_("%(name)s, confirm that %(email)s is your new email.", name=user.first_name, email=link.email)),
            ActionLink(_("Confirm new email"), url, main=True),
            Text(_("The link works once, for one day. If you didn’t ask for this, ignore this email.")),
        ],
        why=_("You’re getting this email because this address was entered for a CozyWish account."),
    )


def _undo(link: EmailLink, _user: User, url: str) -> EmailBody:
    until = full_moment(link.expires_at, settings().office_zone)
    return EmailBody(
        subject=_("Your CozyWish email was changed"),
        preview=_("If this wasn’t you, undo the change."),
        title=_("Your email was changed."),
        blocks=[
            Text(_("Your account no longer uses %(email)s. If that was you, there’s nothing to do.", email=link.email)),
            Text(_("If it wasn’t you, undo the change. This logs out everyone and lets you set a new password.")),
            ActionLink(_("Undo the change"), url, main=True),
            Facts([(_("You can undo it until"), until)]),
        ],
        why=_why(),
    )


def _code(code: str) -> EmailBody:
    return EmailBody(
        subject=_("Your CozyWish code"),
        preview=_("Enter the code to confirm it’s you."),
        title=_("Confirm it’s you"),
        blocks=[
            Facts([(_("Code"), code)]),
            Text(_("Enter it on the page where you asked for it, within ten minutes. Never share it with anyone.")),
            Text(_("If you didn’t ask for it, someone may be logged in to your account. Log out all other devices.")),
            ActionLink(_("Check your account"), url_of("account.security")),
        ],
        why=_("You’re getting this email because it’s about the security of your CozyWish account."),
    )


def _why() -> str:
    return _("You’re getting this email because it’s about the security of your CozyWish account.")


BODIES: Mapping[EmailLinkKind, Callable[[EmailLink, User, str], EmailBody]] = {
    EmailLinkKind.VERIFY_EMAIL: _verify,
    EmailLinkKind.RESET_PASSWORD: _reset,
    EmailLinkKind.LOG_IN: _log_in,
    EmailLinkKind.CHANGE_EMAIL: _change,
    EmailLinkKind.UNDO_EMAIL: _undo,
}
