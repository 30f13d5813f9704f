"""Emails about new bookings, requests, and requests that the venue accepted."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import User
from app.booking_emails import calendar_file
from app.booking_emails.emails.parts import TO_GUEST, TO_VENUE, booked, guest, in_calendar, service_at, to_its_page, who
from app.bookings.copy import bookings as booking_copy
from app.bookings.copy import policies
from app.bookings.copy.bookings import named, numbers_of, when
from app.bookings.copy.series import repeats
from app.bookings.copy.terms import free_until
from app.bookings.enums import LineKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.tabs import without_canceled
from app.core.formats import moment_zone, usd
from app.core.sentences import join_sentences, listed
from app.email.body import ActionLink, Amounts, BookingEntry, EmailBlock, EmailBody, QuotedText, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.orders.copy import headline, summary
from app.payment_policies.copy import name as policy_name


def confirmed(order: Order, *, card: str) -> Email | None:
    """Build the email about everything in a paid order. None if every booking has been canceled.

    `card` is what paid, for example Visa 4242.
    """
    bookings = without_canceled(order.bookings)
    if not bookings:
        return None
    blocks: list[EmailBlock] = [
        Text(join_sentences(*_how_it_stands(bookings), numbers_of(order, bookings))),
        *(booked(booking, bookings) for booking in bookings),
        ActionLink(_("View booking") if len(bookings) == 1 else _("View bookings"), _order(order), main=True),
        _paid(order, card),
        ActionLink(_("Get receipt"), link("bookings.receipt", order_id=order.public_id)),
        *_rules(bookings),
    ]
    letter = EmailBody(
        subject=_what(bookings),
        preview=listed([service_at(booking) for booking in bookings]),
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
    is_request = any(booking.is_requested for booking in bookings)
    letter = EmailBody(
        subject=_what_of_guest(bookings, is_request=is_request),
        preview=listed([booking_copy.title(booking) for booking in bookings]),
        title=_title_of_guest(bookings, is_request=is_request),
        blocks=[
            *(
                [Text(_("Requests you don’t accept in time expire, and the guest gets a full refund."))]
                if is_request
                else []
            ),
            *(_at_venue(booking) for booking in bookings),
            ActionLink(
                _("Review request") if is_request else _("View in calendar"), in_calendar(bookings[0]), main=True
            ),
            who(*bookings),
            *([QuotedText(order.first_name, bookings[0].venue_order.note)] if bookings[0].venue_order.note else []),
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
            Text(_accepted(booking)),
            booked(booking, [booking]),
            Text(_("To update your calendar, open the attached file.")),
            *to_its_page(booking, main=True),
        ],
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([booking], name=booking.public_id)
    return Email(f"agreed.{booking.public_id}", [guest(booking.order)], letter, attachments=[file.attachment])


def _accepted(booking: Booking) -> str:
    if booking.later_cents:
        return _("You’re booked. %(split)s.", split=policies.paid_when([booking]))
    return _("You’re booked. You already paid, so nothing is due at the venue.")


def _order(order: Order) -> str:
    return link("checkout.done", order_id=order.public_id)


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


def _what_of_guest(bookings: Sequence[Booking], *, is_request: bool) -> str:
    """Return the owner's subject for what a guest booked or requested at one venue."""
    first = bookings[0]
    guest, service, begins = first.order.name, first.title, booking_copy.begins(first)
    if len(bookings) == 1 and is_request:
        return _("%(guest)s requested %(service)s, %(time)s", guest=guest, service=service, time=begins)
    if len(bookings) == 1:
        return _("%(guest)s booked %(service)s, %(time)s", guest=guest, service=service, time=begins)
    if is_request:
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


def _title_of_guest(bookings: Sequence[Booking], *, is_request: bool) -> str:
    name = bookings[0].order.first_name
    if len(bookings) == 1 and is_request:
        return _("%(guest)s requested %(service)s.", guest=name, service=bookings[0].title)
    if len(bookings) == 1:
        return _("%(guest)s booked %(service)s.", guest=name, service=bookings[0].title)
    if is_request:
        return ngettext(
            "%(guest)s requested %(num)d booking.", "%(guest)s requested %(num)d bookings.", len(bookings), guest=name
        )
    return ngettext("%(guest)s made %(num)d booking.", "%(guest)s made %(num)d bookings.", len(bookings), guest=name)


def _how_it_stands(bookings: list[Booking]) -> list[str]:
    """Say what is confirmed and what is not, then how many bookings there are if there are several."""
    requests, venue = sum(booking.is_requested for booking in bookings), bookings[0].venue.name
    refund = _("If the venue declines or doesn’t respond, you get a full refund.")
    if len(bookings) == 1:
        if requests:
            return [_("We sent your request to %(venue)s.", venue=venue), refund]
        return [_("Your booking at %(venue)s is confirmed.", venue=venue)]
    if not requests:
        return [_("Your bookings are confirmed."), summary(bookings)]
    if requests == len(bookings):
        return [refund, summary(bookings)]
    return [_("Bookings marked Request pending still need the venue to accept."), summary(bookings)]


def _at_venue(booking: Booking) -> BookingEntry:
    amount = usd(booking.price_cents + booking.tax_cents)
    paid = _("Paid %(amount)s", amount=amount)
    if booking.later_cents:
        paid = _("%(name)s: %(split)s", name=policy_name(booking.payment_terms), split=policies.paid_when([booking]))
    elif booking.discount_cents:
        paid = _("Paid %(amount)s (%(reason)s)", amount=amount, reason=booking.price_reason)
    waits = [_("Accept or decline by %(time)s.", time=_accept_by(booking))] if booking.is_requested else []
    return BookingEntry(
        when(booking),
        named(booking),
        [*waits, *filter(None, [repeats(booking)]), paid],
    )


def _accept_by(booking: Booking) -> str:
    return moment_zone(booking.accept_by or booking.starts_at, booking.venue.zone)


def _paid(order: Order, card: str) -> Amounts:
    shown = [(line.text, line.amount_cents) for line in order.lines if line.kind is not LineKind.TAX]
    taxes: dict[str, int] = {}
    for line in order.lines:
        if line.kind is LineKind.TAX:
            taxes[line.text] = taxes.get(line.text, 0) + line.amount_cents
    shown += taxes.items()
    if order.later_cents:
        shown += [(_("Total"), order.total_cents)]
        shown += [
            (_("%(due)s, %(venue)s", due=policies.due_later(one), venue=one.venue.name), one.later_cents)
            for one in order.bookings
            if one.later_cents
        ]
    paid = _("Paid with %(card)s", card=card) if order.due_now_cents else _("Nothing due")
    if order.later_cents and not order.due_now_cents:
        paid = _("Due now")
    return Amounts(shown, (paid, order.due_now_cents))


def _rules(bookings: Sequence[Booking]) -> list[EmailBlock]:
    until = free_until(bookings)
    if not until or len(bookings) == 1:
        return []
    return [
        Text(
            _(
                "You can cancel each booking separately. The first deadline for free cancellation is %(time)s.",
                time=until,
            )
        ),
    ]
