"""Emails about bookings: recipients, content and calendar files. Nothing here reads the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.accounts.models import User
from app.booking_emails import calendar_file
from app.bookings.copy import bookings as booking_copy
from app.bookings.copy import cancellation
from app.bookings.copy.bookings import booking_number, named, numbers_of, when
from app.bookings.copy.cancellation import BANK_TIME, refunded_cents, was_declined
from app.bookings.copy.terms import free_until, policy, waiting
from app.bookings.enums import Actor, BookingState
from app.bookings.models import Booking, BookingTransition, Order, Refund
from app.bookings.tabs import without_canceled
from app.core.formats import listed, moment_zone, usd
from app.email.body import ActionLink, Amounts, Block, EmailBody, Entry, Facts, Quote, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.orders.copy import headline, summary, way_before
from app.payments.emails import refund_key

TO_GUEST = lazy_gettext("You’re getting this email because you booked on CozyWish.")
TO_VENUE = lazy_gettext("You’re getting this email because your venue takes bookings on CozyWish.")


def confirmed(order: Order, *, card: str) -> Email | None:
    """Build the email about everything in a paid order. None if every booking has been canceled.

    `card` is what paid, for example Visa 4242.
    """
    bookings = without_canceled(order.bookings)
    if not bookings:
        return None
    blocks: list[Block] = [
        Text(f"{_how_it_stands(bookings)} {summary(bookings)} {numbers_of(order, bookings)}"),
        *(booked(booking, bookings) for booking in bookings),
        ActionLink(_("View booking") if len(bookings) == 1 else _("View bookings"), _order(order), main=True),
        _paid(order, card),
        *_rules(bookings),
    ]
    letter = EmailBody(
        subject=_what(bookings),
        preview=listed([_service_at(booking) for booking in bookings]),
        title=headline(order, bookings),
        blocks=blocks,
        why=TO_GUEST,
    )
    file = calendar_file.for_guest(order.bookings, name=order.public_id)
    return Email(f"confirmed.{order.public_id}", [guest(order)], letter, attachments=[file.attachment])


def venue_confirmed(order: Order, *, venue_id: int, owner: User) -> Email | None:
    """Build the email to an owner about an order's bookings at one venue.

    None if all of them have been canceled.
    """
    here = [booking for booking in order.bookings if booking.venue.id == venue_id]
    bookings = without_canceled(here)
    if not bookings:
        return None
    asked = any(booking.is_requested for booking in bookings)
    letter = EmailBody(
        subject=_what_of_guest(bookings, asked=asked),
        preview=listed([booking_copy.title(booking) for booking in bookings]),
        title=_title_of_guest(bookings, asked=asked),
        blocks=[
            *(
                [Text(_("Requests you don’t accept in time expire, and the guest gets a full refund."))]
                if asked
                else []
            ),
            *(_at_venue(booking) for booking in bookings),
            ActionLink(_("Review request") if asked else _("View in calendar"), in_calendar(bookings[0]), main=True),
            who(*bookings),
            *([Quote(order.first_name, bookings[0].venue_order.note)] if bookings[0].venue_order.note else []),
        ],
        why=TO_VENUE,
    )
    file = calendar_file.for_venue(here, name=here[0].public_id)
    return Email(
        f"venue-confirmed.{order.public_id}.{venue_id}",
        [Recipient(owner.name, owner.email)],
        letter,
        reply_to=guest(order),
        attachments=[file.attachment],
    )


def canceled(booking: Booking, move: BookingTransition, *, others: Sequence[Booking], card: str) -> Email:
    """Build the email to the guest about a canceled booking, regardless of who canceled it.

    `others` are the bookings of the same order that are still booked.
    """
    venue = booking.venue
    blocks: list[Block] = [Text(_news(booking, move))]
    if move.reason and move.actor in {Actor.PROVIDER, Actor.ADMIN}:
        blocks.append(Quote(venue.name if move.actor is Actor.PROVIDER else "CozyWish", move.reason))
    blocks += [
        Entry(
            when(booking),
            named(booking),
            [venue.name, _("Declined") if was_declined(move) else _("Canceled")],
        ),
        *_given_back(booking, card),
        *([Text(cancellation.others(others))] if others else []),
        Text(
            _("To remove the canceled booking from your calendar, open the attached file.")
            if others
            else _("To remove it from your calendar, open the attached file.")
        ),
        ActionLink(_("Choose another time"), _times(booking), main=True),
        *to_its_page(booking),
    ]
    subject, title = _canceled_by(booking, move)
    letter = EmailBody(
        subject=subject,
        preview=_preview(booking, card),
        title=title,
        blocks=blocks,
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([booking], name=booking.public_id)
    return Email(f"canceled.{booking.public_id}", [guest(booking.order)], letter, attachments=[file.attachment])


def accepted(booking: Booking) -> Email:
    """Build the email to the guest whose request the venue accepted."""
    venue = booking.venue
    letter = EmailBody(
        subject=_(
            "%(venue)s accepted your request: %(service)s, %(time)s",
            venue=venue.name,
            service=booking.title,
            time=booking_copy.begins(booking),
        ),
        preview=_("You’re booked for %(time)s.", time=booking_copy.begins(booking)),
        title=_("%(venue)s accepted your request.", venue=venue.name),
        blocks=[
            Text(_("You’re booked. You already paid, so nothing is due at the venue.")),
            booked(booking, [booking]),
            Text(_("To update your calendar, open the attached file.")),
            *to_its_page(booking, main=True),
        ],
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([booking], name=booking.public_id)
    return Email(f"agreed.{booking.public_id}", [guest(booking.order)], letter, attachments=[file.attachment])


def _preview(booking: Booking, card: str) -> str:
    if not booking.is_paid_online or not booking.paid_cents:
        return _service_at(booking)
    if not booking.refunds:
        return _("Per the cancellation policy, there’s no refund.")
    return _("We’re refunding %(amount)s to %(card)s.", amount=usd(refunded_cents(booking)), card=card)


def _canceled_by(booking: Booking, move: BookingTransition) -> tuple[str, str]:
    """Return subject and title for the guest: who canceled or declined, and what."""
    venue, values = booking.venue.name, {"service": booking.title, "time": booking_copy.begins(booking)}
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


def venue_canceled(booking: Booking, move: BookingTransition, *, owner: User) -> Email:
    """Build the email to the owner when the guest or CozyWish canceled, or the request expired."""
    order = booking.order
    unanswered = move.actor is Actor.SYSTEM
    by = "CozyWish" if move.actor is Actor.ADMIN else order.first_name
    blocks: list[Block] = [
        Text(
            _("The guest gets a full refund, because the request wasn’t accepted in time.")
            if unanswered
            else _("This time is available to book again.")
        ),
        *([Quote(by, move.reason)] if move.reason and not unanswered else []),
        Entry(when(booking), named(booking)),
        *_kept(booking),
        ActionLink(_("View calendar"), in_calendar(booking), main=True),
        who(booking),
    ]
    letter = EmailBody(
        subject=_canceled_of_guest(booking, move),
        preview=booking_copy.title(booking),
        title=_("A booking request expired.") if unanswered else _("%(name)s canceled a booking.", name=by),
        blocks=blocks,
        why=TO_VENUE,
    )
    file = calendar_file.for_venue([booking], name=booking.public_id)
    return Email(
        f"venue-canceled.{booking.public_id}",
        [Recipient(owner.name, owner.email)],
        letter,
        reply_to=guest(order),
        attachments=[file.attachment],
    )


def _kept(booking: Booking) -> list[Block]:
    """Show the venue what was refunded of an online payment, and the late cancellation fee if there is one."""
    if not booking.paid_cents or not booking.is_paid_online:
        return []
    back = refunded_cents(booking)
    paid, kept = (_("Paid"), booking.paid_cents), booking.paid_cents - back
    if not kept:
        return [Amounts([paid], (_("Refunded"), back))]
    return [Amounts([paid, (_("Refunded"), -back)], (_("Late cancellation fee"), kept))]


@dataclass(frozen=True, slots=True)
class Reassignment:
    """The change of a booking's team member, for the email to the guest.

    `before` and `after` are names, `chosen` says whether the guest had asked for the first, `reason` is from the venue.
    """

    before: str
    after: str
    chosen: bool
    reason: str = ""


def reassigned(booking: Booking, change: Reassignment) -> Email:
    """Build the email to the guest whose booking has another team member now."""
    venue = booking.venue
    free: list[Block] = [
        Text(
            _(
                "You asked for %(name)s. If you’d rather not come, cancel before the start for a full refund.",
                name=change.before,
            )
        ),
        ActionLink(_("Cancel for a full refund"), link("bookings.ask_to_cancel", booking_id=booking.public_id)),
    ]
    letter = EmailBody(
        subject=_(
            "%(venue)s reassigned your booking to %(name)s: %(service)s, %(time)s",
            venue=venue.name,
            name=change.after,
            service=booking.title,
            time=booking_copy.begins(booking),
        ),
        preview=_("The time and price stay the same."),
        title=_("Your booking is now with %(name)s.", name=change.after),
        blocks=[
            Text(_("The time and price stay the same. %(name)s isn’t available that day.", name=change.before)),
            *([Quote(venue.name, change.reason)] if change.reason else []),
            booked(booking, [booking]),
            *(free if change.chosen and booking.order.user_id else []),
            Text(_("To update your calendar, open the attached file.")),
            *to_its_page(booking, main=True),
        ],
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([booking], name=booking.public_id)
    key = f"passed-on.{booking.public_id}.{booking.sequence}"
    return Email(key, [guest(booking.order)], letter, attachments=[file.attachment])


def too_late(order: Order, *, card: str) -> Email:
    """Build the email for a payment that arrived after a time or its price was gone.

    Nothing is booked, and the whole payment is refunded.
    """
    total = usd(order.total_cents)
    letter = EmailBody(
        subject=_("Not booked: you get a full refund of %(amount)s", amount=total),
        preview=_("We’re refunding %(amount)s to %(card)s.", amount=total, card=card),
        title=_("Your payment arrived too late."),
        blocks=[
            Text(
                _(
                    "You get a full refund of %(amount)s to %(card)s. Banks take %(days)s to show it.",
                    amount=total,
                    card=card,
                    days=BANK_TIME,
                )
            ),
            Text(
                _(
                    "One of your times was no longer available at that price when your payment arrived, so nothing"
                    " was booked."
                )
            ),
            *(_lost(booking) for booking in order.bookings),
            Text(_("Your services are still in your cart, with the closest openings.")),
            ActionLink(_("Choose another time"), link("cart.index"), main=True),
            Facts([(_("Order number"), order.public_id)]),
        ],
        why=TO_GUEST,
    )
    return Email(f"too-late.{order.public_id}", [guest(order)], letter)


def refunded(booking: Booking, refund: Refund, *, card: str) -> Email:
    """Build the email for a refund that we have sent; `booking` must have all its refunds loaded."""
    amount = usd(refund.amount_cents)
    letter = EmailBody(
        subject=_("We refunded %(amount)s for %(service)s", amount=amount, service=booking.title),
        preview=_("We sent the refund to %(card)s.", card=card),
        title=_("We refunded %(amount)s.", amount=amount),
        blocks=[
            Text(
                _(
                    "We sent the refund to %(card)s. Banks take %(days)s to show it.",
                    card=card,
                    days=BANK_TIME,
                )
            ),
            Entry(when(booking), booking_copy.title(booking), [booking.venue.name]),
            Facts([(_("You paid"), usd(booking.paid_cents)), (_("Refunded"), amount), *_codes(booking)]),
            *([ActionLink(_("View booking"), page_of(booking))] if booking.is_canceled else []),
        ],
        why=TO_GUEST,
    )
    return Email(refund_key("refunded", booking, refund), [guest(booking.order)], letter)


def _codes(booking: Booking) -> list[tuple[str, str]]:
    return [(_("Booking number"), booking.public_id), (_("Order number"), booking.order.public_id)]


def guest(order: Order) -> Recipient:
    return Recipient(order.name, order.email)


def _order(order: Order) -> str:
    return link("checkout.done", order_id=order.public_id)


def to_its_page(booking: Booking, *, main: bool = False) -> list[Block]:
    """Link to the booking's page, unless a front desk booking has no account that could open it."""
    return [ActionLink(_("View booking"), page_of(booking), main=main)] if booking.order.user_id else []


