"""Texts about an order: summary, directions and price lines."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.bookings.copy import policies
from app.bookings.copy.cancellation import refunded_cents
from app.bookings.enums import LineKind, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.tabs import without_canceled
from app.cart.travel_time import distance_miles, walk_minutes
from app.core.formats import duration

HOUR = 60


def lines(order: Order) -> list[dict[str, object]]:
    """Return the lines of the order panel: each booking and add-on at its usual price, then discounts by reason.

    Taxes come last, by jurisdiction.
    """
    shown: list[dict[str, object]] = []
    less: dict[str, int] = {}
    taxes: dict[str, int] = {}
    for line in order.lines:
        if line.kind is LineKind.TAX:
            taxes[line.text] = taxes.get(line.text, 0) + line.amount_cents
        elif line.amount_cents < 0:
            less[line.text] = less.get(line.text, 0) + line.amount_cents
        else:
            shown.append({"label": line.text, "cents": line.amount_cents})
    shown += [{"label": text, "cents": cents, "kind": "less"} for text, cents in less.items()]
    if order.awaits_tax:
        shown.append({"label": _("Tax"), "kind": "waiting", "note": _("Not known yet")})
    return shown + [{"label": text, "cents": cents} for text, cents in taxes.items()]


def price_lines(booking: Booking) -> list[dict[str, object]]:
    """Return the usual price, the add-ons, and the discount with its reason."""
    guests = f" × {booking.quantity}" if booking.quantity > 1 else ""
    lines: list[dict[str, object]] = [{"label": f"{booking.title}{guests}", "cents": booking.service_cents}]
    lines += [{"label": f"{each.title}{guests}", "cents": each.cents * booking.quantity} for each in booking.extras]
    if booking.discount_cents:
        lines.append({"label": booking.price_reason, "cents": -booking.discount_cents, "kind": "less"})
    if booking.tax_cents:
        lines.append({"label": _("Tax"), "cents": booking.tax_cents})
    return lines


def payment_lines(booking: Booking, card: str) -> list[dict[str, object]]:
    """Return what was paid and refunded, when that differs from the price; empty otherwise.

    Its `refunds` and `paid_cents` must be loaded.
    """
    back, later = refunded_cents(booking), 0 if booking.is_canceled else booking.later_cents
    if not booking.is_paid_online or not (back or later or (booking.is_canceled and booking.paid_cents)):
        return []
    lines: list[dict[str, object]] = [{"label": _("Paid, %(card)s", card=card), "cents": booking.paid_cents}]
    if not booking.paid_cents:
        lines = []
    kept = sum(refund.amount_cents for refund in booking.current_refunds if refund.is_kept)
    if back > kept:
        lines.append({"label": _("Refund"), "cents": kept - back})
    if kept:
        lines.append({"label": _("Kept as credit at %(venue)s", venue=booking.venue.name), "cents": -kept})
    return [*lines, {"label": policies.due_later(booking), "cents": later}] if later else lines


def after_total(order: Order, card: str) -> list[dict[str, object]]:
    """Return how an order's total was to be paid when it was placed, if not all of it by card at once.

    A receipt says that: what was due later stays on it as it was agreed.
    """
    if not order.later_cents and not order.credit_cents:
        return []
    sums: dict[str, int] = {}
    for booking in order.bookings:
        if cents := agreed_later(order, booking):
            name = due_when_booked(booking)
            sums[name] = sums.get(name, 0) + cents
    return [*paid_at_once(order, card), *({"label": name, "cents": cents} for name, cents in sums.items())]


def paid_at_once(order: Order, card: str) -> list[dict[str, object]]:
    """Return what credit and the card paid when the order was placed."""
    by_credit = _by_credit(order)
    label = _("Paid, %(card)s", card=card) if order.card_cents else _("Paid")
    return [*by_credit, {"label": label, "cents": order.card_cents}] if order.card_cents or not by_credit else by_credit


def agreed_later(order: Order, booking: Booking) -> int:
    """Return what an order left for later of a booking's price, in cents."""
    return sum(line.later_cents for line in order.lines if line.booking_id == booking.id)


def due_when_booked(booking: Booking) -> str:
    """Return the label of what was due later when the guest booked. Some of it may be paid by now."""
    if booking.later_taxed:
        return _("Due later when you booked, plus tax, %(venue)s", venue=booking.venue.name)
    return _("Due later when you booked, %(venue)s", venue=booking.venue.name)


