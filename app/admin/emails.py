"""Emails about accounts, to their holders and to admins. Nothing here reads the database."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.accounts.copy import event_title
from app.accounts.models import SecurityEvent, User
from app.admin import copy
from app.email.body import ActionLink, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient


def alarm(event: SecurityEvent, admins: Sequence[User]) -> Email:
    """Build the alarm about a severe security event, to the admins who can resolve it."""
    title = event_title(event.kind)
    who = event.user.name if event.user else _("No account has this email")
    letter = EmailBody(
        subject=_("Security: %(event)s", event=title),
        preview=_("%(event)s: %(name)s", event=title, name=who),
        title=_("A security event needs your attention."),
        blocks=[
            Facts([(_("Event"), title), (_("Account"), who), (_("Time"), copy.at(event.at))]),
            Text(_("Find out what happened, then resolve the event with a note.")),
            ActionLink(_("Open the security log"), link("admin.security_log"), main=True),
        ],
        why=_("You’re getting this email because you’re an admin of CozyWish."),
    )
    return Email(f"alarm.{event.public_id}", [Recipient(admin.name, admin.email) for admin in admins], letter)


def corrected(user: User, *, to: str) -> Email:
    """Build the email about a corrected name or address, to the former or the current address."""
    letter = EmailBody(
        subject=_("We corrected your CozyWish account"),
        preview=_("Your name and email are now %(name)s and %(email)s.", name=user.name, email=user.email),
        title=_("We corrected your account."),
        blocks=[
            Facts([(_("Name"), user.name), (_("Email"), user.email)]),
            Text(_("You asked us to correct your account. If you didn’t, contact us from the help page.")),
            ActionLink(_("Check your account"), link("account.security"), main=True),
        ],
        why=_("You’re getting this email because it’s about your CozyWish account."),
    )
    which = "current" if to == user.email else "former"
    return Email(f"corrected.{user.public_id}.{which}", [Recipient(user.name, to)], letter)
