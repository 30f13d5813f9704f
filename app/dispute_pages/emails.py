"""Emails about disputes. Nothing here reads the database."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.accounts.models import User
from app.core.formats import moment_zone, usd
from app.core.settings import settings
from app.dispute_pages import copy
from app.dispute_pages.queries import part_of_venue
from app.disputes.models import Dispute
from app.email.body import ActionLink, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.passes.models import Pass
from app.venues.models import Venue

WHY_OWNER = lazy_gettext("You’re getting this email because you own a venue on CozyWish.")
WHY_ADMIN = lazy_gettext("You’re getting this email because you’re a CozyWish admin.")


def to_owner(dispute: Dispute, venue: Venue, held: Pass | None, kind: str) -> Email:
    """Build the email to a venue's owner. `held` is the package or the membership's month that was paid for, if any."""
    there = link("disputes.show", dispute_id=dispute.public_id)
    cents = part_of_venue(dispute, venue.id, dispute.amount_cents)
    taken = part_of_venue(dispute, venue.id, dispute.taken_cents)
    says = copy.reason_for_venue(dispute), copy.consequence_for_venue(dispute, taken, held)
    about = [(copy.name_of(held), held.title)] if held else []
    letter = _letter(dispute, kind, cents, says, about, zone=venue.zone, there=there, why=str(WHY_OWNER))
    return Email(_key(dispute, kind, venue.slug), [Recipient(venue.owner.name, venue.owner.email)], letter)


def to_admins(dispute: Dispute, people: Sequence[User], kind: str) -> Email:
    """Build the email to all admins."""
    there = link("admin.dispute", dispute_id=dispute.public_id)
    zone, says = ZoneInfo(settings().office_zone), (copy.reason(dispute), copy.consequence(dispute))
    letter = _letter(dispute, kind, dispute.amount_cents, says, [], zone=zone, there=there, why=str(WHY_ADMIN))
    return Email(_key(dispute, kind, "admins"), [Recipient(person.name, person.email) for person in people], letter)


def _key(dispute: Dispute, kind: str, whom: str) -> str:
    status = dispute.status.value.replace("_", "-")
    return f"dispute-{kind}.{dispute.public_id}.{status}.{dispute.reminded_days or 0}.{whom}"


def _letter(
    dispute: Dispute,
    kind: str,
    cents: int,
    says: tuple[str, str],
    about: Sequence[tuple[str, str]],
    *,
    zone: ZoneInfo,
    there: str,
    why: str,
) -> EmailBody:
    title = _title(dispute, kind, usd(cents))
    due = [(_("Evidence by"), moment_zone(dispute.due_by, zone))] if dispute.due_by and dispute.needs_response else []
    facts = [(_("Dispute"), dispute.public_id), (_("Amount"), usd(cents)), *about, *due]
    return EmailBody(
        subject=title.rstrip("."),
        preview=says[0],
        title=title,
        blocks=[
            *map(Text, says),
            Facts(facts),
            ActionLink(_("View dispute"), there, main=True),
        ],
        why=why,
    )


def _title(dispute: Dispute, kind: str, amount: str) -> str:
    if kind == "closed":
        return _("The dispute of %(amount)s is over: %(how)s.", amount=amount, how=copy.status(dispute)[0].lower())
    if kind == "due":
        return _("The evidence about %(amount)s is due soon.", amount=amount)
    if dispute.is_inquiry:
        return _("A guest’s bank is asking about a payment of %(amount)s.", amount=amount)
    return _("A guest’s bank disputes a payment of %(amount)s.", amount=amount)
