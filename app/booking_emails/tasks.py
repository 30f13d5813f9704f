"""Background jobs that send the emails about bookings.

One job sends one email, so a retry never repeats another one. A job with nothing left to say sends nothing.
"""

from collections.abc import Sequence

from app.accounts.queries.users import user_of_id
from app.booking_emails.emails import cancellation as cancellation_emails
from app.booking_emails.emails import confirmation as confirmation_emails
from app.booking_emails.emails import front_desk as front_desk_emails
from app.booking_emails.emails import reassignment as reassignment_emails
from app.booking_emails.emails import refund as refund_emails
from app.booking_emails.emails import reschedule as reschedule_emails
from app.booking_emails.emails import series as series_emails
from app.bookings.actions.messages import email_of
from app.bookings.enums import Actor, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.reschedules import Reschedule
from app.bookings.queries.bookings import bookings_by_id, load_booking, rescheduled_by
from app.bookings.queries.history import history_of, message_of, reschedules_of
from app.bookings.queries.orders import load_order, order_that_reschedules, pending_reschedules
from app.bookings.queries.refunds import refund_of
from app.bookings.tabs import without_canceled
from app.core import clock
from app.core.db import session
from app.core.jobs import defer, email_task, task
from app.email.mailer import send
from app.payments.copy import card
from app.payments.gateway import GatewayDown, GatewayRefused
from app.payments.gateway_flows import read_card
from app.payments.queries import paid_payment
from app.payments.what_paid import paid_by
from app.receipts.attached import with_receipts

# A booking with the first reschedule that its guest doesn't know, and the last one.
Change = tuple[Booking, Reschedule, Reschedule]


@email_task("bookings.email_accepted")
def email_accepted(*, booking_id: int) -> None:
    """Email the guest, unless the booking was canceled in the meantime: that has its own email."""
    booking = load_booking(booking_id)
    if booking.state is BookingState.CONFIRMED:
        send(confirmation_emails.accepted(booking))


@email_task("bookings.email_confirmed")
def email_confirmed(*, order_id: int) -> None:
    know_card(order_id)
    order = load_order(order_id)
    mail = confirmation_emails.confirmed(order, card=paid_by(order, paid_payment(order.id)))
    if mail is not None:
        send(with_receipts(mail, order_id=order_id))


@email_task("bookings.email_venue_confirmed")
def email_venue_confirmed(*, order_id: int, venue_id: int) -> None:
    order = load_order(order_id)
    venue = next(venue_order.venue for venue_order in order.venue_orders if venue_order.venue_id == venue_id)
    mail = confirmation_emails.venue_confirmed(order, venue_id=venue_id, owner=user_of_id(venue.owner_id))
    if mail is not None:
        send(mail)


@task("bookings.email_canceled")
def email_canceled(*, booking_id: int) -> None:
    """Email the guest, and the venue unless the venue or its owner canceled."""
    defer("bookings.email_guest_canceled", booking_id=booking_id)
    move, owner = cancelling_of(booking_id), load_booking(booking_id).venue_order.venue.owner_id
    if move.actor is not Actor.PROVIDER and move.user_id != owner:
        defer("bookings.email_venue_canceled", booking_id=booking_id)


@email_task("bookings.email_guest_canceled")
def email_guest_canceled(*, booking_id: int) -> None:
    booking = load_booking(booking_id)
    order = load_order(booking.order.id)
    others = [other for other in without_canceled(order.bookings) if other.state is BookingState.CONFIRMED]
    send(
        cancellation_emails.canceled(
            booking, cancelling_of(booking_id), others=others, card=paid_by(order, paid_payment(order.id))
        )
    )


@email_task("bookings.email_venue_canceled")
def email_venue_canceled(*, booking_id: int) -> None:
    booking = load_booking(booking_id)
    send(
        cancellation_emails.venue_canceled(booking, cancelling_of(booking_id), owner=user_of_id(booking.venue.owner_id))
    )


@task("bookings.email_series_canceled")
def email_series_canceled(*, booking_ids: str) -> None:
    """Email the guest about bookings of a series that were canceled together, and the venue unless it canceled."""
    defer("bookings.email_guest_series_canceled", booking_ids=booking_ids)
    first = ids_in(booking_ids)[0]
    move, owner = cancelling_of(first), load_booking(first).venue_order.venue.owner_id
    if move.actor is not Actor.PROVIDER and move.user_id != owner:
        defer("bookings.email_venue_series_canceled", booking_ids=booking_ids)


