"""The mails about bookings: to whom, what they say, and the calendar file. Nothing here reads the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import User
from app.bookings import calendar_file, words
from app.bookings.enums import Actor, ItemState
from app.bookings.models import ItemTransition, Order, Refund
from app.bookings.visits import Visit, standing, visits_of
from app.filters import moment_zone, usd
from app.mail.letter import Amounts, Block, Entry, Facts, Letter, Quote, Text, Way
from app.mail.links import link
from app.mail.message import Mail, Recipient

TO_GUEST = "You get this mail because you booked at CozyWish."
TO_VENUE = "You get this mail because your venue takes bookings at CozyWish."


def confirmed(order: Order, *, card: str) -> Mail | None:
    """All that was booked and paid at once. `card` is what paid: Visa 4242. None when nothing stands any more."""
    visits = standing(visits_of(order))
    if not visits:
        return None
    blocks: list[Block] = [
        Text(f"{words.summary(visits)} {_how_it_stands(visits)}. {words.numbers_of(order, visits)}"),
        *(booked(visit, visits) for visit in visits),
        Way(f"See your {'booking' if len(visits) == 1 else 'bookings'}", _order(order), main=True),
        _paid(order, card),
        *_rules(visits),
    ]
    letter = Letter(
        subject=f"{'Asked' if all(visit.is_requested for visit in visits) else 'Booked'}: {_what(visits)}",
        preview=words.listed([f"{visit.item.title} at {visit.venue.name}" for visit in visits]),
        title=words.headline(order, visits),
        blocks=blocks,
        why=TO_GUEST,
    )
    file = calendar_file.for_guest(visits_of(order), name=order.public_id)
    return Mail(f"confirmed.{order.public_id}", [guest(order)], letter, attachments=[file.attachment])


def venue_confirmed(order: Order, *, venue_id: int, owner: User) -> Mail | None:
    """What was booked at one venue, to its owner. None when nothing of it stands any more."""
    here = [visit for visit in visits_of(order) if visit.venue.id == venue_id]
    visits = standing(here)
    if not visits:
        return None
    asked = any(visit.is_requested for visit in visits)
    more = f" and {words.number(len(visits) - 1, 'more', 'more')}" if len(visits) > 1 else ""
    letter = Letter(
        subject=f"{'To confirm' if asked else 'New booking'}: {order.name}, {words.begins(visits[0])}{more}",
        preview=words.listed([words.title(visit.item) for visit in visits]),
        title=f"{order.first_name} {'asks for' if asked else 'booked'} {words.number(len(visits), 'visit', 'visits')}.",
        blocks=[
            *(_at_venue(visit) for visit in visits),
            Way("See it in your calendar", in_calendar(visits[0]), main=True),
            who(*visits),
            *([Quote(order.first_name, visits[0].booking.note)] if visits[0].booking.note else []),
        ],
        why=TO_VENUE,
    )
    file = calendar_file.for_venue(here, name=here[0].item.public_id)
    return Mail(
        f"venue-confirmed.{here[0].booking.public_id}",
        [Recipient(owner.name, owner.email)],
        letter,
        reply_to=guest(order),
        attachments=[file.attachment],
    )


def canceled(visit: Visit, move: ItemTransition, *, others: Sequence[Visit], card: str) -> Mail:
    """To the guest, whoever canceled. `others` of the same order are still booked."""
    item, venue = visit.item, visit.venue
    blocks: list[Block] = [Text(_news(visit, move))]
    if move.reason and move.actor in {Actor.PROVIDER, Actor.ADMIN}:
        blocks.append(Quote(venue.name if move.actor is Actor.PROVIDER else "CozyWish", move.reason))
    blocks += [
        Entry(words.when(visit), f"{words.title(item)}{words.with_whom(item)}", [venue.name, "Canceled"]),
        *_given_back(visit, card),
        *([Text(words.others(others))] if others else []),
        Text("The file with this mail takes it out of your calendar."),
        Way("Choose another time", _times(visit), main=True),
        *to_its_page(visit),
    ]
    by_venue = move.actor is Actor.PROVIDER
    letter = Letter(
        subject=f"{f'{venue.name} canceled' if by_venue else 'Canceled'}: {item.title}, {words.begins(visit)}",
        preview=_preview(visit, card),
        title=f"{venue.name} canceled your visit." if by_venue else "Your visit is canceled.",
        blocks=blocks,
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([visit], name=item.public_id)
    return Mail(f"canceled.{item.public_id}", [guest(visit.order)], letter, attachments=[file.attachment])


def agreed(visit: Visit) -> Mail:
    """To the guest: the venue says yes."""
    item, venue = visit.item, visit.venue
    letter = Letter(
        subject=f"Booked: {item.title}, {words.begins(visit)}",
        preview=f"{venue.name} says yes.",
        title=f"{venue.name} says yes.",
        blocks=[
            Text("Your visit is booked. It was paid for when you asked, so nothing is left to pay."),
            booked(visit, [visit]),
            Text("The file with this mail brings your calendar up to date."),
            *to_its_page(visit, main=True),
        ],
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([visit], name=item.public_id)
    return Mail(f"agreed.{item.public_id}", [guest(visit.order)], letter, attachments=[file.attachment])


def _preview(visit: Visit, card: str) -> str:
    if not visit.item.paid_here:
        return "The time is free for others again."
    return (
        f"{usd(words.refunded_cents(visit.item))} goes back to {card}." if visit.item.refunds else "Nothing comes back."
    )


def venue_canceled(visit: Visit, move: ItemTransition, *, owner: User) -> Mail:
    """To the venue's owner, when somebody else canceled."""
    item, order = visit.item, visit.order
    unanswered = move.actor is Actor.SYSTEM
    by = "CozyWish" if move.actor is Actor.ADMIN else order.first_name
    kept = item.paid_cents - words.refunded_cents(item)
    blocks: list[Block] = [
        Text("The time is free again, and others can book it."),
        *([Quote(by, move.reason)] if move.reason and not unanswered else []),
        Entry(words.when(visit), f"{words.title(item)}{words.with_whom(item)}"),
        *(
            [Amounts([("Paid", item.paid_cents), ("Refunded", -words.refunded_cents(item))], ("Kept", kept))]
            if item.paid_here
            else []
        ),
        Way("See your calendar", in_calendar(visit), main=True),
        who(visit),
    ]
    letter = Letter(
        subject=f"{'Not answered' if unanswered else 'Canceled'}: {order.name}, {words.begins(visit)}",
        preview=f"{words.title(item)}. The time is free again.",
        title="A visit was not answered in time." if unanswered else f"{by} canceled a visit.",
        blocks=blocks,
        why=TO_VENUE,
    )
    file = calendar_file.for_venue([visit], name=item.public_id)
    return Mail(
        f"venue-canceled.{item.public_id}",
        [Recipient(owner.name, owner.email)],
        letter,
        reply_to=guest(order),
        attachments=[file.attachment],
    )


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Who served a visit before, who does now, whether the guest had asked for the first, and what the venue says."""

    before: str
    after: str
    chosen: bool
    reason: str = ""


def passed_on(visit: Visit, change: PassedOn) -> Mail:
    """To the guest: somebody else serves."""
    item, venue = visit.item, visit.venue
    free: list[Block] = [
        Text(
            f"You had asked for {change.before}. If you would rather not come now, cancel before it starts and all"
            " of your money comes back, whatever was agreed before."
        ),
        Way("Cancel for a full refund", link("bookings.ask_to_cancel", item_id=item.public_id)),
    ]
    letter = Letter(
        subject=f"Now with {change.after}: {item.title}, {words.begins(visit)}",
        preview="Time, place and price stay as they are.",
        title=f"{change.after} will look after you.",
        blocks=[
            Text(f"{change.before} cannot be there that day. Time, place and price stay as they are."),
            *([Quote(venue.name, change.reason)] if change.reason else []),
            booked(visit, [visit]),
            *(free if change.chosen and visit.order.user_id else []),
            Text("The file with this mail brings your calendar up to date."),
            *to_its_page(visit, main=True),
        ],
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([visit], name=item.public_id)
    key = f"passed-on.{item.public_id}.{item.sequence}"
    return Mail(key, [guest(visit.order)], letter, attachments=[file.attachment])


def too_late(order: Order, *, card: str) -> Mail:
    """The payment came after a time or its price had gone: nothing is booked and all money goes back."""
    total = usd(order.total_cents)
    letter = Letter(
        subject=f"Not booked: your payment came too late, {total} goes back",
        preview=f"All of it goes back to {card}.",
        title="That payment came too late.",
        blocks=[
            Text(
                "One of the times, or its price, had gone before your payment reached us, so nothing is booked. "
                f"All of it, {total}, goes back to {card}; banks take {words.BANK_TIME} to show it."
            ),
            *(_lost(visit) for visit in visits_of(order)),
            Text("What you chose is still in your cart, with the nearest free times."),
            Way("See free times", link("cart.index"), main=True),
            Facts([("Order number", order.public_id)]),
        ],
        why=TO_GUEST,
    )
    return Mail(f"too-late.{order.public_id}", [guest(order)], letter)


def refunded(visit: Visit, refund: Refund, *, card: str) -> Mail:
    """Money has left us; `visit` must have all its refunds."""
    amount, item = usd(refund.amount_cents), visit.item
    letter = Letter(
        subject=f"Refunded: {amount} for {item.title}",
        preview=f"It went back to {card}.",
        title=f"{amount} is on its way back.",
        blocks=[
            Text(f"We sent it to {card}. Banks take {words.BANK_TIME} to show it."),
            Entry(words.when(visit), words.title(item), [visit.venue.name]),
            Facts([("You paid", usd(item.paid_cents)), ("Refunded", amount), *_codes(visit)]),
            *([Way("See this booking", page_of(visit))] if visit.is_canceled else []),
        ],
        why=TO_GUEST,
    )
    return Mail(refund_key("refunded", visit, refund), [guest(visit.order)], letter)


def refund_key(kind: str, visit: Visit, refund: Refund) -> str:
    """An item may be refunded in parts: each part has its own mail."""
    part = sorted(each.id for each in visit.item.refunds).index(refund.id) + 1
    return f"{kind}.{visit.item.public_id}.{part}"


def _codes(visit: Visit) -> list[tuple[str, str]]:
    return [("Booking number", visit.item.public_id), ("Order number", visit.order.public_id)]


def guest(order: Order) -> Recipient:
    return Recipient(order.name, order.email)


def _order(order: Order) -> str:
    return link("checkout.done", order_id=order.public_id)


def to_its_page(visit: Visit, *, main: bool = False) -> list[Block]:
    """Who was booked at the desk, and has no account, has no page of it."""
    return [Way("See this booking", page_of(visit), main=main)] if visit.order.user_id else []


def page_of(visit: Visit) -> str:
    return link("bookings.show", item_id=visit.item.public_id)


def _times(visit: Visit) -> str:
    """Where the same can be booked again; what else the venue offers where it is no longer offered; of a venue that
    is not public, everything near."""
    if not visit.venue.is_public:
        return link("discovery.search")
    if not visit.item.service.active:
        return link("discovery.venue", slug=visit.venue.slug)
    return link("discovery.times", slug=visit.venue.slug, service=visit.item.service.slug)


def in_calendar(visit: Visit) -> str:
    """The day with the booking beside it; on a phone, at the booking."""
    return f"{link('calendar.day', day=visit.day.isoformat(), booking=visit.item.public_id)}#booking"


def _what(visits: Sequence[Visit]) -> str:
    first = visits[0]
    if len(visits) == 1:
        return f"{first.item.title}, {words.begins(first)}"
    return f"{words.number(len(visits), 'visit', 'visits')}, the first {words.begins(first)}"


def _how_it_stands(visits: Sequence[Visit]) -> str:
    asked = sum(visit.is_requested for visit in visits)
    if not asked:
        return "Paid and booked"
    return "Paid, and asked of the venue" if asked == len(visits) else "Paid; what the venue must say yes to says so"


def booked(visit: Visit, visits: list[Visit]) -> Entry:
    """With all that one needs to find it, once for each place."""
    item, venue = visit.item, visit.venue
    place = [f"{venue.name}, {venue.address}", venue.directions, venue.arrival_note, f"Phone: {venue.phone}"]
    told = [line for line in place if line and line != "Phone: "]
    known = any(other.venue.id == venue.id for other in visits[: visits.index(visit)])
    waits = f"{words.waiting(visit)}." if visit.is_requested else ""
    lines = [waits, *([venue.name] if known else told), words.way_before(visits, visit), words.policy(visit)]
    lines += [words.booking_number(item)] if len(visits) > 1 else []
    return Entry(words.when(visit), f"{words.title(item)}{words.with_whom(item)}", [line for line in lines if line])


def _lost(visit: Visit) -> Entry:
    return Entry(words.when(visit), words.title(visit.item), [visit.venue.name, "Not booked"])


def _at_venue(visit: Visit) -> Entry:
    item = visit.item
    reason = f" ({item.price_reason})" if item.discount_cents else ""
    waits = [f"Say yes or no by {_answer_by(visit)}."] if visit.is_requested else []
    return Entry(
        words.when(visit),
        f"{words.title(item)}{words.with_whom(item)}",
        [*waits, f"Paid {usd(item.price_cents)}{reason}"],
    )


def _answer_by(visit: Visit) -> str:
    return moment_zone(visit.item.answer_by or visit.item.starts_at, visit.venue.zone)


def who(*visits: Visit) -> Facts:
    """The guest of bookings at one venue, and the number of each."""
    order, numbers = visits[0].order, ", ".join(visit.item.public_id for visit in visits)
    label = "Booking number" if len(visits) == 1 else "Booking numbers"
    told = [("Guest", order.name), ("Phone", order.phone), ("Email", order.email), (label, numbers)]
    return Facts([(name, value) for name, value in told if value])


def _paid(order: Order, card: str) -> Amounts:
    shown = [(line.text, line.amount_cents) for line in order.lines]
    return Amounts(shown, (f"Paid with {card}" if order.total_cents else "Nothing to pay", order.total_cents))


def _rules(visits: Sequence[Visit]) -> list[Block]:
    until = words.free_until(visits)
    if not until or len(visits) == 1:
        return []
    return [Text(f"Each visit can be canceled on its own: the first of them for free until {until}.")]


def _news(visit: Visit, move: ItemTransition) -> str:
    if move.actor is Actor.SYSTEM:
        return f"We are sorry: {visit.venue.name} did not answer in time, so nothing is booked."
    if move.from_state is ItemState.REQUESTED and move.actor is Actor.PROVIDER:
        return f"We are sorry: {visit.venue.name} cannot take you at this time."
    if move.actor is Actor.PROVIDER:
        return f"We are sorry: {visit.venue.name} cannot keep this time."
    if move.actor is Actor.ADMIN:
        return "We are sorry: we had to cancel this visit."
    return f"As you asked. {visit.venue.name} has been told."


def _given_back(visit: Visit, card: str) -> list[Block]:
    item = visit.item
    back = words.refunded_cents(item)
    if not item.paid_cents or not item.paid_here:
        return []
    kept = item.paid_cents - back
    lines = [("You paid", item.paid_cents), *([(f"{visit.venue.name} keeps", -kept)] if kept else [])]
    takes = [Text(f"Banks take {words.BANK_TIME} to show it.")] if back else []
    return [Amounts(lines, (f"Back to {card}", back)), *takes]
