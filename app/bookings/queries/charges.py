"""What guests paid through us for bookings, and what of it their venues have earned."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import FromClause, Select, Subquery, case, func, or_, select, true
from sqlalchemy.orm import aliased

from app.bookings.charges import MISSED, Charge, ChargedTax, Discount
from app.bookings.enums import AT_VENUE, BookingState, LineKind, OrderKind, OrderState, RefundSource
from app.bookings.models.bookings import Booking
from app.bookings.models.desk_payments import DeskPayment
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.orders import PAID_FOR
from app.core.db import session
from app.core.parameters import one_of
from app.passes.enums import UseState
from app.passes.models import PassUse
from app.tax.models import TaxRule
from app.venues.enums import PaymentTerms

# Whether a payment in person is recorded for a booking.
PAID_IN_PERSON = (
    select(DeskPayment.id)
    .where(DeskPayment.booking_id == Booking.id, DeskPayment.undone_at.is_(None))
    .correlate(Booking)
    .exists()
)
CHARGED_REST = [terms for terms in PaymentTerms if terms.charges_rest]

_is_tip = Order.kind == OrderKind.TIP
_is_tax = OrderLine.kind == LineKind.TAX


def charges_of(booking_ids: Collection[int]) -> Sequence[Charge]:
    """Return the charges of these bookings that were paid through us, oldest order first.

    One statement, and one more if there is any tax. What we pay of a sitewide deal counts as paid from our balance.

    Refunds count from when they are due, and a failed one until it is retried: the guest is owed that. Some of a failed
    one may have been refunded another way, so together they never count for more than was charged.
    """
    rows = session.execute(_charges(), {"bookings": list(booking_ids)})
    charges, any_tax = [], False
    discounts: dict[int, Discount] = {}
    charged: Counter[int] = Counter()
    for booking_id, venue_id, order_id, state, rate_bps, is_tip, cents, by_credit, of_pass, taxed, back, *of in rows:
        tax = max(0, min(int(taxed - back), int(cents - of_pass)))
        amounts = int(cents), int(by_credit), int(of_pass), 0, tax
        charges.append(Charge(booking_id, venue_id, order_id, state, rate_bps, is_tip, *amounts))
        any_tax |= bool(taxed)
        funded_cents, price_cents, charged_cents, rest = map(int, of[:-1])
        charged[booking_id] += charged_cents
        if funded_cents:
            discounts[booking_id] = Discount(order_id, funded_cents, price_cents, rest, is_seen=of[-1])
    charges = _with_discounts(charges, discounts, charged) if discounts else charges
    return _with_taxes(charges) if any_tax else charges


@cache
def _charges() -> Select[*tuple[Any, ...]]:
    """Select what each order charged for each booking, what of it was refunded, and what we pay of its price.

    Built once, because building it takes longer than running it. Laterals keep refunds and passes out of the sums of
    lines, and are planned once for all columns that need them.
    """
    lines = _lines()
    refunded, passes = _refunded(lines), _passes(lines)
    line, back, by_pass = lines.c, refunded.c, passes.c.cents
    # At the front desk, only a package pays through us.
    at_venue = Order.kind.in_(AT_VENUE)
    return (
        select(
            Booking.id,
            VenueOrder.venue_id,
            Order.id,
            Booking.state,
            case((_is_tip, 0), else_=Booking.commission_bps),
            _is_tip,
            case((at_venue, 0), else_=func.greatest(0, line.due - back.cents)) + by_pass,
            case((at_venue, 0), else_=line.credit - back.credit) + by_pass,
            by_pass,
            line.tax,
            back.tax,
            case((VenueOrder.order_id == Order.id, Booking.funded_cents), else_=0),
            Booking.price_cents,
            # Not what an order charged in vain, which is refunded.
            case((_is_tip | at_venue | (Order.state != OrderState.CONFIRMED), 0), else_=line.due_before_tax),
            case((Booking.payment_terms.in_(CHARGED_REST), Booking.later_cents), else_=0),
            Booking.arrived_at.is_not(None) | PAID_IN_PERSON,
        )
        .select_from(lines)
        .join(Booking, Booking.id == line.booking_id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Order, Order.id == line.order_id)
        .join(refunded, true())
        .join(passes, true())
        .where(Order.state.in_(PAID_FOR), or_(~at_venue, by_pass > 0))
        .order_by(Booking.id, Order.id)
    )


def _lines() -> Subquery:
    """Return the sums of what each order charged for each booking."""
    due = OrderLine.due_now_cents
    return (
        select(
            OrderLine.booking_id,
            OrderLine.order_id,
            func.sum(due).label("due"),
            func.coalesce(func.sum(due).filter(~_is_tax), 0).label("due_before_tax"),
            func.sum(OrderLine.credit_cents).label("credit"),
            func.coalesce(func.sum(OrderLine.amount_cents).filter(_is_tax), 0).label("tax"),
        )
        .where(one_of(OrderLine.booking_id, "bookings"))
        .group_by(OrderLine.booking_id, OrderLine.order_id)
        .subquery("lines")
    )


def _refunded(lines: Subquery) -> FromClause:
    """Return the sums of what was refunded of these lines, without failed refunds that were retried."""
    retry = aliased(Refund)
    return (
        select(
            func.coalesce(func.sum(Refund.amount_cents), 0).label("cents"),
            func.coalesce(func.sum(Refund.amount_cents).filter(Refund.source != RefundSource.CARD), 0).label("credit"),
            func.coalesce(func.sum(Refund.tax_cents), 0).label("tax"),
        )
        .where(
            Refund.booking_id == lines.c.booking_id,
            Refund.order_id == lines.c.order_id,
            ~select(retry.id).where(retry.retries_id == Refund.id).exists(),
        )
        .lateral("refunded")
    )


def _passes(lines: Subquery) -> FromClause:
    """Return what a package or membership paid for a booking, which counts as paid by the booking's own order."""
    return (
        select(func.coalesce(func.sum(PassUse.value_cents), 0).label("cents"))
        .where(
            PassUse.booking_id == lines.c.booking_id,
            PassUse.state == UseState.USED,
            VenueOrder.order_id == lines.c.order_id,
        )
        .correlate(lines, VenueOrder)
        .lateral("passes")
    )


