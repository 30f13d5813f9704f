"""What a booking's payment terms mean: what is paid now and later, and what canceling costs by date."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.policy import late_cancellation
from app.core import clock
from app.core.formats import moment_zone, usd
from app.payment_policies.copy import split
from app.venues.cancellation import is_always_free
from app.venues.enums import PaymentTerms


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a guest gets back, or pays, if they cancel at some time or don't come. `tone` is how it is drawn."""

    when: str
    what: str
    tone: str


def paid_when(bookings: Sequence[Booking]) -> str:
    """Say what these bookings, which have the same terms, cost now and later: "$30.00 now, $90.00 at the venue"."""
    later = sum(booking.later_cents for booking in bookings)
    when = split(bookings[0].payment_terms, sum(paid_cents(booking) for booking in bookings), later)
    return _("%(when)s plus tax", when=when) if any(booking.later_taxed for booking in bookings) else when


def paid_cents(booking: Booking) -> int:
    """Return what was charged so far, with tax."""
    return booking.price_cents + booking.tax_cents - booking.later_cents


def outcomes(bookings: Sequence[Booking]) -> list[Outcome]:
    """Say what canceling these bookings costs by date. They have the same payment terms and cancellation policy."""
    first = bookings[0]
    paid = sum(paid_cents(booking) for booking in bookings)
    later = sum(booking.later_cents for booking in bookings)
    late = [late_cancellation(booking) for booking in bookings]
    back, fee = sum(one.refund_cents for one in late), sum(one.fee_cents for one in late)
    missed = later if first.payment_terms.saves_card else 0
    free = _("Full refund") if paid else _("No fee")
    no_show = Outcome(_("No-show"), _cost(paid, 0, missed, _("No-show fee")), "no")
    if is_always_free(first.cancel_free_hours, first.cancel_keep_percent):
        return [Outcome(_("Until the start"), free, "ok"), no_show]
    if len({booking.free_until for booking in bookings}) == 1:
        until = _("Until %(time)s", time=moment_zone(first.free_until, first.venue.zone))
    else:
        until = ngettext(
            "Until %(num)d hour before each booking",
            "Until %(num)d hours before each booking",
            first.cancel_free_hours,
        )
    after = _cost(paid, back, fee, _("Late cancellation fee"))
    if all(booking.free_until <= clock.now() for booking in bookings):
        return [Outcome(_("If you cancel"), after, "wait"), no_show]
    return [Outcome(until, free, "ok"), Outcome(_("After that"), after, "wait"), no_show]


def _cost(paid: int, back: int, fee: int, name: str) -> str:
    """Say what the guest gets back and pays, as a line of a list."""
    charged = _("%(fee)s of %(amount)s", fee=name, amount=usd(fee))
    if not paid:
        return charged if fee else _("No fee")
    refund = _back(paid, back)
    return _("%(refund)s. %(charged)s", refund=refund, charged=charged) if fee else refund


def _back(paid: int, back: int) -> str:
    refund = _("Full refund") if back == paid else _("Refund of %(amount)s", amount=usd(back)) if back else ""
    return refund or _("No refund of the %(paid)s you paid", paid=usd(paid))


def after_deadline(booking: Booking) -> str:
    """Return what a late cancellation means, as a sentence."""
    late = late_cancellation(booking)
    return _("After that: %(cost)s.", cost=_late_cost(booking, late.refund_cents, late.fee_cents))


def too_late(booking: Booking) -> str:
    """Return what canceling means once it is no longer free, as a sentence."""
    late = late_cancellation(booking)
    return _("If you cancel now: %(cost)s.", cost=_late_cost(booking, late.refund_cents, late.fee_cents))


def _late_cost(booking: Booking, back: int, fee: int) -> str:
    return _in_sentence(paid_cents(booking), back, fee, _("late cancellation fee"))


def _in_sentence(paid: int, back: int, fee: int, name: str) -> str:
    """Say the same within a sentence."""
    if not (paid and fee):
        return _cost(paid, back, fee, name)
    return _("%(refund)s, and a %(fee)s of %(amount)s", refund=_back(paid, back), fee=name, amount=usd(fee))


def no_show(booking: Booking) -> str:
    """Return what a no-show means, as a sentence."""
    cost = _in_sentence(paid_cents(booking), 0, booking.no_show_fee_cents, _("no-show fee"))
    return _("No-show: %(cost)s.", cost=cost)


def card_saved(bookings: Sequence[Booking], cents: int) -> str:
    """Say that the guest's card is saved, and what may be charged to it for bookings at a venue with the same terms."""
    first = bookings[0]
    amount = _("%(amount)s plus tax", amount=usd(cents)) if first.later_taxed else usd(cents)
    if not first.payment_terms.charges_rest:
        text = _(
            "Your card is saved. %(venue)s may charge up to %(amount)s if you cancel late or don’t come.",
            venue=first.venue.name,
            amount=amount,
        )
    elif len(bookings) == 1:
        text = _(
            "Your card is saved. %(venue)s may charge %(amount)s to it after the booking, or up to that much if you"
            " cancel late or don’t come.",
            venue=first.venue.name,
            amount=amount,
        )
    else:
        text = _(
            "Your card is saved. %(venue)s may charge each booking to it afterward, %(amount)s in all, or up to its"
            " price if you cancel it late or don’t come.",
            venue=first.venue.name,
            amount=amount,
        )
    return text


def on_file(booking: Booking, *, is_guest: bool) -> str:
    """Say whether a card was saved for a booking when it was made, to the guest or the venue; empty if none was."""
    if booking.order.card_id is None or not booking.price_cents or not booking.payment_terms.saves_card:
        return ""
    return card_saved([booking], booking.price_cents) if is_guest else _("A card is on file.")


def cards_saved(order: Order, bookings: Sequence[Booking]) -> list[str]:
    """Say the same for each venue of an order that has a card on file and charged nothing yet."""
    if order.card_id is None or order.due_now_cents:
        return []
    groups: dict[tuple[int, PaymentTerms, bool], list[Booking]] = {}
    for booking in bookings:
        if booking.is_upcoming and booking.later_cents and booking.payment_terms.saves_card:
            key = booking.venue.id, booking.payment_terms, booking.later_taxed
            groups.setdefault(key, []).append(booking)
    return [card_saved(each, sum(one.later_cents for one in each)) for each in groups.values()]


def due_later(booking: Booking) -> str:
    """Return the label of what is due later: at the venue, or charged to the card."""
    if booking.payment_terms.charges_rest:
        return _("Charged later, plus tax") if booking.later_taxed else _("Charged later")
    return _("Due at venue, plus tax") if booking.later_taxed else _("Due at venue")
