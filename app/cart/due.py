"""What packages pay for in a cart, its taxes, and what it leaves for later under the policies of its services."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.cart.shown import CartView, LineView
from app.payment_policies.copy import name, split
from app.tax.amounts import by_label
from app.tax.queries import asks_stripe


def tax_lines(cart: CartView) -> list[dict[str, Any]]:
    """Return the taxes of the lines that can be booked, by jurisdiction. Stripe Tax says them at checkout."""
    if asks_stripe() and cart.price_cents:
        return [{"label": _("Tax"), "kind": "waiting", "note": _("Shown at checkout")}]
    return [{"label": label, "cents": cents} for label, cents in by_label(cart.taxes)]


def later_of(line: LineView) -> int:
    """Return how much of a line's price is not due at checkout."""
    return line.policy.due_later(line.quote.price_cents)


def later_lines(cart: CartView) -> list[dict[str, Any]]:
    """Return what is due later at each venue, for the lines that can be booked."""
    sums = [(group.venue.name, sum(later_of(line) for line in group.lines if line.is_free)) for group in cart.groups]
    return [{"label": venue, "cents": cents} for venue, cents in sums if cents]


def paid_when(line: LineView) -> str:
    """Return what is due now and later, or '' if the guest pays in full: 'Deposit: $30.00 now, $90.00 at the venue'."""
    terms, later = line.policy.terms, later_of(line)
    if not later:
        return ""
    now = line.quote.price_cents - later + sum(tax.cents for tax in line.taxes)
    return _("%(name)s: %(split)s", name=name(terms), split=split(terms, now, later))


def from_package(line: LineView) -> str:
    """Return "Included in “Five massages”, 3 bookings left after this one.", or "" if no package pays."""
    if line.quote.pass_id is None:
        return ""
    return ngettext(
        "%(reason)s. After this, %(num)d booking is left.",
        "%(reason)s. After this, %(num)d bookings are left.",
        line.quote.pass_left,
        reason=line.quote.reason,
    )
