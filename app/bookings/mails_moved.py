"""The mails about visits that were moved. Nothing here reads the database."""

from app.accounts.models import User
from app.bookings import calendar_file, words
from app.bookings.enums import Actor
from app.bookings.mails import TO_GUEST, TO_VENUE, booked, guest, in_calendar, page_of, to_its_page, who
from app.bookings.models import Order, VisitMove
from app.bookings.visits import Visit
from app.filters import usd
from app.mail.letter import Block, Entry, Facts, Letter, Quote, Text, Way
from app.mail.links import link
from app.mail.message import Mail, Recipient


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


def venue_moved(visit: Visit, move: VisitMove, *, owner: User) -> Mail:
    """To the venue's owner: a guest moved her visit herself."""
    item, order = visit.item, visit.order
    letter = Letter(
        subject=f"Moved: {order.name}, now {words.begins(visit)}",
        preview=f"It was {words.was(move, visit.venue.zone)}, which is free again.",
        title=f"{order.first_name} moved a visit.",
        blocks=[
            Entry(words.when(visit), f"{words.title(item)}{words.with_whom(item)}", [words.price_now(move)]),
            Facts([("Before", words.was(move, visit.venue.zone))]),
            Way("See it in your calendar", in_calendar(visit), main=True),
            who(visit),
        ],
        why=TO_VENUE,
    )
    file = calendar_file.for_venue([visit], name=item.public_id)
    key = f"venue-moved.{item.public_id}.{move.sequence}"
    to = [Recipient(owner.name, owner.email)]
    return Mail(key, to, letter, reply_to=guest(order), attachments=[file.attachment])


def too_late(visit: Visit, order: Order, *, card: str) -> Mail:
    """To the guest: the difference was paid, and the visit stays where it was. `order` is the one that paid it."""
    item, total = visit.item, usd(order.total_cents)
    stays = "is canceled" if visit.is_canceled else "stays where it is"
    letter = Letter(
        subject=f"Not moved: {item.title}, {total} goes back",
        preview=f"All of it goes back to {card}.",
        title="That payment came too late.",
        blocks=[
            Text(
                "The new time or its price had gone, or the visit had changed, before your payment reached us."
                f" Your visit {stays}. All of the difference, {total}, goes back to {card}; banks take"
                f" {words.BANK_TIME} to show it."
            ),
            *([] if visit.is_canceled else [booked(visit, [visit])]),
            Way("See this booking", page_of(visit), main=True),
            Facts([("Booking number", item.public_id), ("Order number", order.public_id)]),
        ],
        why=TO_GUEST,
    )
    return Mail(f"move-too-late.{order.public_id}", [guest(visit.order)], letter)


def _news(visit: Visit, first: VisitMove, last: VisitMove) -> str:
    venue = visit.venue.name
    if last.actor is Actor.CUSTOMER:
        return f"As you asked. {words.price_now(last)} {venue} has been told."
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
