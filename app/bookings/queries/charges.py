"""What guests paid through us for bookings, and what of it their venues have earned."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from app.bookings.enums import AT_VENUE, BookingState, LineKind, OrderKind, RefundSource
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.orders import PAID_FOR
from app.commission.amounts import commission_cents
from app.core.db import session
from app.passes.enums import UseState
from app.passes.models import PassUse
from app.tax.amounts import share
from app.tax.enums import Remitter
from app.tax.models import TaxRule

# A venue earns a booking once it is over, in whichever way.
EARNED_STATES = frozenset({BookingState.COMPLETED, BookingState.NO_SHOW, BookingState.CANCELED})

_is_tip = Order.kind == OrderKind.TIP


@dataclass(frozen=True, slots=True)
class ChargedTax:
    """The tax that an order charged for a booking by one rule, in cents, and what the order calls it."""

    rule_id: int
    remitter: Remitter
    taxes_fees: bool
    cents: int
    text: str


@dataclass(frozen=True, slots=True)
class Charge:
    """What one order charged for a booking, less refunds, in cents, with tax."""

    booking_id: int
    venue_id: int
    order_id: int
    state: BookingState
    rate_bps: int
    is_tip: bool
    cents: int
    # How much of it store credit, a package, or a membership paid.
    credit_cents: int
    # How much of it a package or membership paid, which isn't taxed.
    pass_cents: int = 0
    # How much of it is tax, and the taxes before any refund.
    tax_cents: int = 0
    taxes: Sequence[ChargedTax] = ()

    @property
    def is_earned(self) -> bool:
        """Return whether the venue has earned it. A tip is earned at once."""
        return self.is_tip or self.state in EARNED_STATES

    @property
    def earned_cents(self) -> int:
        """Return what the venue has earned of it, our commission included and tax not."""
        return self.cents - self.tax_cents if self.is_earned else 0

    @property
    def venue_tax_cents(self) -> int:
        """Return the tax that we pass through to the venue, once it has earned the charge."""
        mine = {tax.rule_id for tax in self.taxes if tax.remitter is Remitter.VENUE}
        return sum(cents for rule_id, cents in self.taxes_due().items() if rule_id in mine)

    @property
    def taxable_cents(self) -> int:
        """Return on how much of what the venue has earned there is a tax, if its rule has one."""
        return max(0, self.earned_cents - self.pass_cents)

    def taxes_due(self) -> dict[int, int]:
        """Return what is left of the tax of each rule after refunds, once the venue has earned the charge.

        For a canceled booking, the taxes that aren't on fees are refunded first, and the others in proportion.
        """
        if not self.is_earned:
            return {}
        back = sum(tax.cents for tax in self.taxes) - self.tax_cents
        return taxes_left(self.taxes, back, is_canceled=self.state is BookingState.CANCELED)

    @property
    def commission_cents(self) -> int:
        """Return our commission on what the venue has earned. Each charge is rounded on its own."""
        return commission_cents(self.earned_cents, self.rate_bps)

    @property
    def expected_commission_cents(self) -> int:
        """Return the commission if the venue earns all of it."""
        return commission_cents(self.cents - self.tax_cents, self.rate_bps)

    def without(self, cents: int) -> "Charge":
        """Return the charge less an amount that a bank holds, of which tax is a part in proportion."""
        if cents <= 0:
            return self
        left = max(0, self.cents - cents)
        return replace(self, cents=left, tax_cents=share(self.tax_cents, left, self.cents))


def taxes_left(taxes: Sequence[ChargedTax], back: int, *, is_canceled: bool) -> dict[int, int]:
    """Return what is left of the tax of each rule once `back` cents of them together are refunded.

    For a canceled booking, those that aren't on fees are refunded first, and the others in proportion.
    """
    left = {tax.rule_id: tax.cents for tax in taxes}
    if is_canceled:
        back -= _take(left, [tax for tax in taxes if not tax.taxes_fees], back)
    _take(left, taxes, back)
    return left


def _take(left: dict[int, int], taxes: Sequence[ChargedTax], cents: int) -> int:
    """Take up to `cents` from what is left of these taxes, in proportion to that. Returns how much was taken."""
    whole = sum(left[tax.rule_id] for tax in taxes)
    cents = taken = min(cents, whole)
    for tax in taxes:
        part = share(cents, left[tax.rule_id], whole)
        whole -= left[tax.rule_id]
        left[tax.rule_id] -= part
        cents -= part
    return taken


def charges_of(booking_ids: Collection[int]) -> Sequence[Charge]:
    """Return the charges of these bookings that were paid through us, oldest order first.

    One statement, and one more if there is any tax.

    Refunds count from when they are due, and a failed one until it is retried: the guest is owed that. Some of a failed
    one may have been refunded another way, so together they never count for more than was charged.
    """
    retry = aliased(Refund)
    refunds = (
        select(func.coalesce(func.sum(Refund.amount_cents), 0))
        .where(
            Refund.booking_id == Booking.id,
            Refund.order_id == Order.id,
            ~select(retry.id).where(retry.retries_id == Refund.id).exists(),
        )
        .correlate(Booking, Order)
    )
    refunded = refunds.scalar_subquery()
    tax_back = refunds.with_only_columns(func.coalesce(func.sum(Refund.tax_cents), 0)).scalar_subquery()
    # What a package or membership paid for the booking counts as paid by the booking's own order.
    by_pass = (
        select(func.coalesce(func.sum(PassUse.value_cents), 0))
        .where(PassUse.booking_id == Booking.id, PassUse.state == UseState.USED, VenueOrder.order_id == Order.id)
        .correlate(Booking, VenueOrder, Order)
        .scalar_subquery()
    )
    # At the front desk, only a package pays through us.
    at_venue = Order.kind.in_(AT_VENUE)
    to_credit = refunds.where(Refund.source != RefundSource.CARD).scalar_subquery()
    rows = session.execute(
        select(
            Booking.id,
            VenueOrder.venue_id,
            Order.id,
            Booking.state,
            case((_is_tip, 0), else_=Booking.commission_bps),
            _is_tip,
            case((at_venue, 0), else_=func.greatest(0, func.sum(OrderLine.due_now_cents) - refunded)) + by_pass,
            case((at_venue, 0), else_=func.sum(OrderLine.credit_cents) - to_credit) + by_pass,
            by_pass,
            func.coalesce(func.sum(OrderLine.amount_cents).filter(OrderLine.kind == LineKind.TAX), 0),
            tax_back,
        )
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(OrderLine, OrderLine.booking_id == Booking.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Booking.id.in_(booking_ids), Order.state.in_(PAID_FOR), or_(~at_venue, by_pass > 0))
        .group_by(Booking.id, VenueOrder.id, Order.id)
        .order_by(Booking.id, Order.id)
    )
    charges, any_tax = [], False
    for booking_id, venue_id, order_id, state, rate_bps, is_tip, cents, by_credit, of_pass, taxed, back in rows:
        tax = max(0, min(int(taxed - back), int(cents - of_pass)))
        amounts = int(cents), int(by_credit), int(of_pass), tax
        charges.append(Charge(booking_id, venue_id, order_id, state, rate_bps, is_tip, *amounts))
        any_tax |= bool(taxed)
    return _with_taxes(charges) if any_tax else charges


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
            func.sum(OrderLine.amount_cents),
            func.min(OrderLine.text),
        )
        .join(TaxRule, TaxRule.id == OrderLine.tax_rule_id)
        .where(OrderLine.order_id.in_(order_ids), OrderLine.booking_id.in_(booking_ids))
        .group_by(OrderLine.order_id, OrderLine.booking_id, TaxRule.id)
        .order_by(TaxRule.id)
    )
    taxes: dict[tuple[int, int | None], list[ChargedTax]] = defaultdict(list)
    for order_id, booking_id, rule_id, remitter, taxes_fees, cents, text in rows:
        taxes[order_id, booking_id].append(ChargedTax(rule_id, remitter, taxes_fees, int(cents), text))
    return taxes