@email_task("bookings.email_guest_series_canceled")
def email_guest_series_canceled(*, booking_ids: str) -> None:
    bookings = bookings_by_id(ids_in(booking_ids))
    paid = paid_by(bookings[0].order, paid_payment(bookings[0].order.id))
    send(series_emails.canceled(bookings, cancelling_of(bookings[0].id), card=paid))


@email_task("bookings.email_venue_series_canceled")
def email_venue_series_canceled(*, booking_ids: str) -> None:
    bookings = bookings_by_id(ids_in(booking_ids))
    owner = user_of_id(bookings[0].venue.owner_id)
    send(series_emails.venue_canceled(bookings, cancelling_of(bookings[0].id), owner=owner))


@email_task("bookings.email_reassigned")
def email_reassigned(*, booking_id: int, sequence: int, before: str, after: str, chosen: int, reason: str) -> None:
    """Email the guest, unless the booking changed again in the meantime: that change has its own email."""
    booking = load_booking(booking_id)
    if booking.sequence == sequence:
        send(
            reassignment_emails.reassigned(
                booking, reassignment_emails.Reassignment(before, after, bool(chosen), reason)
            )
        )


@email_task("bookings.email_added")
def email_added(*, booking_id: int) -> None:
    """Email the guest, unless the booking was canceled in the meantime: that has its own email."""
    booking = load_booking(booking_id)
    if booking.state is BookingState.CONFIRMED:
        send(front_desk_emails.booked_for(booking, user_of_id(booking.venue.owner_id)))


@email_task("bookings.email_series_added")
def email_series_added(*, booking_ids: str) -> None:
    """Email the guest the dates that are still booked: those canceled in the meantime have their own email."""
    bookings = [each for each in bookings_by_id(ids_in(booking_ids)) if each.state is BookingState.CONFIRMED]
    if bookings:
        send(series_emails.booked_for(bookings, user_of_id(bookings[0].venue.owner_id)))


@email_task("bookings.email_message")
def email_message(*, message_id: int) -> None:
    written = message_of(message_id)
    booking = load_booking(written.booking_id)
    owner = user_of_id(booking.venue.owner_id)
    send(front_desk_emails.message(booking, written, address=email_of(booking), owner=owner))


@email_task("bookings.email_rescheduled")
def email_rescheduled(*, booking_id: int, sequence: int) -> None:
    """Email the guest the change from the last state they were notified of to the current one.

    Nothing is sent if these are the same. A later reschedule has its own job, and a cancellation its own email.
    """
    told, moves = untold([(booking_id, sequence)])
    if told:
        send(reschedule_emails.rescheduled(*told[0]))
    note_told(moves)


@email_task("bookings.email_series_rescheduled")
def email_series_rescheduled(*, changes: str) -> None:
    """Email the guest about bookings of a series that were rescheduled together.

    `changes` are booking ids with the sequence of the change: "12:3,13:1". A booking that changed again since has its
    own email.
    """
    told, moves = untold(changes_in(changes))
    if told:
        send(series_emails.rescheduled(told))
    note_told(moves)


@email_task("bookings.email_reschedule_paid")
def email_reschedule_paid(*, order_id: int) -> None:
    """Email the guest the change that they paid for, with the receipt of the payment.

    If other emails are about the bookings by now, only the receipt is sent.
    """
    changes = [(one.booking_id, one.sequence + 1) for one in pending_reschedules(order_id)]
    told, moves = untold(changes)
    if told:
        order = load_order(order_id)
        is_one = len(changes) == 1
        mail = reschedule_emails.rescheduled(*told[0], paid=order) if is_one else series_emails.rescheduled(told, order)
        send(with_receipts(mail, order_id=order_id))
    elif moves or any(reschedules_of(booking_id)[-1].sequence != sequence for booking_id, sequence in changes):
        defer("receipts.email_paid", order_id=order_id)
    note_told(moves)


