"""The mail that offers a place. Nothing here reads the database."""

from app.accounts.models import User
from app.bookings import words as visits
from app.bookings.visits import Visit
from app.filters import clock, usd
from app.mail.letter import Entry, Letter, Text, Way
from app.mail.links import link
from app.mail.message import Mail, Recipient
from app.waiting import words
from app.waiting.models import Wait

WHY = "You get this mail because you asked CozyWish to tell you when a place frees."


def offered(wait: Wait, visit: Visit, user: User) -> Mail:
    """A time is held, and until when; `wait` has its order."""
    item, venue = visit.item, visit.venue
    deadline = words.until(wait)
    letter = Letter(
        subject=f"Held for you until {clock(visit.order.held_until, venue.zone)}: {item.title}, {visits.begins(visit)}",
        preview=f"A place at {venue.name} is free. Nobody else can take it until {deadline}.",
        title="A place is free.",
        blocks=[
            Text(
                f"You asked us to tell you if {words.short(wait)} frees at {venue.name}. This time is held for you"
                f" until {deadline}; nobody else can take it before."
            ),
            Entry(
                visits.when(visit),
                f"{visits.title(item)}{visits.with_whom(item)}",
                [f"{venue.name}, {venue.address}", usd(item.price_cents)],
            ),
            Way(f"Take it, {usd(item.price_cents)}", link("waiting.show", wait_id=wait.public_id), main=True),
            Text(
                "Not this one? Say so on the same page: the next person is asked at once, and you keep your place in"
                f" line for another time. If we do not hear from you by {deadline}, the time goes on to the next person"
                " and we stop looking for you. Nothing is charged then."
            ),
        ],
        why=WHY,
    )
    return Mail(f"offer.{visit.order.public_id}", [Recipient(user.name, user.email)], letter)
