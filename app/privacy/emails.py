"""Emails about deletions and exports. Nothing here reads the database.

Times are in the zone in which the person reads them (`accounts.zones.zone_of`).
"""

from datetime import datetime

from flask_babel import gettext as _

from app.accounts.models import User
from app.core.formats import full_moment
from app.email.body import ActionLink, EmailBlock, EmailBody, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.guests.models import Guest
from app.privacy.models import DataExport
from app.venues.models import Venue


def deletion_requested(user: User, due_at: datetime, *, zone: str) -> Email:
    return Email(
        f"privacy.{user.public_id}.deletion-{int(due_at.timestamp())}",
        [Recipient(user.name, user.email)],
        _body(
            subject=_("We’ll delete your CozyWish account"),
            preview=_("You can keep your account until then."),
            title=_("Your account will be deleted."),
            blocks=[
                Text(_("We’ll delete your account on %(time)s.", time=full_moment(due_at, zone))),
                Text(_("If you changed your mind, or if this wasn’t you, log in and select Keep my account.")),
                ActionLink(_("Keep my account"), link("privacy.index"), main=True),
            ],
        ),
    )


def account_deleted(key: str, name: str, email: str) -> Email:
    return Email(
        f"privacy.{key}.deleted",
        [Recipient(name, email)],
        _body(
            subject=_("Your CozyWish account is deleted"),
            preview=_("We erased your personal data."),
            title=_("Your account is deleted."),
            blocks=[
                Text(_("We erased your personal data. This account can no longer be used.")),
                Text(_("Your orders stay in our books without your name, because tax law requires it.")),
                Text(_("This is our last email to you. Thank you for using CozyWish.")),
            ],
        ),
    )


def venue_told(guest: Guest, venue: Venue, owner: User) -> Email:
    return Email(
        f"privacy.{guest.public_id}.venue-told",
        [Recipient(owner.name, owner.email)],
        EmailBody(
            subject=_("A guest of %(venue)s deleted their account", venue=venue.name),
            preview=_("Decide whether you still need their details."),
            title=_("A guest deleted their account."),
            blocks=[
                Text(
                    _("The guest deleted their account. You entered their details yourself, so we didn’t erase them.")
                ),
                Text(_("If you no longer need the details, erase them. Bookings stay without a name.")),
                ActionLink(_("Open the guest’s page"), link("guests.show", guest_id=guest.public_id), main=True),
            ],
            why=_("You’re getting this email because you own %(venue)s.", venue=venue.name),
        ),
    )


def export_ready(export: DataExport, user: User, *, zone: str) -> Email:
    return Email(
        f"privacy.{user.public_id}.export-{export.id}",
        [Recipient(user.name, user.email)],
        _body(
            subject=_("Your copy of your data is ready"),
            preview=_("You can download it for 7 days."),
            title=_("Your data is ready."),
            blocks=[
                Text(_("Download it by %(time)s.", time=full_moment(export.ends_at, zone))),
                Text(_("We’ll ask you to log in and to confirm that it’s you.")),
                ActionLink(_("Download your data"), link("privacy.index"), main=True),
            ],
        ),
    )


def _body(*, subject: str, preview: str, title: str, blocks: list[EmailBlock]) -> EmailBody:
    why = _("You’re getting this email because it’s about the data in your CozyWish account.")
    return EmailBody(subject=subject, preview=preview, title=title, blocks=blocks, why=why)