def page_of(booking: Booking) -> str:
    return link("bookings.show", booking_id=booking.public_id)


def _times(booking: Booking) -> str:
    """Return the link for choosing another time.

    It leads to the venue's page if the service is inactive, and to the search if the venue is not public.
    """
    if not booking.venue.is_public:
        return link("search_pages.search")
    if not booking.service.active:
        return link("venue_pages.venue", slug=booking.venue.slug)
    return link("slot_picker.slots", slug=booking.venue.slug, service=booking.service.slug)


def in_calendar(booking: Booking) -> str:
    """Link to the day in the venue's calendar with the booking beside it; on a phone, to the booking itself."""
    return f"{link('calendar.day', day=booking.day.isoformat(), booking=booking.public_id)}#booking"


def _what(bookings: Sequence[Booking]) -> str:
    """Return the subject for bookings or requests that were made in one order."""
    first, begins = bookings[0], booking_copy.begins(bookings[0])
    if all(booking.is_requested for booking in bookings):
        if len(bookings) == 1:
            return _("Request sent to %(venue)s: %(time)s", venue=first.venue.name, time=begins)
        return ngettext(
            "%(num)d booking request sent, starting %(time)s",
            "%(num)d booking requests sent, starting %(time)s",
            len(bookings),
            time=begins,
        )
    if len(bookings) == 1:
        return _("You’re booked: %(service)s, %(time)s", service=first.title, time=begins)
    return ngettext(
        "You’re booked: %(num)d booking, starting %(time)s",
        "You’re booked: %(num)d bookings, starting %(time)s",
        len(bookings),
        time=begins,
    )


