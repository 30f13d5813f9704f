"""Which taxes a refund returns."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from app.bookings.charges import taxes_left
from app.bookings.enums import BookingState, RefundState
from app.bookings.models.events import BookingTransition
from app.bookings.models.refunds import Refund
from app.bookings.queries.charges import taxes_charged
from app.core.db import session


def refunded_taxes(refunds: Sequence[Refund]) -> Mapping[int, Mapping[str, int]]:
    """Return the tax in each of these refunds of bookings, by what the order calls it, in cents.

    Three statements, or none without tax. A refund returns taxes as the ledger does: once the booking is canceled,
    first those that aren't on fees. What an earlier one returned of them is gone.
    """
    taxed = [refund for refund in refunds if refund.tax_cents]
    if not taxed:
        return {}
    order_ids, booking_ids = {one.order_id for one in taxed}, {one.booking_id or 0 for one in taxed}
    charged = taxes_charged(order_ids, booking_ids)
    canceled = (
        select(BookingTransition.booking_id, func.min(BookingTransition.at))
        .where(BookingTransition.booking_id.in_(booking_ids), BookingTransition.to_state == BookingState.CANCELED)
        .group_by(BookingTransition.booking_id)
    )
    canceled_at = dict(session.execute(canceled).all())
    made = session.execute(
        select(Refund.id, Refund.order_id, Refund.booking_id, Refund.tax_cents)
        .where(Refund.order_id.in_(order_ids), Refund.state != RefundState.FAILED)
        .order_by(Refund.id)
    ).all()
    found = {}
    for refund in taxed:
        where, at = (refund.order_id, refund.booking_id), canceled_at.get(refund.booking_id or 0)
        taxes, is_canceled = charged[where], at is not None and refund.created_at >= at
        before = sum(
            each.tax_cents for each in made if each.id < refund.id and (each.order_id, each.booking_id) == where
        )
        left = taxes_left(taxes, before, is_canceled=is_canceled)
        after = taxes_left(taxes, before + refund.tax_cents, is_canceled=is_canceled)
        back = {tax.text: left[tax.rule_id] - after[tax.rule_id] for tax in taxes}
        found[refund.id] = {text: cents for text, cents in back.items() if cents}
    return found