def _by_credit(order: Order) -> list[dict[str, object]]:
    """Return what credit at each venue paid, and what store credit did."""
    names = {booking.id: booking.venue.name for booking in order.bookings}
    sums: dict[str, int] = {}
    for line in order.lines:
        if line.venue_credit_cents and line.booking_id in names:
            label = _("Paid, credit at %(venue)s", venue=names[line.booking_id])
            sums[label] = sums.get(label, 0) + line.venue_credit_cents
    if rest := order.credit_cents - sum(sums.values()):
        sums[_("Paid, store credit")] = rest
    return [{"label": label, "cents": cents} for label, cents in sums.items()]


def late_fee_cents(booking: Booking) -> int:
    """Return what the guest paid for a canceled booking and does not get back; 0 if it is not canceled."""
    return max(0, booking.paid_cents - refunded_cents(booking)) if booking.is_canceled else 0


def paid(order: Order, card: str) -> str:
    """Return the label before the amount: "Paid, Visa 4242", or how a front desk booking is paid."""
    if order.settled_by is None:
        return _("Paid, %(card)s", card=card) if order.due_now_cents else _("Paid")
    if not order.total_cents:
        return _("Nothing due")
    return str(BY[order.settled_by])


BY = {
    SettledBy.UNPAID: lazy_gettext("Due at venue"),
    SettledBy.CASH: lazy_gettext("Paid in person, cash"),
    SettledBy.CARD: lazy_gettext("Paid in person, card"),
    SettledBy.OTHER: lazy_gettext("Paid in person"),
}


def headline(order: Order, bookings: list[Booking]) -> str:
    """Return the headline of an order, for example "You’re booked, Wren.", or that it is canceled."""
    still = without_canceled(bookings)
    if not still:
        return _("This order is canceled.")
    if not any(booking.is_upcoming for booking in still):
        return _("Your order")
    if all(booking.is_requested for booking in still):
        return _("Request sent, %(name)s.", name=order.first_name)
    return _("You’re booked, %(name)s.", name=order.first_name)


def summary(bookings: list[Booking]) -> str:
    """Summarize the bookings: "3 bookings, 2 venues, 1 day." or "1 booking at Hazel Bodywork."

    Canceled bookings are counted separately.
    """
    shown = without_canceled(bookings) or bookings
    canceled = len(bookings) - len(shown)
    if len(shown) == 1:
        sentence = _("1 booking at %(venue)s.", venue=shown[0].venue.name)
    else:
        sentence = _(
            "%(bookings)s, %(venues)s, %(days)s.",
            bookings=ngettext("%(num)d booking", "%(num)d bookings", len(shown)),
            venues=ngettext("%(num)d venue", "%(num)d venues", len({booking.venue.id for booking in shown})),
            days=ngettext("%(num)d day", "%(num)d days", len({booking.day for booking in shown})),
        )
    if not canceled:
        return sentence
    less = ngettext("%(num)d other booking is canceled.", "%(num)d other bookings are canceled.", canceled)
    return f"{sentence} {less}"


def on_the_way(bookings: list[Booking], booking: Booking) -> str:
    """Say how to get to a booking and what to know on arrival, the latter once for each venue."""
    known = any(other.venue.id == booking.venue.id for other in bookings[: bookings.index(booking)])
    lines = [way_before(bookings, booking), "" if known else booking.venue.arrival_note]
    return " ".join(part for part in lines if part)


def way_before(bookings: list[Booking], booking: Booking) -> str:
    """Say how to get there from the previous booking on the same day."""
    earlier = [other for other in without_canceled(bookings) if other.starts_at < booking.starts_at]
    if not earlier or booking.is_canceled or earlier[-1].day != booking.day:
        return ""
    before, here = earlier[-1].venue, booking.venue
    gap = int((booking.starts_at - earlier[-1].ends_at).total_seconds() // 60)
    if before.id == here.id:
        if gap <= 0:
            return _("Same venue, right after.")
        if gap < HOUR:
            return ngettext("Same venue, %(num)d minute later.", "Same venue, %(num)d minutes later.", gap)
        if gap % HOUR:
            return _("Same venue, %(length)s later.", length=duration(gap))
        return ngettext("Same venue, %(num)d hour later.", "Same venue, %(num)d hours later.", gap // HOUR)
    walk = walk_minutes(distance_miles(*before.position, *here.position))
    return _("%(minutes)d-minute walk from %(venue)s.", minutes=walk, venue=before.name) if walk is not None else ""
