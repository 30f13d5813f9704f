"""The mail that tells a provider what became of a deal. Nothing here reads the database."""

from app.accounts.models import User
from app.deals import words
from app.deals.enums import DealStatus
from app.deals.models import Deal
from app.mail.letter import Block, Facts, Letter, Quote, Text, Way
from app.mail.links import link
from app.mail.message import Mail, Recipient
from app.venues.models import Venue

WHY = "You get this mail because you list a venue at CozyWish."


def decided(deal: Deal, venue: Venue, owner: User) -> Mail:
    """What an admin said about a deal that was sent in; the deal has its service."""
    good = deal.status is DealStatus.APPROVED
    title = f"“{deal.title}” is live." if good else f"“{deal.title}” needs a change."
    then = (
        "Guests see its prices from now on; what is booked already keeps its price."
        if good
        else "Guests go on paying what they did. Send it in again once it is changed."
    )
    note: list[Block] = [Quote("CozyWish", deal.note)] if deal.note else []
    way = Way("See your page as guests do", link("discovery.venue", slug=venue.slug), main=True)
    blocks: list[Block] = [Text(then), *note, Facts(words.facts(deal, venue)), *([way] if good else [])]
    letter = Letter(subject=title.rstrip("."), preview=then, title=title, blocks=blocks, why=WHY)
    return Mail(f"deal.{deal.public_id}.{deal.status}", [Recipient(owner.name, owner.email)], letter)
