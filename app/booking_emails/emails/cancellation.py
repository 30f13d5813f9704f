"""Emails about canceled bookings, and about requests that were declined or expired."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.accounts.models import User
from app.booking_emails import calendar_file
from app.booking_emails.emails.parts import TO_GUEST, TO_VENUE, guest, in_calendar, service_at, to_its_page, who
from app.bookings.copy import bookings as booking_copy
from app.bookings.copy import cancellation
from app.bookings.copy.bookings import named, when
from app.bookings.copy.cancellation import refunded_cents, was_declined
from app.bookings.enums import Actor, BookingState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.policy import keeps_uses
from app.core.formats import usd
from app.core.sentences import join_sentences
from app.email.body import ActionLink, Amounts, BookingEntry, EmailBlock, EmailBody, QuotedText, Text
from app.email.links import link
from app.email.message import Email, Recipient


def canceled(booking: Booking, move: BookingTransition, *, others: Sequence[Booking], card: str) -> Email:
    """Build the email to the guest about a canceled booking, regardless of who canceled it.

    `others` are the bookings of the same order that are still booked.
    """
    venue = booking.venue
    blocks: list[EmailBlock] = [Text(_news(booking, move))]
    if move.reason and move.actor in {Actor.PROVIDER, Actor.ADMIN}:
        blocks.append(QuotedText(venue.name if move.actor is Actor.PROVIDER else "CozyWish", move.reason))
    blocks += [
        BookingEntry(
            when(booking),
            named(booking),
            [venue.name, _("Declined") if was_declined(move) else _("Canceled")],
        ),
        *_given_back(booking, card),
        *_to_package(booking, move),
        *([Text(cancellation.others(others))] if others else []),
        Text(
            _("To remove the canceled booking from your calendar, open the attached file.")
            if others
            else _("To remove this booking from your calendar, open the attached file.")
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


def _preview(booking: Booking, card: str) -> str:
    if not booking.is_paid_online or not booking.paid_cents:
        return service_at(booking)
    if not booking.refunds:
        return cancellation.no_refund(booking)
    if waiting := _waiting(booking):
        return waiting
    card = cancellation.refund_to([booking], card)
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
    blocks: list[EmailBlock] = [
        Text(
            _("The guest gets a full refund, because the request wasn’t accepted in time.")
            if unanswered
            else _("This time is available to book again.")
        ),
        *([QuotedText(by, move.reason)] if move.reason and not unanswered else []),
        BookingEntry(when(booking), named(booking)),
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


def _kept(booking: Booking) -> list[EmailBlock]:
    """Show the venue what was refunded of an online payment, and the late cancellation fee if there is one."""
    if not booking.paid_cents or not booking.is_paid_online:
        return []
    back = refunded_cents(booking)
    paid, kept = (_("Paid"), booking.paid_cents), booking.paid_cents - back
    as_credit = any(refund.is_kept for refund in booking.current_refunds)
    refunded = _("Refunded, as credit at your venue") if as_credit else _("Refunded")
    if not kept:
        return [Amounts([paid], (refunded, back))]
    return [Amounts([paid, (refunded, -back)], (_("Late cancellation fee"), kept))]


def _times(booking: Booking) -> str:
    """Return the link for choosing another time.

    It leads to the venue's page if the service is inactive, and to the search if the venue is not public.
    """
    if not booking.venue.is_public:
        return link("search_pages.search")
    if not booking.service.active:
        return link("venue_pages.venue", slug=booking.venue.slug)
    return link("slot_picker.slots", slug=booking.venue.slug, service=booking.service.slug)


def _canceled_of_guest(booking: Booking, move: BookingTransition) -> str:
    """Return the owner's subject for a canceled booking or an expired request."""
    values = {"guest": booking.order.name, "service": booking.title, "time": booking_copy.begins(booking)}
    if move.actor is Actor.SYSTEM:
        return _("Request from %(guest)s expired: %(service)s, %(time)s", **values)
    if move.actor is Actor.ADMIN:
        return _("CozyWish canceled %(guest)s’s booking: %(service)s, %(time)s", **values)
    return _("%(guest)s canceled %(service)s, %(time)s", **values)


def _news(booking: Booking, move: BookingTransition) -> str:
    """Say what the cancellation means for the guest first, then why."""
    venue = booking.venue.name
    if move.actor is Actor.GUEST:
        if move.user_id == booking.venue.owner_id != booking.order.user_id:
            return _("%(venue)s canceled this booking at your request.", venue=venue)
        return _("You canceled this booking. We’ve let %(venue)s know.", venue=venue)
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
    return join_sentences(_("You get a full refund."), why)


def _given_back(booking: Booking, card: str) -> list[EmailBlock]:
    back = refunded_cents(booking)
    if not booking.paid_cents or not booking.is_paid_online:
        return []
    kept = booking.paid_cents - back
    lines = [(_("You paid"), booking.paid_cents), *([(_("Late cancellation fee"), -kept)] if kept else [])]
    takes = [Text(_waiting(booking) or cancellation.arrival([booking]))] if back else []
    return [Amounts(lines, (_("Refund to %(card)s", card=cancellation.refund_to([booking], card)), back)), *takes]


def _to_package(booking: Booking, move: BookingTransition) -> list[EmailBlock]:
    """Say whether the guest can use the booking of their package again."""
    if not booking.is_from_package:
        return []
    is_guest = move.actor is Actor.GUEST and move.from_state is BookingState.CONFIRMED
    return [Text(cancellation.of_package(keeps_uses(booking, by_guest=is_guest, at=move.at)))]


def _waiting(booking: Booking) -> str:
    """Say that the refund waits for the guest's bank, if it does."""
    waits = [refund for refund in booking.current_refunds if refund.state is RefundState.BLOCKED]
    return cancellation.refund(waits[0], "", booking.venue.name) if waits else ""
