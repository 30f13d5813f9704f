"""Emails about several bookings of a series at once."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import User
from app.booking_emails import calendar_file
from app.booking_emails.emails.front_desk import cannot_come, way, why_booked_for
from app.booking_emails.emails.parts import (
    TO_GUEST,
    TO_VENUE,
    guest,
    in_calendar,
    service_at,
    to_its_page,
    to_receipt,
    who,
)
from app.bookings.copy import cancellation
from app.bookings.copy.bookings import begins, named, title, when
from app.bookings.copy.cancellation import refunded_cents
from app.bookings.copy.series import repeats
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order
from app.bookings.models.reschedules import Reschedule
from app.core.formats import usd
from app.core.sentences import join_sentences
from app.email.body import ActionLink, Amounts, BookingEntry, EmailBlock, EmailBody, QuotedText, Text
from app.email.message import Email, Recipient
from app.rescheduling.copy import was
from app.rescheduling.series_copy import total_now


def canceled(bookings: Sequence[Booking], move: BookingTransition, *, card: str) -> Email:
    """Build the email to the guest about bookings that were canceled together, regardless of who canceled them."""
    first = bookings[0]
    blocks: list[EmailBlock] = [Text(_news(bookings, move))]
    if move.reason and move.actor in {Actor.PROVIDER, Actor.ADMIN}:
        blocks.append(QuotedText(first.venue.name if move.actor is Actor.PROVIDER else "CozyWish", move.reason))
    blocks += [
        *(BookingEntry(when(booking), named(booking), [_("Canceled")]) for booking in bookings),
        *_amounts(bookings, _("You paid"), _("Refund to %(card)s", card=cancellation.refund_to(bookings, card))),
        *([Text(cancellation.arrival(bookings))] if _refunded(bookings) else []),
        Text(_("To remove the canceled bookings from your calendar, open the attached file.")),
        *to_its_page(first, main=True),
    ]
    letter = EmailBody(
        subject=ngettext(
            "%(num)d booking is canceled: %(service)s, from %(time)s",
            "%(num)d bookings are canceled: %(service)s, from %(time)s",
            len(bookings),
            service=first.title,
            time=begins(first),
        ),
        preview=service_at(first),
        title=ngettext("Your booking is canceled.", "Your %(num)d bookings are canceled.", len(bookings)),
        blocks=blocks,
        why=TO_GUEST,
    )
    file = calendar_file.for_guest([*bookings], name=first.public_id)
    key = f"series-canceled.{first.public_id}"
    return Email(key, [guest(first.order)], letter, attachments=[file.attachment])


def venue_canceled(bookings: Sequence[Booking], move: BookingTransition, *, owner: User) -> Email:
    """Build the email to the owner when the guest or CozyWish canceled several bookings at once."""
    first, order = bookings[0], bookings[0].order
    by = "CozyWish" if move.actor is Actor.ADMIN else order.first_name
    letter = EmailBody(
        subject=ngettext(
            "%(guest)s: %(num)d booking canceled, %(service)s, from %(time)s",
            "%(guest)s: %(num)d bookings canceled, %(service)s, from %(time)s",
            len(bookings),
            guest=order.name,
            service=first.title,
            time=begins(first),
        ),
        preview=first.title,
        title=ngettext(
            "%(name)s canceled %(num)d booking.", "%(name)s canceled %(num)d bookings.", len(bookings), name=by
        ),
        blocks=[
            Text(_("These times are available to book again.")),
            *([QuotedText(by, move.reason)] if move.reason else []),
            *(BookingEntry(when(booking), named(booking)) for booking in bookings),
            *_amounts(bookings, _("Paid"), _("Refunded")),
            ActionLink(_("View calendar"), in_calendar(first), main=True),
            who(*bookings),
        ],
        why=TO_VENUE,
    )
    file = calendar_file.for_venue([*bookings], name=first.public_id)
    return Email(
        f"venue-series-canceled.{first.public_id}",
        [Recipient(owner.name, owner.email)],
        letter,
        reply_to=guest(order),
        attachments=[file.attachment],
    )


def rescheduled(changes: Sequence[tuple[Booking, Reschedule, Reschedule]], paid: Order | None = None) -> Email:
    """Build the email to the guest about bookings that the venue, or the guest, rescheduled together.

    Each comes with the first reschedule that the guest doesn't know, and the last one. If the guest paid for it, `paid`
    is the order of the price differences.
    """
    bookings, last = [booking for booking, _first, _last in changes], changes[0][2]
    first, venue = bookings[0], bookings[0].venue
    free = not last.requested_by_guest
    letter = EmailBody(
        subject=_subject(bookings, by_guest=last.actor is Actor.GUEST),
        preview=service_at(first),
        title=ngettext("Your booking has a new time.", "Your %(num)d bookings have new times.", len(bookings)),
        blocks=[
            *_price_and_news([move for _booking, _first, move in changes], venue.name),
            *([QuotedText(venue.name, last.reason)] if last.reason else []),
            *(
                BookingEntry(when(booking), named(booking), [_("Previously: %(time)s", time=was(before, venue.zone))])
                for booking, before, _last in changes
            ),
            *([Text(_("If a new time doesn’t work for you, cancel that booking for a full refund."))] if free else []),
            Text(_("To update your calendar, open the attached file.")),
            *to_its_page(first, main=True),
            *to_receipt(paid),
        ],
        why=TO_GUEST,
    )
    file = calendar_file.for_guest(bookings, name=first.public_id)
    key = f"series-moved.{first.public_id}.{first.sequence}"
    return Email(key, [guest(first.order)], letter, attachments=[file.attachment])


def venue_rescheduled(changes: Sequence[tuple[Booking, Reschedule]], *, owner: User) -> Email:
    """Build the email to the venue's owner about a guest who rescheduled several bookings at once."""
    bookings = [booking for booking, _move in changes]
    first, order, zone = bookings[0], bookings[0].order, bookings[0].venue.zone
    letter = EmailBody(
        subject=ngettext(
            "%(guest)s rescheduled %(num)d booking: %(service)s, from %(time)s",
            "%(guest)s rescheduled %(num)d bookings: %(service)s, from %(time)s",
            len(bookings),
            guest=order.name,
            service=first.title,
            time=begins(first),
        ),
        preview=first.title,
        title=ngettext(
            "%(name)s rescheduled %(num)d booking.",
            "%(name)s rescheduled %(num)d bookings.",
            len(bookings),
            name=order.first_name,
        ),
        blocks=[
            Text(_("The previous times are available again.")),
            *(
                BookingEntry(when(booking), named(booking), [_("Previously: %(time)s", time=was(move, zone))])
                for booking, move in changes
            ),
            Text(total_now([move for _booking, move in changes])),
            ActionLink(_("View calendar"), in_calendar(first), main=True),
            who(*bookings),
        ],
        why=TO_VENUE,
    )
    file = calendar_file.for_venue(bookings, name=first.public_id)
    key = f"venue-series-moved.{first.public_id}.{changes[0][1].sequence}"
    to = [Recipient(owner.name, owner.email)]
    return Email(key, to, letter, reply_to=guest(order), attachments=[file.attachment])


