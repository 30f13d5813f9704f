"""What guests paid through us for bookings, and what of it their venues have earned."""

from collections import Counter, defaultdict
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
# Then the venue keeps nothing but what was charged.
MISSED = EARNED_STATES - {BookingState.COMPLETED}

_is_tip = Order.kind == OrderKind.TIP
_is_tax = OrderLine.kind == LineKind.TAX


@dataclass(frozen=True, slots=True)
class ChargedTax:
    """The tax that an order charged for a booking by one rule, in cents, and what the order calls it."""

    rule_id: int
    remitter: Remitter
    taxes_fees: bool
    taxes_funded: bool
    cents: int
    text: str


@dataclass(frozen=True, slots=True)
class Discount:
    """What we pay of a sitewide deal if the guest pays the whole price of a booking, and the order it is from."""

    order_id: int
    funded_cents: int
    price_cents: int


@dataclass(frozen=True, slots=True)
class Charge:
    """What one order charged for a booking, less refunds, in cents, with tax.

    The order that the booking is from has what we pay of a sitewide deal, too.
    """

    booking_id: int
    venue_id: int
    order_id: int
    state: BookingState
    rate_bps: int
    is_tip: bool
    cents: int
    # How much of it store credit, a package, a membership, or we paid.
    credit_cents: int
    # How much of it a package or membership paid, which isn't taxed.
    pass_cents: int = 0
    # How much of it we pay of a sitewide deal.
    funded_cents: int = 0
    # How much of it is tax, and the taxes before any refund.
    tax_cents: int = 0
    taxes: Sequence[ChargedTax] = ()
    # The discount of the booking that we pay, if there is one.
    discount: Discount | None = None

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

    def taxable_by(self, tax: ChargedTax) -> int:
        """Return on how much of what the venue has earned a tax is. Only some taxes are on what we pay."""
        paid = max(0, self.earned_cents - self.pass_cents - self.funded_cents)
        if self.discount is None or not tax.taxes_funded:
            return paid
        return paid + share(self.discount.funded_cents, paid, self.discount.price_cents)

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
        """Return the charge less an amount that a bank holds.

        Tax is a part of that in proportion, and we pay as much less of a sitewide deal.
        """
        if cents <= 0:
            return self
        paid = self.cents - self.funded_cents
        left = max(0, paid - cents)
        tax, funded = share(self.tax_cents, left, paid), share(self.funded_cents, left, paid)
        credit = self.credit_cents - self.funded_cents + funded
        return replace(self, cents=left + funded, credit_cents=credit, tax_cents=tax, funded_cents=funded)


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

    One statement, and one more if there is any tax. What we pay of a sitewide deal counts as paid from our balance.

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
            func.coalesce(func.sum(OrderLine.amount_cents).filter(_is_tax), 0),
            tax_back,
            case((VenueOrder.order_id == Order.id, Booking.funded_cents), else_=0),
            Booking.price_cents,
            case((_is_tip | at_venue, 0), else_=func.coalesce(func.sum(OrderLine.due_now_cents).filter(~_is_tax), 0)),
        )
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(OrderLine, OrderLine.booking_id == Booking.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Booking.id.in_(booking_ids), Order.state.in_(PAID_FOR), or_(~at_venue, by_pass > 0))
        .group_by(Booking.id, VenueOrder.id, Order.id)
        .order_by(Booking.id, Order.id)
    )
    charges, any_tax = [], False
    discounts: dict[int, Discount] = {}
    charged: Counter[int] = Counter()
    for booking_id, venue_id, order_id, state, rate_bps, is_tip, cents, by_credit, of_pass, taxed, back, *of in rows:
        tax = max(0, min(int(taxed - back), int(cents - of_pass)))
        amounts = int(cents), int(by_credit), int(of_pass), 0, tax
        charges.append(Charge(booking_id, venue_id, order_id, state, rate_bps, is_tip, *amounts))
        any_tax |= bool(taxed)
        funded_cents, price_cents, charged_cents = map(int, of)
        charged[booking_id] += charged_cents
        if funded_cents:
            discounts[booking_id] = Discount(order_id, funded_cents, price_cents)
    charges = _with_discounts(charges, discounts, charged) if discounts else charges
    return _with_taxes(charges) if any_tax else charges


def _with_discounts(
    charges: Sequence[Charge], discounts: Mapping[int, Discount], charged: Mapping[int, int]
) -> list[Charge]:
    """Add what we pay of sitewide deals for bookings, in proportion to what venues keep of their prices.

    What wasn't `charged` for a booking through us counts as kept: the guest pays it at the venue. It doesn't if the
    booking was canceled or missed, whose venue keeps only what was charged.
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
        elsewhere = 0 if charge.state in MISSED else max(0, of.price_cents - charged[charge.booking_id])
        part = min(of.price_cents, kept[charge.booking_id] + elsewhere)
        ours = share(of.funded_cents, part, of.price_cents) if charge.order_id == of.order_id else 0
        cents, by_credit = charge.cents + ours, charge.credit_cents + ours
        found.append(replace(charge, cents=cents, credit_cents=by_credit, funded_cents=ours, discount=of))
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
