"""Texts about canceling, its refunds, and the history of a booking."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.bookings.copy.bookings import call
from app.bookings.enums import UPCOMING_STATES, Actor, BookingState, RefundSource, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.refunds import Refund
from app.bookings.policy import keeps_uses
from app.bookings.states import WORDS as STATES
from app.core import clock
from app.core.formats import moment_zone, usd
from app.core.sentences import join_sentences

BANK_TIME = lazy_gettext("3 to 5 business days")


def others(bookings: Sequence[Booking]) -> str:
    """Say that the other active bookings of the order are unaffected; there must be at least one."""
    return ngettext(
        "Your %(service)s booking at %(venue)s isn’t affected.",
        "Your %(num)d other bookings in this order aren’t affected.",
        len(bookings),
        service=bookings[0].title,
        venue=bookings[0].venue.name,
    )


def cancel_button(booking: Booking, back: int) -> str:
    if back:
        return _("Cancel and refund %(amount)s", amount=usd(back))
    paid = booking.price_cents > booking.later_cents
    return _("Cancel without a refund") if paid and booking.is_paid_online else _("Cancel booking")


def of_package(is_kept: bool) -> str:
    """Say what a cancellation means for the package that paid for a booking."""
    if is_kept:
        return _("Free cancellation has ended, so this booking stays used in your package.")
    return _("You can use this booking of your package for another time.")


def consequence(booking: Booking, back: int) -> str:
    """Say what canceling now means, below the amounts."""
    if booking.is_from_package:
        package = of_package(keeps_uses(booking, by_guest=True, at=clock.now()))
        return join_sentences(package, _("Your refund takes %(days)s to arrive.", days=BANK_TIME) if back else "")
    if back and booking.order.credit_cents:
        return _(
            "A refund goes to your card first, up to what your card paid, which takes %(days)s. The rest is added to"
            " your store credit at once.",
            days=BANK_TIME,
        )
    if back:
        return _("Your refund takes %(days)s to arrive.", days=BANK_TIME)
    if booking.price_cents and booking.price_cents == booking.later_cents:
        return _("You haven’t paid yet, so there’s nothing to refund.")
    if not booking.price_cents:
        return _("This booking cost nothing, so there’s nothing to refund.")
    return _("Free cancellation ended %(time)s.", time=moment_zone(booking.free_until, booking.venue.zone))


def already(booking: Booking, back: str) -> str:
    """Say why a booking cannot be canceled. `back` is where a refund goes: "Visa 4242"."""
    if booking.state in UPCOMING_STATES:
        return _("This booking has started, so you can’t cancel it online. Call %(venue)s.", venue=call(booking))
    if not booking.is_canceled:
        return _("This booking’s status is %(state)s, so you can’t cancel it.", state=STATES[booking.state])
    refunded = refunded_cents(booking)
    if not refunded:
        return _("This booking is already canceled.")
    return _(
        "This booking is already canceled. Your refund of %(amount)s goes to %(card)s.", amount=usd(refunded), card=back
    )


def refund_to(bookings: Sequence[Booking], back: str) -> str:
    """Return where the refunds of bookings of one venue go: to credit there, if the guest kept any. `refunds` must be
    loaded."""
    refunds = [refund for booking in bookings for refund in booking.current_refunds]
    if not any(refund.is_kept for refund in refunds):
        return back
    venue = bookings[0].venue.name
    if any(refund.source is RefundSource.CREDIT for refund in refunds):
        return _("your credit at %(venue)s and store credit", venue=venue)
    return _("your credit at %(venue)s", venue=venue)


def arrival(bookings: Sequence[Booking]) -> str:
    """Say when the refunds of bookings of one venue arrive. `refunds` must be loaded."""
    if any(refund.is_kept for booking in bookings for refund in booking.current_refunds):
        return _("You can use your credit for your next booking at %(venue)s.", venue=bookings[0].venue.name)
    return _("Banks take %(days)s to show a refund.", days=BANK_TIME)


def keep_button(kept: int, venue: str) -> str:
    return _("Cancel and keep %(amount)s as credit at %(venue)s", amount=usd(kept), venue=venue)


def keep_hint(kept: int, venue: str) -> str:
    """Say what it means to keep a refund as credit."""
    return _(
        "Or keep the %(amount)s that would go to your card as credit. It pays for bookings at %(venue)s, only there,"
        " and never expires. You can’t change it back to a refund.",
        amount=usd(kept),
        venue=venue,
    )


def kept(booking: Booking, cents: int) -> str:
    """Return the message right after a cancellation whose refund the guest kept as credit."""
    return _(
        "Your %(service)s booking is canceled. You have %(amount)s more credit at %(venue)s.",
        service=booking.title,
        amount=usd(cents),
        venue=booking.venue.name,
    )


def canceled(booking: Booking, cents: int, back: str) -> str:
    """Return the message right after a cancellation."""
    if cents:
        return _(
            "Your %(service)s booking is canceled. Your refund of %(amount)s to %(card)s takes %(days)s.",
            service=booking.title,
            amount=usd(cents),
            card=back,
            days=BANK_TIME,
        )
    sentence = _("Your %(service)s booking is canceled.", service=booking.title)
    if booking.is_from_package and not keeps_uses(booking, by_guest=True, at=clock.now()):
        return join_sentences(sentence, of_package(is_kept=False))
    if booking.price_cents > booking.later_cents and booking.is_paid_online:
        return join_sentences(sentence, no_refund(booking))
    return sentence


def no_refund(booking: Booking) -> str:
    """Say why canceling refunds nothing."""
    time = moment_zone(booking.free_until, booking.venue.zone)
    return _("There’s no refund because free cancellation ended %(time)s.", time=time)


def refunded_cents(booking: Booking) -> int:
    """Return everything that is being or has been refunded for a booking; `refunds` must be loaded."""
    return sum(refund.amount_cents for refund in booking.current_refunds)


def refund(one: Refund, back: str, venue: str) -> str:
    """Describe the progress of a refund. `back` is the card that it goes to, unless it goes to credit, which may be
    at the venue.
    """
    amount = usd(one.amount_cents)
    if not one.is_to_card:
        return _to_credit(one, amount, venue)
    if one.state is RefundState.DUE:
        return _("We’re refunding %(amount)s to %(card)s.", amount=amount, card=back)
    if one.state is RefundState.BLOCKED:
        return _("Your bank disputes this payment, so our refund of %(amount)s waits for its decision.", amount=amount)
    if one.state in {RefundState.SETTLED, RefundState.CHARGED_BACK}:
        return _("Your bank returned %(amount)s to %(card)s after a dispute.", amount=amount, card=back)
    if one.state is RefundState.FAILED:
        return _(
            "We couldn’t refund %(amount)s to %(card)s. We’re looking into it and will email you.",
            amount=amount,
            card=back,
        )
    return _(
        "We refunded %(amount)s to %(card)s. Banks take %(days)s to show it.", amount=amount, card=back, days=BANK_TIME
    )


def _to_credit(one: Refund, amount: str, venue: str) -> str:
    if one.is_kept:
        return _("You kept %(amount)s as credit at %(venue)s.", amount=amount, venue=venue)
    if one.source is RefundSource.VENUE_CREDIT:
        return _("We added %(amount)s back to your credit at %(venue)s.", amount=amount, venue=venue)
    return _("We added %(amount)s back to your store credit.", amount=amount)


YOU = "you"


def canceled_by(actor: Actor | None, guest: str = YOU, *, to_owner: bool = False) -> str:
    """Say who canceled. The system itself cancels only requests that a venue did not respond to.

    `guest` is what the reader calls the guest; `to_owner` means that the venue's owner reads it.
    """
    if actor is None:
        return _("Canceled")
    if actor is Actor.SYSTEM:
        return _("Request expired")
    if actor is Actor.PROVIDER:
        return _("Canceled by you") if to_owner else _("Canceled by the venue")
    if actor is Actor.ADMIN:
        return _("Canceled by CozyWish")
    return _("Canceled by you") if guest == YOU else _("Canceled by %(guest)s", guest=guest)


def ended_by(move: BookingTransition, guest: str = YOU, *, to_owner: bool = False) -> str:
    """Say who canceled or declined, with the arguments of `canceled_by`."""
    if was_declined(move):
        return _("Declined by you") if to_owner else _("Declined by the venue")
    return canceled_by(move.actor, guest, to_owner=to_owner)


def was_declined(move: BookingTransition) -> bool:
    """Return whether the venue declined a request."""
    ways = BookingState.REQUESTED, BookingState.CANCELED
    return (move.from_state, move.to_state) == ways and move.actor is Actor.PROVIDER


def missed(actor: Actor, *, to_owner: bool = False) -> str:
    if actor is not Actor.PROVIDER:
        return _("Marked as a no-show by CozyWish")
    return _("Marked as a no-show by you") if to_owner else _("Marked as a no-show by the venue")


def happened(
    move: BookingTransition,
    *,
    at_desk: bool = False,
    guest: str = YOU,
    to_owner: bool = False,
    is_paid: bool = True,
    on_file: str = "",
) -> str:
    """Describe one transition of a booking, or a change of its team member.

    `is_paid` means that the guest paid something when they booked; `on_file` says what follows if not.
    """
    if move.from_state is move.to_state:
        return f"{move.reason}."
    if move.from_state is BookingState.NO_SHOW:
        return _("No longer marked as a no-show.")
    if move.from_state is BookingState.REQUESTED:
        sentence = ended_by(move, guest, to_owner=to_owner)
        if move.to_state is BookingState.CONFIRMED:
            sentence = _("Accepted by you") if to_owner else _("Accepted by the venue")
        return _with_reason(sentence, move.reason if move.actor is Actor.PROVIDER else "")
    sentence = {
        BookingState.REQUESTED: _requested(to_owner=to_owner, is_paid=is_paid),
        BookingState.CONFIRMED: _booked(at_desk=at_desk, to_owner=to_owner, is_paid=is_paid),
        BookingState.COMPLETED: _("Completed"),
        BookingState.NO_SHOW: missed(move.actor, to_owner=to_owner),
        BookingState.CANCELED: canceled_by(move.actor, guest, to_owner=to_owner),
        BookingState.EXPIRED: _("Checkout expired"),
        BookingState.HELD: _("Payment in progress"),
    }[move.to_state]
    sentence = _with_reason(sentence, move.reason if move.actor in {Actor.PROVIDER, Actor.ADMIN} else "")
    is_new = move.to_state in UPCOMING_STATES and not at_desk and not is_paid
    return join_sentences(sentence, on_file) if is_new else sentence


def _requested(*, to_owner: bool, is_paid: bool) -> str:
    if not is_paid:
        return _("Request sent to you") if to_owner else _("Request sent to the venue")
    return _("Paid. Request sent to you") if to_owner else _("Paid. Request sent to the venue")


def _booked(*, at_desk: bool, to_owner: bool, is_paid: bool) -> str:
    if not at_desk:
        return _("Paid and booked") if is_paid else _("Booked")
    return _("Added by you") if to_owner else _("Booked by the venue")


def _with_reason(event: str, reason: str) -> str:
    return _("%(event)s: “%(reason)s”", event=event, reason=reason) if reason else _("%(event)s.", event=event)


def state_tag(booking: Booking, ended: BookingTransition | None = None) -> tuple[str, str]:
    """Return the outcome of a booking that is no longer upcoming and its tag style; empty if it took place.

    `ended` is the transition that canceled it.
    """
    if booking.state is BookingState.CANCELED:
        return ended_by(ended) if ended else _("Canceled"), "calm"
    return (_("No-show"), "no") if booking.state is BookingState.NO_SHOW else ("", "calm")
