"""Emails about memberships."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.core.formats import full_date, usd
from app.core.zone_names import in_zone
from app.email.body import ActionLink, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.memberships import copy
from app.memberships.models import Membership, PlanPrice


def joined(member: Membership, includes: Sequence[str]) -> Email:
    """Build the email that confirms a membership, with what the guest agreed to and how to cancel."""
    title = _("You joined %(membership)s.", membership=member.offer.title)
    texts = [*includes, member.agreed_text, copy.standing(member)]
    return _email(member, "joined", _subject(member, _("Welcome")), title, texts)


def past_due(member: Membership) -> Email:
    """Build the email to a member whose payment failed."""
    title = _("Your payment failed.")
    texts = [
        copy.standing(member),
        _("To keep your membership, pay with this or another card on your membership’s page."),
    ]
    return _email(member, "past-due", _subject(member, _("Payment failed")), title, texts)


def canceled(member: Membership) -> Email:
    """Build the email that confirms a cancellation."""
    title = _("Your membership is canceled.")
    return _email(member, "canceled", _subject(member, _("Canceled")), title, [copy.standing(member)])


def ended(member: Membership) -> Email:
    """Build the email about the end of a membership."""
    title = _("Your membership has ended.")
    return _email(member, "ended", _subject(member, _("Ended")), title, [copy.standing(member)])


def changed(member: Membership, following: PlanPrice, includes: Sequence[str]) -> Email:
    """Build the notice of what a membership costs and includes from a payment on."""
    title = _("%(venue)s is changing your membership.", venue=member.venue.name)
    texts = [
        copy.change(member, following),
        _("From then on, your membership includes:"),
        *includes,
        _("Until then, nothing changes. If you cancel before that day, you aren’t charged again."),
    ]
    return _email(member, "changed", _subject(member, _("Changes")), title, texts)


def reminder(member: Membership) -> Email:
    """Build the yearly reminder of what a membership costs, and how to cancel it."""
    title = _("You’re a member at %(venue)s.", venue=member.venue.name)
    texts = [copy.terms(member.price.cents), copy.standing(member)]
    return _email(member, "reminder", _subject(member, _("Your membership goes on")), title, texts)


def _subject(member: Membership, what: str) -> str:
    return _("%(what)s: %(membership)s at %(venue)s", what=what, membership=member.offer.title, venue=member.venue.name)


def _email(member: Membership, kind: str, subject: str, title: str, texts: Sequence[str]) -> Email:
    page = link("memberships.show", membership_id=member.public_id)
    on = member.period_ends_at
    letter = EmailBody(
        subject=subject,
        preview=texts[0],
        title=title,
        blocks=[
            *(Text(each) for each in texts),
            Facts(
                [
                    (_("Membership"), member.offer.title),
                    (_("Price"), _("%(price)s a month", price=usd(member.price.cents))),
                    (_("This month ends"), full_date(in_zone(on, member.venue.zone).date()) if on else ""),
                ]
            ),
            ActionLink(_("See or cancel membership"), page, main=True),
        ],
        why=_("You’re getting this email because you’re a member on CozyWish."),
    )
    key = f"membership-{kind}.{member.public_id}.{on:%Y%m%d}" if on else f"membership-{kind}.{member.public_id}"
    return Email(key, [Recipient(member.user.name, member.user.email)], letter)
