"""The mails about visits that were moved. Nothing here reads the database."""

from app.bookings import calendar_file, words
from app.bookings.enums import Actor
from app.bookings.mails import TO_GUEST, booked, guest, to_its_page
from app.bookings.models import VisitMove
from app.bookings.visits import Visit
from app.mail.letter import Block, Facts, Letter, Quote, Text, Way
from app.mail.links import link
from app.mail.message import Mail


def moved(visit: Visit, first: VisitMove, last: VisitMove) -> Mail:
    """To the guest: from where it was before the `first` move that she has not heard of, to where it is now."""
    item, venue = visit.item, visit.venue
    time_stays = first.from_starts_at == item.starts_at
    blocks: list[Block] = [
        Text(_news(visit, first, last)),
        *([Quote(venue.name, last.reason)] if last.reason and last.actor is Actor.PROVIDER else []),
        booked(visit, [visit]),
        Facts(_before(visit, first)),
        *_free_to_cancel(visit, last),
        Text("The file with this mail brings your calendar up to date."),
        *to_its_page(visit, main=True),
    ]
    letter = Letter(
        subject=f"{'Changed' if time_stays else 'Moved'}: {item.title}, now {words.begins(visit)}",
        preview=words.was(first, venue.zone),
        title=f"{words.when(visit)}." if time_stays else f"It is on {words.begins(visit)} now.",
        blocks=blocks,
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([visit], name=item.public_id)
    key = f"moved.{item.public_id}.{item.sequence}"
    return Mail(key, [guest(visit.order)], letter, attachments=[file.attachment])


def _news(visit: Visit, first: VisitMove, last: VisitMove) -> str:
    venue = visit.venue.name
    if last.asked:
        return f"As you asked, {venue} has moved your visit. Place and price stay as they are."
    if first.from_starts_at == visit.item.starts_at:
        return f"{venue} has changed your visit. It begins when it did; place and price stay as they are."
    return f"{venue} has moved your visit. Place and price stay as they are."


def _before(visit: Visit, first: VisitMove) -> list[tuple[str, str]]:
    return [("Before", words.was(first, visit.venue.zone)), ("Booking", visit.item.public_id)]


def _free_to_cancel(visit: Visit, last: VisitMove) -> list[Block]:
    """Who did not ask for it may say no."""
    if last.asked or visit.item.cancel_keep_percent:
        return []
    if visit.order.is_from_desk:
        return [Text(f"If that does not suit you, call {words.call(visit)}.")]
    return [
        Text(
            "If that does not suit you, cancel before it starts and all of your money comes back, whatever was agreed"
            f" before. Or call {words.call(visit)}."
        ),
        Way("Cancel for a full refund", link("bookings.ask_to_cancel", item_id=visit.item.public_id)),
    ]