def _with_discounts(
    charges: Sequence[Charge], discounts: Mapping[int, Discount], charged: Mapping[int, int]
) -> list[Charge]:
    """Add what we pay of sitewide deals for bookings, in proportion to what venues keep of their prices.

    What wasn't `charged` for a booking through us counts as kept: the guest pays it at the venue. Once the booking is
    over, it does only if the venue says that the guest came. It doesn't if it is still to be charged, or if the booking
    was canceled or missed, whose venue keeps only what was charged.
    """
    kept: Counter[int] = Counter()
    for charge in charges:
        kept[charge.booking_id] += 0 if charge.is_tip else charge.cents - charge.tax_cents
    found = []
    for charge in charges:
        of = discounts.get(charge.booking_id)
        if of is None:
            found.append(charge)
            continue
        awaited = of.rest_cents if charge.state is BookingState.COMPLETED else 0
        elsewhere = 0 if charge.state in MISSED else max(0, of.price_cents - charged[charge.booking_id] - awaited)
        unseen = elsewhere if charge.state is BookingState.COMPLETED and not of.is_seen else 0
        kept_cents = min(of.price_cents, kept[charge.booking_id] + elsewhere - unseen)
        found.append(charge.with_discount(replace(of, kept_cents=kept_cents, unseen_cents=unseen)))
    return found


def _with_taxes(charges: Sequence[Charge]) -> Sequence[Charge]:
    """Return charges with the taxes of their orders. One statement."""
    taxes = taxes_charged({charge.order_id for charge in charges}, {charge.booking_id for charge in charges})
    return [replace(charge, taxes=taxes[charge.order_id, charge.booking_id]) for charge in charges]


def taxes_charged(
    order_ids: Collection[int], booking_ids: Collection[int]
) -> Mapping[tuple[int, int | None], Sequence[ChargedTax]]:
    """Return the taxes that orders charged for bookings, by the ids of both, and none for others. One statement."""
    rows = session.execute(
        select(
            OrderLine.order_id,
            OrderLine.booking_id,
            TaxRule.id,
            TaxRule.remitter,
            TaxRule.taxes_fees,
            TaxRule.taxes_funded,
            func.sum(OrderLine.amount_cents),
            func.min(OrderLine.text),
        )
        .join(TaxRule, TaxRule.id == OrderLine.tax_rule_id)
        .where(OrderLine.order_id.in_(order_ids), OrderLine.booking_id.in_(booking_ids))
        .group_by(OrderLine.order_id, OrderLine.booking_id, TaxRule.id)
        .order_by(TaxRule.id)
    )
    taxes: dict[tuple[int, int | None], list[ChargedTax]] = defaultdict(list)
    for order_id, booking_id, rule_id, remitter, fees, funded, cents, text in rows:
        taxes[order_id, booking_id].append(ChargedTax(rule_id, remitter, fees, funded, int(cents), text))
    return taxes
