"""The mails that a venue has sent from its desk: what it booked for somebody, and what it writes."""

from app.accounts.models import User
from app.bookings import calendar_file, words
from app.bookings.mails import TO_GUEST, guest
from app.bookings.models import VisitMessage
from app.bookings.visits import Visit
from app.filters import usd
from app.mail.letter import Block, Entry, Letter, Quote, Text, Way
from app.mail.links import link
from app.mail.message import Mail, Recipient

BOOKED_FOR = "You get this mail because {venue} booked a visit for you and wrote down your address."


def booked_for(visit: Visit, owner: User) -> Mail:
    """To the guest: what the venue booked for her. An answer goes to the venue."""
    item, venue, order = visit.item, visit.venue, visit.order
    reach = f" Call {venue.phone} or answer this mail" if venue.phone else " Answer this mail"
    cost = f"{usd(item.price_cents)}, to be paid at {venue.name}." if item.price_cents else "Nothing to pay."
    place = [f"{venue.name}, {venue.address}", venue.directions, venue.arrival_note]
    letter = Letter(
        subject=f"Booked for you: {item.title}, {words.begins(visit)}",
        preview=f"{words.title(item)} at {venue.name}.",
        title=f"{venue.name} booked you in.",
        blocks=[
            Entry(
                words.when(visit),
                f"{words.title(item)}{words.with_whom(item)}",
                [line for line in [*place, cost] if line],
            ),
            Text(f"If you cannot come, say so as early as you can.{reach}."),
            *_way(visit),
        ],
        why=BOOKED_FOR.format(venue=venue.name),
    )
    file = calendar_file.for_guest([visit], name=item.public_id)
    key, answers = f"booked-for.{item.public_id}", _venue(visit, owner)
    return Mail(key, [guest(order)], letter, reply_to=answers, attachments=[file.attachment])


def message(visit: Visit, written: VisitMessage, *, address: str, owner: User) -> Mail:
    """To the guest: what the venue writes about a visit. An answer goes to the venue, not to us."""
    item, venue = visit.item, visit.venue
    letter = Letter(
        subject=f"{venue.name} writes: {item.title}, {words.begins(visit)}",
        preview=written.text,
        title=f"{venue.name} writes to you.",
        blocks=[
            Quote(venue.name, written.text),
            Entry(words.when(visit), f"{words.title(item)}{words.with_whom(item)}", [f"{venue.name}, {venue.address}"]),
            Text(f"Answer this mail to write to {venue.name}."),
            *_way(visit),
        ],
        why=TO_GUEST if visit.order.user_id else BOOKED_FOR.format(venue=venue.name),
    )
    to = [Recipient(visit.order.name, address)]
    return Mail(f"message.{item.public_id}.{written.id}", to, letter, reply_to=_venue(visit, owner))


def _venue(visit: Visit, owner: User) -> Recipient:
    return Recipient(visit.venue.name, owner.email)


def _way(visit: Visit) -> list[Block]:
    if visit.order.user_id:
        return [Way("See this booking", link("bookings.show", item_id=visit.item.public_id), main=True)]
    if visit.venue.is_public:
        return [Way(f"See {visit.venue.name}", link("discovery.venue", slug=visit.venue.slug), main=True)]
    return []
