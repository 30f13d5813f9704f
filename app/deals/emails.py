"""The email about a decision on a deal. Nothing here reads the database."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.accounts.models import User
from app.deals import copy
from app.deals.enums import DealStatus
from app.deals.models import Deal
from app.email.body import ActionLink, EmailBlock, EmailBody, Facts, QuotedText, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.venues.models import Venue

WHY = lazy_gettext("You’re getting this email because you list a venue on CozyWish.")


def decided(deal: Deal, venue: Venue, owner: User) -> Email:
    """Return the email to the owner about an admin's decision; the deal has its service loaded."""
    good = deal.status is DealStatus.APPROVED
    title = (
        _("“%(deal)s” is live.", deal=deal.title) if good else _("We requested changes to “%(deal)s”.", deal=deal.title)
    )
    then = (
        _("We approved your deal. Guests see the lower prices when it applies. Existing bookings keep their price.")
        if good
        else _("Prices stay the same for now. Make the changes described below, then submit the deal again.")
    )
    note: list[EmailBlock] = [QuotedText("CozyWish", deal.note)] if deal.note else []
    way = (
        ActionLink(_("View your page as a guest"), link("venue_pages.venue", slug=venue.slug), main=True)
        if good
        else ActionLink(_("Edit deal"), link("deals.edit", deal_id=deal.public_id), main=True)
    )
    blocks: list[EmailBlock] = [Text(then), *note, Facts(copy.facts(deal, venue)), way]
    letter = EmailBody(subject=title.rstrip("."), preview=then, title=title, blocks=blocks, why=str(WHY))
    return Email(f"deal.{deal.public_id}.{deal.status.replace('_', '-')}", [Recipient(owner.name, owner.email)], letter)