def _service_at(booking: Booking) -> str:
    return _("%(service)s at %(venue)s", service=booking.title, venue=booking.venue.name)


def _what_of_guest(bookings: Sequence[Booking], *, asked: bool) -> str:
    """Return the owner's subject for what a guest booked or requested at one venue."""
    first = bookings[0]
    guest, service, begins = first.order.name, first.title, booking_copy.begins(first)
    if len(bookings) == 1 and asked:
        return _("%(guest)s requested %(service)s, %(time)s", guest=guest, service=service, time=begins)
    if len(bookings) == 1:
        return _("%(guest)s booked %(service)s, %(time)s", guest=guest, service=service, time=begins)
    if asked:
        return ngettext(
            "%(guest)s requested %(num)d booking, starting %(time)s",
            "%(guest)s requested %(num)d bookings, starting %(time)s",
            len(bookings),
            guest=guest,
            time=begins,
        )
    return ngettext(
        "%(guest)s made %(num)d booking, starting %(time)s",
        "%(guest)s made %(num)d bookings, starting %(time)s",
        len(bookings),
        guest=guest,
        time=begins,
    )


def _title_of_guest(bookings: Sequence[Booking], *, asked: bool) -> str:
    name = bookings[0].order.first_name
    if asked:
        return ngettext(
            "%(guest)s requested %(num)d booking.", "%(guest)s requested %(num)d bookings.", len(bookings), guest=name
        )
    return ngettext("%(guest)s made %(num)d booking.", "%(guest)s made %(num)d bookings.", len(bookings), guest=name)