def booked_for(bookings: Sequence[Booking], owner: User) -> Email:
    """Build the email to the guest about a repeating booking that the venue added. Replies go to the venue."""
    first, venue = bookings[0], bookings[0].venue
    due = sum(booking.price_cents for booking in bookings)
    cost = _("%(amount)s due at venue", amount=usd(due)) if due else _("Nothing due")
    place = [f"{venue.name}, {venue.address}", venue.directions, venue.arrival_note]
    letter = EmailBody(
        subject=ngettext(
            "%(venue)s booked this for you: %(num)d booking, from %(time)s",
            "%(venue)s booked this for you: %(num)d bookings, from %(time)s",
            len(bookings),
            venue=venue.name,
            time=begins(first),
        ),
        preview=_("%(service)s at %(venue)s", service=title(first), venue=venue.name),
        title=_("%(venue)s booked this for you.", venue=venue.name),
        blocks=[
            BookingEntry(when(first), named(first), [line for line in [repeats(first), *place] if line]),
            *(BookingEntry(when(booking), named(booking), [repeats(booking)]) for booking in bookings[1:]),
            Text(cost),
            Text(cannot_come(first)),
            *way(first),
        ],
        why=why_booked_for(first),
    )
    file = calendar_file.for_guest([*bookings], name=first.public_id)
    key, answers = f"booked-for.{first.public_id}", Recipient(venue.name, owner.email)
    return Email(key, [guest(first.order)], letter, reply_to=answers, attachments=[file.attachment])


def _subject(bookings: Sequence[Booking], *, by_guest: bool) -> str:
    first, number = bookings[0], len(bookings)
    values = {"service": first.title, "time": begins(first)}
    if by_guest:
        return ngettext(
            "You rescheduled %(num)d booking: %(service)s, from %(time)s",
            "You rescheduled %(num)d bookings: %(service)s, from %(time)s",
            number,
            **values,
        )
    return ngettext(
        "%(venue)s rescheduled %(num)d booking: %(service)s, from %(time)s",
        "%(venue)s rescheduled %(num)d bookings: %(service)s, from %(time)s",
        number,
        venue=first.venue.name,
        **values,
    )


def _price_and_news(moves: Sequence[Reschedule], venue: str) -> list[EmailBlock]:
    """Say what the guest's own change costs, and that the venue knows; nothing if the venue made it."""
    if moves[0].actor is not Actor.GUEST:
        return []
    return [Text(join_sentences(total_now(moves), _("We’ve let %(venue)s know.", venue=venue)))]


def _refunded(bookings: Sequence[Booking]) -> int:
    return sum(refunded_cents(booking) for booking in bookings)


def _amounts(bookings: Sequence[Booking], paid: str, refunded: str) -> list[EmailBlock]:
    """Show what was paid online and refunded for all of them together."""
    total = sum(booking.paid_cents for booking in bookings)
    if not total or not bookings[0].is_paid_online:
        return []
    back = _refunded(bookings)
    kept = [(_("Late cancellation fees"), back - total)] if back < total else []
    return [Amounts([(paid, total), *kept], (refunded, back))]


def _news(bookings: Sequence[Booking], move: BookingTransition) -> str:
    """Say what the cancellation means for the guest first, then why."""
    first = bookings[0]
    if move.actor is Actor.GUEST:
        if move.user_id == first.venue.owner_id != first.order.user_id:
            return _("%(venue)s canceled these bookings at your request.", venue=first.venue.name)
        return _("You canceled these bookings. We’ve let %(venue)s know.", venue=first.venue.name)
    why = _("We’re sorry, %(venue)s can’t keep these bookings.", venue=first.venue.name)
    if not first.paid_cents or not first.is_paid_online:
        return why
    return join_sentences(_("You get a full refund."), why)
