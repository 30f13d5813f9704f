"""The mails that remind: what to know on the way there. Nothing here reads the database."""

from app.bookings import calendar_file, words
from app.bookings.mails import booked, guest
from app.bookings.visits import Visit
from app.filters import clock as clock_time
from app.filters import zone_name
from app.mail.letter import Block, Letter, Text, Way
from app.mail.links import link
from app.mail.message import Mail
from app.reminders.enums import ReminderKind


def reminder(visit: Visit, kind: ReminderKind, *, token: str) -> Mail:
    """`token` is what lets whoever gets it choose without logging in."""
    item, venue, order = visit.item, visit.venue, visit.order
    at = f"{clock_time(item.starts_at, venue.zone)} {zone_name(item.starts_at, venue.zone)}"
    when = f"{words.near_day(visit) or words.begins(visit)} at {at}" if words.near_day(visit) else words.begins(visit)
    has_account = order.user_id is not None
    page = link("bookings.show", item_id=item.public_id)
    choice = link("reminders.by_link", token=token)
    blocks: list[Block] = [
        booked(visit, [visit]),
        Way("Show the way", words.directions(venue)),
        *([Way("See, move or cancel this visit", page, main=True)] if has_account else []),
        *([] if has_account else [Text(_at_the_desk(visit))]),
        Text("The file with this mail puts it into your calendar, if it is not there yet."),
        Way("Choose when we remind you", choice),
    ]
    letter = Letter(
        subject=f"{when}: {item.title} at {venue.name}",
        preview=f"{venue.address}. {words.title(item)}{words.with_whom(item)}.",
        title=f"See you {_soon(visit, kind)}, {order.first_name}.",
        blocks=blocks,
        why=f"You get this mail because you have a visit at {venue.name}.",
    )
    file = calendar_file.for_guest([visit], name=item.public_id)
    key = f"reminder.{item.public_id}.{kind.value}.{int(item.starts_at.timestamp())}"
    return Mail(key, [guest(order)], letter, attachments=[file.attachment], unsubscribe=choice)


def _soon(visit: Visit, kind: ReminderKind) -> str:
    if kind is ReminderKind.HOURS:
        return "in two hours"
    return {"Today": "today", "Tomorrow": "tomorrow"}.get(words.near_day(visit), "soon")


def _at_the_desk(visit: Visit) -> str:
    venue = visit.venue
    ask = f"Call {venue.phone}" if venue.phone else f"Write to {venue.name}"
    return f"To move or cancel it: {ask}."
