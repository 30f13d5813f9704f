"""The mails about bookings: to whom, what they say, and the calendar file. Nothing here reads the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.accounts.models import User
from app.bookings import calendar_file, words
from app.bookings.enums import Actor, BookingState
from app.bookings.models import BookingTransition, Order, Refund
from app.bookings.visits import Visit, standing, visits_of
from app.filters import moment_zone, usd
from app.mail.letter import Amounts, Block, Entry, Facts, Letter, Quote, Text, Way
from app.mail.links import link
from app.mail.message import Mail, Recipient

TO_GUEST = lazy_gettext("You’re getting this email because you booked on CozyWish.")
TO_VENUE = lazy_gettext("You’re getting this email because your venue takes bookings on CozyWish.")


def confirmed(order: Order, *, card: str) -> Mail | None:
    """All that was booked and paid at once. `card` is what paid: Visa 4242. None when nothing stands any more."""
    visits = standing(visits_of(order))
    if not visits:
        return None
    blocks: list[Block] = [
        Text(f"{_how_it_stands(visits)} {words.summary(visits)} {words.numbers_of(order, visits)}"),
        *(booked(visit, visits) for visit in visits),
        Way(_("View booking") if len(visits) == 1 else _("View bookings"), _order(order), main=True),
        _paid(order, card),
        *_rules(visits),
    ]
    letter = Letter(
        subject=_what(visits),
        preview=words.listed([_service_at(visit) for visit in visits]),
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
    letter = Letter(
        subject=_what_of_guest(visits, asked=asked),
        preview=words.listed([words.title(visit.booking) for visit in visits]),
        title=_title_of_guest(visits, asked=asked),
        blocks=[
            *(
                [Text(_("Requests you don’t accept in time expire, and the guest gets a full refund."))]
                if asked
                else []
            ),
            *(_at_venue(visit) for visit in visits),
            Way(_("Review request") if asked else _("View in calendar"), in_calendar(visits[0]), main=True),
            who(*visits),
            *([Quote(order.first_name, visits[0].venue_order.note)] if visits[0].venue_order.note else []),
        ],
        why=TO_VENUE,
    )
    file = calendar_file.for_venue(here, name=here[0].booking.public_id)
    return Mail(
        f"venue-confirmed.{order.public_id}.{venue_id}",
        [Recipient(owner.name, owner.email)],
        letter,
        reply_to=guest(order),
        attachments=[file.attachment],
    )


def canceled(visit: Visit, move: BookingTransition, *, others: Sequence[Visit], card: str) -> Mail:
    """To the guest, whoever canceled. `others` of the same order are still booked."""
    booking, venue = visit.booking, visit.venue
    blocks: list[Block] = [Text(_news(visit, move))]
    if move.reason and move.actor in {Actor.PROVIDER, Actor.ADMIN}:
        blocks.append(Quote(venue.name if move.actor is Actor.PROVIDER else "CozyWish", move.reason))
    blocks += [
        Entry(
            words.when(visit),
            words.named(booking),
            [venue.name, _("Declined") if words.was_declined(move) else _("Canceled")],
        ),
        *_given_back(visit, card),
        *([Text(words.others(others))] if others else []),
        Text(
            _("To remove the canceled booking from your calendar, open the attached file.")
            if others
            else _("To remove it from your calendar, open the attached file.")
        ),
        Way(_("Choose another time"), _times(visit), main=True),
        *to_its_page(visit),
    ]
    subject, title = _canceled_by(visit, move)
    letter = Letter(
        subject=subject,
        preview=_preview(visit, card),
        title=title,
        blocks=blocks,
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([visit], name=booking.public_id)
    return Mail(f"canceled.{booking.public_id}", [guest(visit.order)], letter, attachments=[file.attachment])


def agreed(visit: Visit) -> Mail:
    """To the guest: the venue accepted the request."""
    booking, venue = visit.booking, visit.venue
    letter = Letter(
        subject=_(
            "%(venue)s accepted your request: %(service)s, %(time)s",
            venue=venue.name,
            service=booking.title,
            time=words.begins(visit),
        ),
        preview=_("You’re booked for %(time)s.", time=words.begins(visit)),
        title=_("%(venue)s accepted your request.", venue=venue.name),
        blocks=[
            Text(_("You’re booked. You already paid, so nothing is due at the venue.")),
            booked(visit, [visit]),
            Text(_("To update your calendar, open the attached file.")),
            *to_its_page(visit, main=True),
        ],
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([visit], name=booking.public_id)
    return Mail(f"agreed.{booking.public_id}", [guest(visit.order)], letter, attachments=[file.attachment])


def _preview(visit: Visit, card: str) -> str:
    if not visit.booking.paid_here or not visit.booking.paid_cents:
        return _service_at(visit)
    if not visit.booking.refunds:
        return _("Per the cancellation policy, there’s no refund.")
    return _("We’re refunding %(amount)s to %(card)s.", amount=usd(words.refunded_cents(visit.booking)), card=card)


def _canceled_by(visit: Visit, move: BookingTransition) -> tuple[str, str]:
    """Subject and title for the guest: who canceled, or declined, what."""
    venue, values = visit.venue.name, {"service": visit.booking.title, "time": words.begins(visit)}
    if move.actor is Actor.SYSTEM:
        return _("Your request expired: %(service)s, %(time)s", **values), _("Your request expired.")
    if move.actor is Actor.PROVIDER and move.from_state is BookingState.REQUESTED:
        subject = _("%(venue)s declined your request: %(service)s, %(time)s", venue=venue, **values)
        return subject, _("%(venue)s declined your request.", venue=venue)
    if move.actor is Actor.PROVIDER:
        subject = _("%(venue)s canceled your booking: %(service)s, %(time)s", venue=venue, **values)
        return subject, _("%(venue)s canceled your booking.", venue=venue)
    if move.actor is Actor.ADMIN:
        subject = _("CozyWish canceled your booking: %(service)s, %(time)s", **values)
        return subject, _("CozyWish canceled your booking.")
    return _("Your booking is canceled: %(service)s, %(time)s", **values), _("Your booking is canceled.")


def venue_canceled(visit: Visit, move: BookingTransition, *, owner: User) -> Mail:
    """To the venue's owner, when the guest or CozyWish canceled, or the request expired."""
    booking, order = visit.booking, visit.order
    unanswered = move.actor is Actor.SYSTEM
    by = "CozyWish" if move.actor is Actor.ADMIN else order.first_name
    blocks: list[Block] = [
        Text(
            _("The guest gets a full refund, because the request wasn’t accepted in time.")
            if unanswered
            else _("This time is available to book again.")
        ),
        *([Quote(by, move.reason)] if move.reason and not unanswered else []),
        Entry(words.when(visit), words.named(booking)),
        *_kept(visit),
        Way(_("View calendar"), in_calendar(visit), main=True),
        who(visit),
    ]
    letter = Letter(
        subject=_canceled_of_guest(visit, move),
        preview=words.title(booking),
        title=_("A booking request expired.") if unanswered else _("%(name)s canceled a booking.", name=by),
        blocks=blocks,
        why=TO_VENUE,
    )
    file = calendar_file.for_venue([visit], name=booking.public_id)
    return Mail(
        f"venue-canceled.{booking.public_id}",
        [Recipient(owner.name, owner.email)],
        letter,
        reply_to=guest(order),
        attachments=[file.attachment],
    )