def _canceled_of_guest(booking: Booking, move: BookingTransition) -> str:
    """Return the owner's subject for a canceled booking or an expired request."""
    values = {"guest": booking.order.name, "service": booking.title, "time": booking_copy.begins(booking)}
    if move.actor is Actor.SYSTEM:
        return _("Request from %(guest)s expired: %(service)s, %(time)s", **values)
    if move.actor is Actor.ADMIN:
        return _("CozyWish canceled %(guest)s’s booking: %(service)s, %(time)s", **values)
    return _("%(guest)s canceled %(service)s, %(time)s", **values)


def _how_it_stands(bookings: Sequence[Booking]) -> str:
    asked = sum(booking.is_requested for booking in bookings)
    if not asked:
        return ngettext("Your booking is confirmed.", "Your bookings are confirmed.", len(bookings))
    if asked == len(bookings):
        return _("If the venue declines or doesn’t respond, you get a full refund.")
    return _("Bookings marked Request pending still need the venue to accept.")


def booked(booking: Booking, bookings: list[Booking]) -> Entry:
    """Build a booking's entry, with directions and arrival notes only at the first booking of each venue."""
    venue = booking.venue
    phone = _("Phone: %(phone)s", phone=venue.phone) if venue.phone else ""
    told = [line for line in (f"{venue.name}, {venue.address}", venue.directions, venue.arrival_note, phone) if line]
    known = any(other.venue.id == venue.id for other in bookings[: bookings.index(booking)])
    waits = waiting(booking) if booking.is_requested else ""
    lines = [waits, *([venue.name] if known else told), way_before(bookings, booking), policy(booking)]
    lines += [booking_number(booking)] if len(bookings) > 1 else []
    return Entry(when(booking), named(booking), [line for line in lines if line])


