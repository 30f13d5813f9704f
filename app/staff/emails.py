"""Emails about working at a venue. Nothing here reads the database."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.accounts.models import User
from app.core.formats import full_moment
from app.email.body import ActionLink, EmailBlock, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.staff.copy import WHAT
from app.staff.models import OwnershipOffer, StaffInvitation
from app.venues.enums import StaffRole
from app.venues.models import Venue

WHY_INVITED = lazy_gettext("You’re getting this email because a venue on CozyWish entered your email address.")
WHY_STAFF = lazy_gettext("You’re getting this email because it’s about your work at a venue on CozyWish.")


def invitation(found: StaffInvitation, *, token: str) -> Email:
    venue, by = found.venue.name, found.invited_by.name
    title = _("%(name)s invites you to work with %(venue)s.", name=by, venue=venue)
    blocks: list[EmailBlock] = [
        Text(_("Accept to use %(venue)s’s calendar on CozyWish with your own login.", venue=venue)),
        Facts(
            [
                (_("Your role"), found.role.label),
                (_("What you can do"), str(WHAT[found.role])),
                (_("Expires"), full_moment(found.expires_at, found.venue.zone)),
            ]
        ),
        ActionLink(_("See invitation"), link("staff_invitation.show", token=token), main=True),
        Text(_("If you don’t know %(name)s, you can ignore this email.", name=by)),
    ]
    letter = EmailBody(
        subject=title.rstrip("."), preview=found.role.label, title=title, blocks=blocks, why=str(WHY_INVITED)
    )
    return Email(f"staff-invitation.{found.key}.{found.sent}".replace("_", "-"), [Recipient("", found.email)], letter)


def accepted(found: StaffInvitation, person: User) -> Email:
    title = _("%(name)s now works at %(venue)s.", name=person.name, venue=found.venue.name)
    text = _("They accepted your invitation and can log in as %(email)s.", email=person.email)
    return _to_inviter(found, "accepted", title, text)


def declined(found: StaffInvitation) -> Email:
    title = _("%(email)s declined your invitation.", email=found.email)
    return _to_inviter(found, "declined", title, _("They didn’t get access to %(venue)s.", venue=found.venue.name))


def role_changed(key: str, venue: Venue, person: User, role: StaffRole) -> Email:
    title = _("Your role at %(venue)s is now %(role)s.", venue=venue.name, role=role.label)
    blocks: list[EmailBlock] = [Facts([(_("What you can do"), str(WHAT[role]))]), _your_work()]
    return _mail(key, person, title, str(WHAT[role]), blocks)


def became_owner(key: str, venue: Venue, person: User) -> Email:
    title = _("You’re now an owner of %(venue)s.", venue=venue.name)
    text = _("You accepted the ownership. You can now do everything, including managing staff.")
    return _mail(key, person, title, text, [Text(text), _your_work()])


def removed(key: str, venue: Venue, person: User) -> Email:
    title = _("You no longer work at %(venue)s.", venue=venue.name)
    text = _("You were removed from the staff. Your account and your own bookings haven’t changed.")
    return _mail(key, person, title, text, [Text(text), _your_bookings()])


def venue_deleted(key: str, venue: Venue, person: User) -> Email:
    title = _("You no longer work at %(venue)s.", venue=venue.name)
    text = _("The owner deleted the listing. Your account and your own bookings haven’t changed.")
    return _mail(key, person, title, text, [Text(text), _your_bookings()])


def left(key: str, venue: Venue, person: User, *, to: User) -> Email:
    title = _("%(name)s no longer works at %(venue)s.", name=person.name, venue=venue.name)
    text = _("They left and can no longer open %(venue)s’s pages.", venue=venue.name)
    return _mail(key, to, title, text, [Text(text), _staff()])


def offer(found: OwnershipOffer) -> Email:
    venue, by, to = found.to_staff.venue, found.from_staff.user, found.to_staff.user
    title = _("%(name)s offers you the ownership of %(venue)s.", name=by.name, venue=venue.name)
    text = _("Nothing changes until you accept. An owner can do everything, including managing staff.")
    key = f"staff-offer.{to.public_id}.{found.id}"
    return _mail(key, to, title, text, [Text(text), _your_work()])


def _to_inviter(found: StaffInvitation, answer: str, title: str, text: str) -> Email:
    key = f"staff-invitation.{found.key}.{answer}".replace("_", "-")
    return _mail(key, found.invited_by, title, text, [Text(text), _staff()])


def _mail(key: str, to: User, title: str, preview: str, blocks: Sequence[EmailBlock]) -> Email:
    letter = EmailBody(subject=title.rstrip("."), preview=preview, title=title, blocks=blocks, why=str(WHY_STAFF))
    return Email(key, [Recipient(to.name, to.email)], letter)


def _staff() -> ActionLink:
    return ActionLink(_("See staff"), link("staff.index"), main=True)


def _your_bookings() -> ActionLink:
    return ActionLink(_("See your bookings"), link("bookings.index"), main=True)


def _your_work() -> ActionLink:
    return ActionLink(_("See your role"), link("staff.mine"), main=True)
