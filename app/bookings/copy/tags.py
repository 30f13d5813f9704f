"""Texts about a booking for its venue."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.bookings.copy import policies
from app.bookings.enums import BookingState, RefundState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.states import WORDS as STATES
from app.core import clock
from app.core.formats import usd

PAID = {
    SettledBy.UNPAID: (lazy_gettext("Due at venue"), "wait"),
    SettledBy.CASH: (lazy_gettext("Paid in cash"), "ok"),
    SettledBy.CARD: (lazy_gettext("Paid by card"), "ok"),
    SettledBy.OTHER: (lazy_gettext("Paid in person"), "ok"),
}


def standing_tag(booking: Booking, *, declined: bool = False) -> tuple[str, str]:
    """Return the status of a booking and its tag style; its venue order and order must be loaded.

    `declined` means that the venue declined it.
    """
    if declined:
        return _("Declined"), "calm"
    if booking.state is BookingState.CONFIRMED and booking.ends_at <= clock.now():
        return _("Ended"), "calm"
    if booking.state is BookingState.CONFIRMED:
        return _("Arrived") if booking.arrived_at else str(STATES[booking.state]), "ok"
    kind = {BookingState.HELD: "wait", BookingState.REQUESTED: "wait", BookingState.NO_SHOW: "no"}.get(
        booking.state, "calm"
    )
    return str(STATES[booking.state]), kind


def paid_tag(booking: Booking) -> tuple[str, str]:
    """Return the payment status of a booking and its tag style.

    Its venue order, order and refunds must be loaded.
    """
    settled = booking.venue_order.order.settled_by
    over = booking.state is BookingState.CANCELED
    if not booking.price_cents or (over and settled is SettledBy.UNPAID):
        return _("Nothing due"), "calm"
    if settled is None:
        return _paid_online(booking, over)
    label, kind = PAID[settled]
    return str(label), kind


def unusual_tags(booking: Booking) -> list[tuple[str, str]]:
    """Return the tags of what an owner must notice: nothing for a booking that is paid and upcoming or over."""
    is_usual = booking.state in {BookingState.CONFIRMED, BookingState.COMPLETED} and not _is_here(booking)
    standing, paid = standing_tag(booking), paid_tag(booking)
    tags = [] if is_usual else [standing]
    canceled = booking.state is BookingState.CANCELED and booking.venue_order.order.settled_by is None
    if paid[1] in {"wait", "no"} or booking.current_refunds or (canceled and booking.price_cents):
        tags.append(paid)
    return tags


def _is_here(booking: Booking) -> bool:
    return booking.state is BookingState.CONFIRMED and bool(booking.arrived_at) and booking.ends_at > clock.now()


def _paid_online(booking: Booking, over: bool) -> tuple[str, str]:
    """Say what is or was refunded, and the cancellation fee of a booking that is `over` (canceled)."""
    back = sum(refund.amount_cents for refund in booking.current_refunds if refund.state is not RefundState.FAILED)
    stuck = sum(refund.amount_cents for refund in booking.current_refunds if refund.state is RefundState.FAILED)
    kept = booking.price_cents + booking.tax_cents - booking.later_cents - back - stuck
    parts = [_("%(amount)s refunded", amount=usd(back))] if back else []
    if stuck:
        parts.append(_("%(amount)s refund failed", amount=usd(stuck)))
    if over and kept > 0:
        parts.append(_("%(amount)s cancellation fee", amount=usd(kept)))
    if over:
        return ", ".join(parts) or _("Paid online"), "no" if stuck else "calm"
    if booking.later_cents:
        missed = booking.state is BookingState.NO_SHOW and booking.no_show_fee_cents
        due = _("No-show fee") if missed else policies.due_later(booking)
        later = _("%(due)s: %(amount)s", due=due, amount=usd(booking.later_cents))
        return ", ".join([later, *parts]), "no" if stuck else "wait"
    return ", ".join([_("Paid online"), *parts]), "no" if stuck else "ok"