def _lost(booking: Booking) -> Entry:
    return Entry(when(booking), booking_copy.title(booking), [booking.venue.name, _("Not booked")])


def _at_venue(booking: Booking) -> Entry:
    paid = _("Paid %(amount)s", amount=usd(booking.price_cents))
    if booking.discount_cents:
        paid = _("Paid %(amount)s (%(reason)s)", amount=usd(booking.price_cents), reason=booking.price_reason)
    waits = [_("Accept or decline by %(time)s.", time=_answer_by(booking))] if booking.is_requested else []
    return Entry(
        when(booking),
        named(booking),
        [*waits, paid],
    )


def _answer_by(booking: Booking) -> str:
    return moment_zone(booking.answer_by or booking.starts_at, booking.venue.zone)


def who(*bookings: Booking) -> Facts:
    """Build the facts about the guest of bookings at one venue, with the number of each booking."""
    order, numbers = bookings[0].order, ", ".join(booking.public_id for booking in bookings)
    label = _("Booking number") if len(bookings) == 1 else _("Booking numbers")
    told = [(_("Guest"), order.name), (_("Phone"), order.phone), (_("Email"), order.email), (label, numbers)]
    return Facts([(name, value) for name, value in told if value])


def _paid(order: Order, card: str) -> Amounts:
    shown = [(line.text, line.amount_cents) for line in order.lines]
    return Amounts(
        shown, (_("Paid with %(card)s", card=card) if order.total_cents else _("Nothing due"), order.total_cents)
    )


def _rules(bookings: Sequence[Booking]) -> list[Block]:
    until = free_until(bookings)
    if not until or len(bookings) == 1:
        return []
    return [
        Text(_("You can cancel each booking separately. The first free cancellation ends %(time)s.", time=until)),
    ]


def _news(booking: Booking, move: BookingTransition) -> str:
    """Say what the cancellation means for the guest first, then why."""
    venue = booking.venue.name
    if move.actor is Actor.GUEST:
        if move.user_id == booking.venue.owner_id != booking.order.user_id:
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
    if not booking.paid_cents or not booking.is_paid_online:
        return why
    return f"{_('You get a full refund.')} {why}"


def _given_back(booking: Booking, card: str) -> list[Block]:
    back = refunded_cents(booking)
    if not booking.paid_cents or not booking.is_paid_online:
        return []
    kept = booking.paid_cents - back
    lines = [(_("You paid"), booking.paid_cents), *([(_("Late cancellation fee"), -kept)] if kept else [])]
    takes = [Text(_("Banks take %(days)s to show a refund.", days=BANK_TIME))] if back else []
    return [Amounts(lines, (_("Refund to %(card)s", card=card), back)), *takes]