def _kept(visit: Visit) -> list[Block]:
    """To the venue: what was refunded of an online payment, and the late cancellation fee where there is one."""
    booking = visit.booking
    if not booking.paid_cents or not booking.paid_here:
        return []
    back = words.refunded_cents(booking)
    paid, kept = (_("Paid"), booking.paid_cents), booking.paid_cents - back
    if not kept:
        return [Amounts([paid], (_("Refunded"), back))]
    return [Amounts([paid, (_("Refunded"), -back)], (_("Late cancellation fee"), kept))]


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Who served a visit before, who does now, whether the guest had asked for the first, and what the venue says."""

    before: str
    after: str
    chosen: bool
    reason: str = ""


def passed_on(visit: Visit, change: PassedOn) -> Mail:
    """To the guest: another team member serves."""
    booking, venue = visit.booking, visit.venue
    free: list[Block] = [
        Text(
            _(
                "You asked for %(name)s. If you’d rather not come, cancel before the start for a full refund.",
                name=change.before,
            )
        ),
        Way(_("Cancel for a full refund"), link("bookings.ask_to_cancel", booking_id=booking.public_id)),
    ]
    letter = Letter(
        subject=_(
            "%(venue)s reassigned your booking to %(name)s: %(service)s, %(time)s",
            venue=venue.name,
            name=change.after,
            service=booking.title,
            time=words.begins(visit),
        ),
        preview=_("The time and price stay the same."),
        title=_("Your booking is now with %(name)s.", name=change.after),
        blocks=[
            Text(_("The time and price stay the same. %(name)s isn’t available that day.", name=change.before)),
            *([Quote(venue.name, change.reason)] if change.reason else []),
            booked(visit, [visit]),
            *(free if change.chosen and visit.order.user_id else []),
            Text(_("To update your calendar, open the attached file.")),
            *to_its_page(visit, main=True),
        ],
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([visit], name=booking.public_id)
    key = f"passed-on.{booking.public_id}.{booking.sequence}"
    return Mail(key, [guest(visit.order)], letter, attachments=[file.attachment])


def too_late(order: Order, *, card: str) -> Mail:
    """The payment came after a time or its price had gone: nothing is booked and all money goes back."""
    total = usd(order.total_cents)
    letter = Letter(
        subject=_("Not booked: you get a full refund of %(amount)s", amount=total),
        preview=_("We’re refunding %(amount)s to %(card)s.", amount=total, card=card),
        title=_("Your payment arrived too late."),
        blocks=[
            Text(
                _(
                    "You get a full refund of %(amount)s to %(card)s. Banks take %(days)s to show it.",
                    amount=total,
                    card=card,
                    days=words.BANK_TIME,
                )
            ),
            Text(
                _(
                    "One of your times was no longer available at that price when your payment arrived, so nothing"
                    " was booked."
                )
            ),
            *(_lost(visit) for visit in visits_of(order)),
            Text(_("Your services are still in your cart, with the closest openings.")),
            Way(_("Choose another time"), link("cart.index"), main=True),
            Facts([(_("Order number"), order.public_id)]),
        ],
        why=TO_GUEST,
    )
    return Mail(f"too-late.{order.public_id}", [guest(order)], letter)


def refunded(visit: Visit, refund: Refund, *, card: str) -> Mail:
    """Money has left us; `visit` must have all its refunds."""
    amount, booking = usd(refund.amount_cents), visit.booking
    letter = Letter(
        subject=_("We refunded %(amount)s for %(service)s", amount=amount, service=booking.title),
        preview=_("We sent the refund to %(card)s.", card=card),
        title=_("We refunded %(amount)s.", amount=amount),
        blocks=[
            Text(
                _(
                    "We sent the refund to %(card)s. Banks take %(days)s to show it.",
                    card=card,
                    days=words.BANK_TIME,
                )
            ),
            Entry(words.when(visit), words.title(booking), [visit.venue.name]),
            Facts([(_("You paid"), usd(booking.paid_cents)), (_("Refunded"), amount), *_codes(visit)]),
            *([Way(_("View booking"), page_of(visit))] if visit.is_canceled else []),
        ],
        why=TO_GUEST,
    )
    return Mail(refund_key("refunded", visit, refund), [guest(visit.order)], letter)


def refund_key(kind: str, visit: Visit, refund: Refund) -> str:
    """An item may be refunded in parts: each part has its own mail."""
    part = sorted(each.id for each in visit.booking.refunds).index(refund.id) + 1
    return f"{kind}.{visit.booking.public_id}.{part}"


def _codes(visit: Visit) -> list[tuple[str, str]]:
    return [(_("Booking number"), visit.booking.public_id), (_("Order number"), visit.order.public_id)]


def guest(order: Order) -> Recipient:
    return Recipient(order.name, order.email)


def _order(order: Order) -> str:
    return link("checkout.done", order_id=order.public_id)


def to_its_page(visit: Visit, *, main: bool = False) -> list[Block]:
    """Who was booked at the desk, and has no account, has no page of it."""
    return [Way(_("View booking"), page_of(visit), main=main)] if visit.order.user_id else []


def page_of(visit: Visit) -> str:
    return link("bookings.show", booking_id=visit.booking.public_id)


def _times(visit: Visit) -> str:
    """Where the same can be booked again; what else the venue offers where it is no longer offered; of a venue that
    is not public, everything near."""
    if not visit.venue.is_public:
        return link("discovery.search")
    if not visit.booking.service.active:
        return link("discovery.venue", slug=visit.venue.slug)
    return link("discovery.times", slug=visit.venue.slug, service=visit.booking.service.slug)


def in_calendar(visit: Visit) -> str:
    """The day with the booking beside it; on a phone, at the booking."""
    return f"{link('calendar.day', day=visit.day.isoformat(), booking=visit.booking.public_id)}#booking"


def _what(visits: Sequence[Visit]) -> str:
    """The subject of what was booked, or asked for, at once."""
    first, begins = visits[0], words.begins(visits[0])
    if all(visit.is_requested for visit in visits):
        if len(visits) == 1:
            return _("Request sent to %(venue)s: %(time)s", venue=first.venue.name, time=begins)
        return ngettext(
            "%(num)d booking request sent, starting %(time)s",
            "%(num)d booking requests sent, starting %(time)s",
            len(visits),
            time=begins,
        )
    if len(visits) == 1:
        return _("You’re booked: %(service)s, %(time)s", service=first.booking.title, time=begins)
    return ngettext(
        "You’re booked: %(num)d booking, starting %(time)s",
        "You’re booked: %(num)d bookings, starting %(time)s",
        len(visits),
        time=begins,
    )


def _service_at(visit: Visit) -> str:
    return _("%(service)s at %(venue)s", service=visit.booking.title, venue=visit.venue.name)


def _what_of_guest(visits: Sequence[Visit], *, asked: bool) -> str:
    """The subject of what a guest booked, or asked for, at one venue."""
    first = visits[0]
    guest, service, begins = first.order.name, first.booking.title, words.begins(first)
    if len(visits) == 1 and asked:
        return _("%(guest)s requested %(service)s, %(time)s", guest=guest, service=service, time=begins)
    if len(visits) == 1:
        return _("%(guest)s booked %(service)s, %(time)s", guest=guest, service=service, time=begins)
    if asked:
        return ngettext(
            "%(guest)s requested %(num)d booking, starting %(time)s",
            "%(guest)s requested %(num)d bookings, starting %(time)s",
            len(visits),
            guest=guest,
            time=begins,
        )
    return ngettext(
        "%(guest)s made %(num)d booking, starting %(time)s",
        "%(guest)s made %(num)d bookings, starting %(time)s",
        len(visits),
        guest=guest,
        time=begins,
    )


def _title_of_guest(visits: Sequence[Visit], *, asked: bool) -> str:
    name = visits[0].order.first_name
    if asked:
        return ngettext(
            "%(guest)s requested %(num)d booking.", "%(guest)s requested %(num)d bookings.", len(visits), guest=name
        )
    return ngettext("%(guest)s made %(num)d booking.", "%(guest)s made %(num)d bookings.", len(visits), guest=name)


def _canceled_of_guest(visit: Visit, move: BookingTransition) -> str:
    """The subject for the venue's owner."""
    values = {"guest": visit.order.name, "service": visit.booking.title, "time": words.begins(visit)}
    if move.actor is Actor.SYSTEM:
        return _("Request from %(guest)s expired: %(service)s, %(time)s", **values)
    if move.actor is Actor.ADMIN:
        return _("CozyWish canceled %(guest)s’s booking: %(service)s, %(time)s", **values)
    return _("%(guest)s canceled %(service)s, %(time)s", **values)


