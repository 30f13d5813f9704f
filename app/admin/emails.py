"""Emails to admins, and emails about accounts to their holders. Nothing here reads the database."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.copy import event_title
from app.accounts.models import SecurityEvent, User
from app.admin import copy
from app.email.body import ActionLink, EmailBlock, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.two_factor.models import TwoFactorReset
from app.venues.actions.review import live_values
from app.venues.copy import differences, part_name
from app.venues.enums import SubmissionKind
from app.venues.models import Submission, Venue

WHY = _l("You’re getting this email because you’re an admin of CozyWish.")


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
        why=str(WHY),
    )
    return Email(f"alarm.{event.public_id}", [Recipient(admin.name, admin.email) for admin in admins], letter)


def reset_requested(reset: TwoFactorReset, user: User, approvers: Sequence[User]) -> Email:
    """Build the email about a request to remove second factors, to the admins who may approve it."""
    admin = reset.requested_by.name
    letter = EmailBody(
        subject=_("Approve the removal of second factors: %(name)s", name=user.name),
        preview=_("%(admin)s asks for it. Approve or decline it within 7 days.", admin=admin),
        title=_("%(admin)s asks to remove the second factors of %(name)s.", admin=admin, name=user.name),
        blocks=[
            Facts([(_("Account"), user.name), (_("Reason"), reset.reason), (_("Time"), copy.at(reset.requested_at))]),
            Text(_("Contact the person another way first, such as by phone. Then approve or decline the request.")),
            ActionLink(_("Open the account"), link("admin.person_shown", person_id=user.public_id), main=True),
        ],
        why=str(WHY),
    )
    return Email(f"reset.{reset.id}", [Recipient(admin.name, admin.email) for admin in approvers], letter)


def submitted(submission: Submission, venue: Venue, approvers: Sequence[User]) -> Email:
    """Build the email about a submission that waits for review, to the admins who can decide."""
    is_new = submission.kind is SubmissionKind.NEW
    if is_new:
        subject, title = _("New listing to review: %(venue)s", venue=venue.name), _("A new listing is in review.")
        text = _("Guests can’t find this venue until an admin approves it.")
        changes: list[EmailBlock] = []
    else:
        subject, title = _("Change to review: %(venue)s", venue=venue.name), _("A change to a listing is in review.")
        text = _("Guests see the approved listing until an admin approves the change.")
        proposed = [(part_name(part), would) for part, _was, would in differences(submission, live_values(venue))]
        changes = [Text(_("The owner wants to change this:")), Facts(proposed)]
    facts = [
        (_("Venue"), venue.name),
        (_("City"), f"{venue.city}, {venue.state}"),
        (_("Owner"), venue.owner.name),
        (_("Submitted"), copy.at(submission.sent_at)),
    ]
    letter = EmailBody(
        subject=subject,
        preview=text,
        title=title,
        blocks=[
            Facts(facts),
            *changes,
            Text(text),
            ActionLink(_("Review listing") if is_new else _("Review change"), _review(venue), main=True),
        ],
        why=str(WHY),
    )
    to = [Recipient(admin.name, admin.email) for admin in approvers]
    return Email(f"submission.{venue.slug}.{submission.sent_at:%Y%m%dT%H%M%S%f}", to, letter)


def _review(venue: Venue) -> str:
    return link("admin.approval", key=venue.slug)


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
