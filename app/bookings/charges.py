"""What an order charged for a booking, and what of it the venue has earned. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from app.bookings.enums import BookingState
from app.commission.amounts import commission_cents
from app.tax.amounts import share
from app.tax.enums import Remitter

# A venue earns a booking once it is over, in whichever way.
EARNED_STATES = frozenset({BookingState.COMPLETED, BookingState.NO_SHOW, BookingState.CANCELED})
# Then the venue keeps nothing but what was charged.
MISSED = EARNED_STATES - {BookingState.COMPLETED}
# For how long after its start a venue can say that the guest of a booking came, so that we pay our part of its price.
CHECK_IN_WITHIN = timedelta(days=30)


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
    # What the guest's card is charged after the booking.
    rest_cents: int
    # Whether the venue says that the guest came: it checked them in, or recorded a payment in person.
    is_seen: bool
    # What the venue keeps of the price, and what else it keeps of it once it says that.
    kept_cents: int = 0
    unseen_cents: int = 0


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

    @property
    def unseen_funded_cents(self) -> int:
        """Return what else we pay of a sitewide deal once the venue says that the guest came."""
        of = self.discount
        if of is None or of.order_id != self.order_id:
            return 0
        kept = min(of.price_cents, of.kept_cents + of.unseen_cents)
        return share(of.funded_cents, kept, of.price_cents) - self.funded_cents

    def without(self, cents: int) -> "Charge":
        """Return the charge less an amount that a bank holds, of which tax is a part in proportion."""
        if cents <= 0:
            return self
        paid = self.cents - self.funded_cents
        left = max(0, paid - cents)
        return replace(self, cents=left + self.funded_cents, tax_cents=share(self.tax_cents, left, paid))

    def with_discount(self, of: Discount) -> "Charge":
        """Return the charge with what we pay of a sitewide deal, if the booking is from its order."""
        ours = share(of.funded_cents, of.kept_cents, of.price_cents) if self.order_id == of.order_id else 0
        more = ours - self.funded_cents
        cents, by_credit = self.cents + more, self.credit_cents + more
        return replace(self, cents=cents, credit_cents=by_credit, funded_cents=ours, discount=of)


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


def less_held(charges: Sequence[Charge], held: Mapping[int, int]) -> list[Charge]:
    """Return the charges of one booking less what banks hold of each order, and what we pay of a deal for that."""
    found = [charge.without(held.get(charge.order_id, 0)) for charge in charges]
    price = [(before, left) for before, left in zip(charges, found, strict=True) if not before.is_tip]
    lost = sum((before.cents - before.tax_cents) - (left.cents - left.tax_cents) for before, left in price)
    return [
        one.with_discount(replace(one.discount, kept_cents=max(0, one.discount.kept_cents - lost)))
        if one.discount
        else one
        for one in found
    ]