def _how_it_stands(visits: Sequence[Visit]) -> str:
    asked = sum(visit.is_requested for visit in visits)
    if not asked:
        return ngettext("Your booking is confirmed.", "Your bookings are confirmed.", len(visits))
    if asked == len(visits):
        return _("If the venue declines or doesn’t respond, you get a full refund.")
    return _("Bookings marked Request pending still need the venue to accept.")


def booked(visit: Visit, visits: list[Visit]) -> Entry:
    """With all that one needs to find it, once for each place."""
    booking, venue = visit.booking, visit.venue
    phone = _("Phone: %(phone)s", phone=venue.phone) if venue.phone else ""
    told = [line for line in (f"{venue.name}, {venue.address}", venue.directions, venue.arrival_note, phone) if line]
    known = any(other.venue.id == venue.id for other in visits[: visits.index(visit)])
    waits = words.waiting(visit) if visit.is_requested else ""
    lines = [waits, *([venue.name] if known else told), words.way_before(visits, visit), words.policy(visit)]
    lines += [words.booking_number(booking)] if len(visits) > 1 else []
    return Entry(words.when(visit), words.named(booking), [line for line in lines if line])


def _lost(visit: Visit) -> Entry:
    return Entry(words.when(visit), words.title(visit.booking), [visit.venue.name, _("Not booked")])