@email_task("bookings.email_venue_rescheduled")
def email_venue_rescheduled(*, booking_id: int, sequence: int) -> None:
    """Email the venue about the guest's reschedule, unless the booking changed again in the meantime."""
    move = next(move for move in reschedules_of(booking_id) if move.sequence == sequence)
    booking = load_booking(booking_id)
    if booking.is_upcoming and booking.sequence == sequence:
        send(reschedule_emails.venue_rescheduled(booking, move, owner=user_of_id(booking.venue.owner_id)))


@email_task("bookings.email_venue_series_rescheduled")
def email_venue_series_rescheduled(*, changes: str) -> None:
    """Email the venue about bookings of a series that the guest rescheduled together, without those changed again."""
    told = []
    for booking_id, sequence in changes_in(changes):
        move = next(move for move in reschedules_of(booking_id) if move.sequence == sequence)
        booking = load_booking(booking_id)
        if booking.is_upcoming and booking.sequence == sequence:
            told.append((booking, move))
    if told:
        owner = user_of_id(told[0][0].venue.owner_id)
        send(series_emails.venue_rescheduled(sorted(told, key=lambda each: each[0].starts_at), owner=owner))


@email_task("bookings.email_reschedule_too_late")
def email_reschedule_too_late(*, order_id: int) -> None:
    """Email the guest that the difference was paid after the new time was gone or the booking changed."""
    order = order_that_reschedules(order_id)
    send(reschedule_emails.too_late(rescheduled_by(order), order, card=card(paid_payment(order_id))))


@email_task("bookings.email_too_late")
def email_too_late(*, order_id: int) -> None:
    send(refund_emails.too_late(load_order(order_id), card=card(paid_payment(order_id))))


@email_task("bookings.email_refunded")
def email_refunded(*, refund_id: int) -> None:
    refund = refund_of(refund_id)
    if refund.booking_id is None:
        return
    booking = load_booking(refund.booking_id)
    order = load_order(refund.order_id)
    mail = refund_emails.refunded(booking, refund, order, card=card(paid_payment(order.id)))
    send(with_receipts(mail, order_id=order.id, refund_id=refund_id))


def ids_in(booking_ids: str) -> list[int]:
    """Return the booking ids of a job's argument, such as "12,13"."""
    return [int(each) for each in booking_ids.split(",")]


def changes_in(changes: str) -> list[tuple[int, int]]:
    """Return booking ids, each with the sequence of its change, from a job's argument such as "12:3,13:1"."""
    pairs = (each.split(":") for each in changes.split(","))
    return [(int(booking_id), int(sequence)) for booking_id, sequence in pairs]


def untold(changes: Sequence[tuple[int, int]]) -> tuple[list[Change], list[Reschedule]]:
    """Return what guests don't know yet of these changes, by start, and the reschedules that are to be noted as told.

    Each change has the first reschedule that the guest doesn't know, and the last one. A booking that changed again
    since is in neither.
    """
    told, moves = list[Change](), list[Reschedule]()
    for booking_id, sequence in changes:
        made = reschedules_of(booking_id)
        new = [move for move in made if move.guest_notified_at is None]
        if not new or made[-1].sequence != sequence:
            continue
        booking, first = load_booking(booking_id), new[0]
        moves += new
        before = first.from_starts_at, first.from_ends_at, first.from_served_by
        differs = before != (booking.starts_at, booking.ends_at, booking.served_by)
        if booking.is_upcoming and booking.order.email and differs:
            told.append((booking, first, made[-1]))
    return sorted(told, key=lambda each: each[0].starts_at), moves


def note_told(moves: Sequence[Reschedule]) -> None:
    """Note that guests know of these reschedules.

    After sending: a job that is killed before that sends the email when it runs again.
    """
    for move in moves:
        move.guest_notified_at = clock.now()


def know_card(order_id: int) -> None:
    """Find out which card paid, in case only a webhook reported it. The card stays unknown if the gateway fails."""
    try:
        read_card(order_id)
    except (GatewayDown, GatewayRefused):
        session.rollback()


def cancelling_of(booking_id: int) -> BookingTransition:
    """Return the transition that canceled a booking: who, and why."""
    return next(move for move in reversed(history_of(booking_id)) if move.to_state is BookingState.CANCELED)
