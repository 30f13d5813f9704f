"""Emails about rescheduled bookings. Nothing here reads the database."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import User
from app.booking_emails import calendar_file
from app.booking_emails.emails.parts import (
    TO_GUEST,
    TO_VENUE,
    booked,
    guest,
    in_calendar,
    page_of,
    to_its_page,
    to_receipt,
    who,
)
from app.bookings.copy.bookings import begins, call, named, when
from app.bookings.copy.cancellation import BANK_TIME
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.reschedules import Reschedule
from app.core.formats import usd
from app.core.sentences import join_sentences
from app.email.body import ActionLink, BookingEntry, EmailBlock, EmailBody, Facts, QuotedText, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.rescheduling.copy import price_now, was


def rescheduled(booking: Booking, first: Reschedule, last: Reschedule, *, paid: Order | None = None) -> Email:
    """Build the email to the guest about a rescheduled booking.

    It goes from the state before `first`, the earliest reschedule that the guest has not been notified of, to now. If
    they paid for it, `paid` is the order of the price difference.
    """
    venue = booking.venue
    time_stays = first.from_starts_at == booking.starts_at
    blocks: list[EmailBlock] = [
        Text(_news(booking, first, last)),
        *([QuotedText(venue.name, last.reason)] if last.reason and last.actor is Actor.PROVIDER else []),
        booked(booking, [booking]),
        Facts(_before(booking, first)),
        *_free_to_cancel(booking, last),
        Text(_("To update your calendar, open the attached file.")),
        *to_its_page(booking, main=True),
        *to_receipt(paid),
    ]
    letter = EmailBody(
        subject=_subject(booking, last, time_stays=time_stays),
        preview=_("Previously: %(time)s", time=was(first, venue.zone)),
        title=_("Your booking is now %(time)s.", time=when(booking) if time_stays else begins(booking)),
        blocks=blocks,
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([booking], name=booking.public_id)
    key = f"moved.{booking.public_id}.{booking.sequence}"
    return Email(key, [guest(booking.order)], letter, attachments=[file.attachment])


def venue_rescheduled(booking: Booking, move: Reschedule, *, owner: User) -> Email:
    """Build the email to the venue's owner about a guest who rescheduled."""
    order = booking.order
    letter = EmailBody(
        subject=_("%(guest)s rescheduled to %(time)s", guest=order.name, time=begins(booking)),
        preview=_("The previous time is available again: %(time)s", time=was(move, booking.venue.zone)),
        title=_("%(guest)s rescheduled a booking.", guest=order.first_name),
        blocks=[
            BookingEntry(when(booking), named(booking), [price_now(move)]),
            Facts([(_("Previously"), was(move, booking.venue.zone))]),
            ActionLink(_("View in calendar"), in_calendar(booking), main=True),
            who(booking),
        ],
        why=TO_VENUE,
    )
    file = calendar_file.for_venue([booking], name=booking.public_id)
    key = f"venue-moved.{booking.public_id}.{move.sequence}"
    to = [Recipient(owner.name, owner.email)]
    return Email(key, to, letter, reply_to=guest(order), attachments=[file.attachment])


def too_late(bookings: Sequence[Booking], order: Order, *, card: str) -> Email:
    """Build the email to the guest whose price difference was paid too late, so the bookings did not change.

    `order` is the one that paid the difference.
    """
    total, kept = usd(order.total_cents), [booking for booking in bookings if not booking.is_canceled]
    first = (kept or bookings)[0]
    letter = EmailBody(
        subject=_("Not rescheduled: you get a full refund of %(amount)s", amount=total),
        preview=_("We’re refunding %(amount)s to %(card)s.", amount=total, card=card),
        title=_("Your payment arrived too late."),
        blocks=[
            Text(
                ngettext("Your booking hasn’t changed.", "Your %(num)d bookings haven’t changed.", len(kept))
                if kept
                else _("Your booking is canceled.")
            ),
            Text(
                _(
                    "You get a full refund of %(amount)s to %(card)s. Banks take %(days)s to show it.",
                    amount=total,
                    card=card,
                    days=BANK_TIME,
                )
            ),
            Text(
                ngettext(
                    "When your payment arrived, the new time was no longer available at that price, or your booking"
                    " had changed.",
                    "When your payment arrived, one of the new times was no longer available at that price, or a"
                    " booking had changed.",
                    len(bookings),
                )
            ),
            *(booked(booking, kept) for booking in kept),
            ActionLink(_("View booking"), page_of(first), main=True),
            Facts([(_("Booking number"), first.public_id), (_("Order number"), order.public_id)]),
        ],
        why=TO_GUEST,
    )
    return Email(f"move-too-late.{order.public_id}", [guest(first.order)], letter)


def _subject(booking: Booking, last: Reschedule, *, time_stays: bool) -> str:
    values = {"service": booking.title, "time": begins(booking)}
    if last.actor is Actor.GUEST:
        return _("You rescheduled %(service)s to %(time)s", **values)
    if time_stays:
        return _("%(venue)s changed your booking: %(service)s, %(time)s", venue=booking.venue.name, **values)
    return _("%(venue)s rescheduled your booking: %(service)s, %(time)s", venue=booking.venue.name, **values)


def _news(booking: Booking, first: Reschedule, last: Reschedule) -> str:
    venue = booking.venue.name
    if last.actor is Actor.GUEST:
        return join_sentences(price_now(last), _("We’ve let %(venue)s know.", venue=venue))
    if last.requested_by_guest:
        return _("%(venue)s rescheduled your booking, as you asked. The price stays the same.", venue=venue)
    if first.from_starts_at == booking.starts_at:
        return _("%(venue)s changed your booking. The start time and price stay the same.", venue=venue)
    return _("%(venue)s rescheduled your booking. The price stays the same.", venue=venue)


def _before(booking: Booking, first: Reschedule) -> list[tuple[str, str]]:
    return [(_("Previously"), was(first, booking.venue.zone)), (_("Booking number"), booking.public_id)]


def _free_to_cancel(booking: Booking, last: Reschedule) -> list[EmailBlock]:
    """Offer a free cancellation to a guest who did not ask for the change."""
    if last.requested_by_guest or booking.cancel_keep_percent:
        return []
    if booking.order.is_from_front_desk:
        return [Text(_("If this change doesn’t work for you, call %(venue)s.", venue=call(booking)))]
    return [
        Text(
            _(
                "If this change doesn’t work for you, cancel before the start for a full refund. Or call %(venue)s.",
                venue=call(booking),
            )
        ),
        ActionLink(_("Cancel for a full refund"), link("bookings.ask_to_cancel", booking_id=booking.public_id)),
    ]
