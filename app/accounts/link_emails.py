"""Emails with a link that works once, and with a code. Nothing here reads the database."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from app.accounts.enums import EmailLinkKind
from app.accounts.models import EmailCode, EmailLink, User
from app.core.formats import full_moment
from app.email.body import ActionLink, EmailBody, Facts, Text
from app.email.links import link as url_of
from app.email.message import Email, Recipient

ABOUT_SECURITY = lazy_gettext("You’re getting this email because it’s about the security of your CozyWish account.")
ABOUT_ADDRESS = lazy_gettext("You’re getting this email because this address was entered for a CozyWish account.")


@dataclass(frozen=True, slots=True)
class LinkWords:
    """The page of one kind of link, and what its email says.

    `before` and `after` are the texts around the button. They may name %(name)s and %(email)s, the mailbox.
    """

    page: str
    subject: LazyString
    preview: LazyString
    title: LazyString
    before: LazyString
    button: LazyString
    after: LazyString
    why: LazyString = ABOUT_SECURITY


LINKS: Mapping[EmailLinkKind, LinkWords] = {
    EmailLinkKind.VERIFY_EMAIL: LinkWords(
        "login.verify_email",
        subject=lazy_gettext("Confirm your email for CozyWish"),
        preview=lazy_gettext("One step left: confirm that this email is yours."),
        title=lazy_gettext("Confirm your email"),
        before=lazy_gettext("%(name)s, confirm that this is your email address."),
        button=lazy_gettext("Confirm email"),
        after=lazy_gettext("The link expires in seven days. If you didn’t create an account, ignore this email."),
        why=ABOUT_ADDRESS,
    ),
    EmailLinkKind.RESET_PASSWORD: LinkWords(
        "login.reset_password",
        subject=lazy_gettext("Set a new CozyWish password"),
        preview=lazy_gettext("The link expires in one hour."),
        title=lazy_gettext("Set a new password"),
        before=lazy_gettext("Someone asked to set a new password for your account."),
        button=lazy_gettext("Set new password"),
        after=lazy_gettext(
            "The link expires in one hour. If it wasn’t you, ignore this email. Your password stays the same."
        ),
    ),
    EmailLinkKind.LOG_IN: LinkWords(
        "login.log_in_by_link",
        subject=lazy_gettext("Your link to log in to CozyWish"),
        preview=lazy_gettext("The link works once and expires in ten minutes."),
        title=lazy_gettext("Log in to CozyWish"),
        before=lazy_gettext("Open this link in the browser where you asked for it."),
        button=lazy_gettext("Log in"),
        after=lazy_gettext("The link works once and expires in ten minutes. If it wasn’t you, ignore this email."),
    ),
    EmailLinkKind.CHANGE_EMAIL: LinkWords(
        "login.change_email",
        subject=lazy_gettext("Confirm your new email for CozyWish"),
        preview=lazy_gettext("Your email changes once you confirm it."),
        title=lazy_gettext("Confirm your new email"),
        before=lazy_gettext("%(name)s, confirm that %(email)s is your new email."),
        button=lazy_gettext("Confirm new email"),
        after=lazy_gettext("The link expires in one day. If you didn’t ask for this, ignore this email."),
        why=ABOUT_ADDRESS,
    ),
    EmailLinkKind.UNDO_EMAIL: LinkWords(
        "undo_email.ask",
        subject=lazy_gettext("Your CozyWish email was changed"),
        preview=lazy_gettext("If this wasn’t you, undo the change."),
        title=lazy_gettext("Your email was changed."),
        before=lazy_gettext("Your account no longer uses %(email)s. If you changed it, there’s nothing to do."),
        button=lazy_gettext("Undo the change"),
        after=lazy_gettext(
            "If it wasn’t you, undo the change. This logs out all devices, removes what was added to the account since,"
            " and lets you set a new password."
        ),
    ),
}


def link_email(link: EmailLink, user: User, token: str, *, zone: str) -> Email:
    """Build the email with a link, to the mailbox that the link is for."""
    words, about = LINKS[link.kind], {"name": user.first_name, "email": link.email}
    until = Facts([(_("You can undo it until"), full_moment(link.expires_at, zone))])
    body = EmailBody(
        subject=str(words.subject),
        preview=str(words.preview),
        title=str(words.title),
        blocks=[
            Text(str(words.before) % about),
            ActionLink(str(words.button), url_of(words.page, token=token), main=True),
            Text(str(words.after) % about),
            *([until] if link.kind is EmailLinkKind.UNDO_EMAIL else []),
        ],
        why=str(words.why),
    )
    return Email(f"account.{user.public_id}.link-{link.public_id}", [Recipient(user.name, link.email)], body)


def code_email(row: EmailCode, user: User, code: str) -> Email:
    body = EmailBody(
        subject=_("Your CozyWish code"),
        preview=_("Enter the code to confirm it’s you."),
        title=_("Confirm it’s you"),
        blocks=[
            Facts([(_("Code"), code)]),
            Text(_("Enter it on the page where you asked for it, within ten minutes. Never share it with anyone.")),
            Text(_("If you didn’t ask for it, someone may be logged in to your account. Log out all other devices.")),
            ActionLink(_("Check your account"), url_of("account.security")),
        ],
        why=str(ABOUT_SECURITY),
    )
    return Email(f"account.{user.public_id}.code-{row.public_id}", [Recipient(user.name, user.email)], body)