def _at_venue(visit: Visit) -> Entry:
    booking = visit.booking
    paid = _("Paid %(amount)s", amount=usd(booking.price_cents))
    if booking.discount_cents:
        paid = _("Paid %(amount)s (%(reason)s)", amount=usd(booking.price_cents), reason=booking.price_reason)
    waits = [_("Accept or decline by %(time)s.", time=_answer_by(visit))] if visit.is_requested else []
    return Entry(
        words.when(visit),
        words.named(booking),
        [*waits, paid],
    )


def _answer_by(visit: Visit) -> str:
    return moment_zone(visit.booking.answer_by or visit.booking.starts_at, visit.venue.zone)


def who(*visits: Visit) -> Facts:
    """The guest of bookings at one venue, and the number of each."""
    order, numbers = visits[0].order, ", ".join(visit.booking.public_id for visit in visits)
    label = _("Booking number") if len(visits) == 1 else _("Booking numbers")
    told = [(_("Guest"), order.name), (_("Phone"), order.phone), (_("Email"), order.email), (label, numbers)]
    return Facts([(name, value) for name, value in told if value])


def _paid(order: Order, card: str) -> Amounts:
    shown = [(line.text, line.amount_cents) for line in order.lines]
    return Amounts(
        shown, (_("Paid with %(card)s", card=card) if order.total_cents else _("Nothing due"), order.total_cents)
    )


def _rules(visits: Sequence[Visit]) -> list[Block]:
    until = words.free_until(visits)
    if not until or len(visits) == 1:
        return []
    return [
        Text(_("You can cancel each booking separately. The first free cancellation ends %(time)s.", time=until)),
    ]


def _news(visit: Visit, move: BookingTransition) -> str:
    """What it means for the guest first, then why."""
    venue = visit.venue.name
    if move.actor is Actor.CUSTOMER:
        if move.user_id == visit.venue.owner_id != visit.order.user_id:
            return _("%(venue)s canceled this booking at your request.", venue=venue)
        return _("You asked to cancel. We’ve let %(venue)s know.", venue=venue)
    if move.actor is Actor.SYSTEM:
        why = _("We’re sorry, %(venue)s didn’t respond to your request in time.", venue=venue)
    elif move.from_state is BookingState.REQUESTED and move.actor is Actor.PROVIDER:
        why = _("We’re sorry, %(venue)s isn’t available at that time.", venue=venue)
    elif move.actor is Actor.PROVIDER:
        why = _("We’re sorry, %(venue)s can’t keep this booking.", venue=venue)
    else:
        why = _("We’re sorry, we had to cancel this booking.")
    if not visit.booking.paid_cents or not visit.booking.paid_here:
        return why
    return f"{_('You get a full refund.')} {why}"


def _given_back(visit: Visit, card: str) -> list[Block]:
    booking = visit.booking
    back = words.refunded_cents(booking)
    if not booking.paid_cents or not booking.paid_here:
        return []
    kept = booking.paid_cents - back
    lines = [(_("You paid"), booking.paid_cents), *([(_("Late cancellation fee"), -kept)] if kept else [])]
    takes = [Text(_("Banks take %(days)s to show a refund.", days=words.BANK_TIME))] if back else []
    return [Amounts(lines, (_("Refund to %(card)s", card=card), back)), *takes]
