"""How much of a price is due when a guest books, and how much later. Pure; a booking keeps the terms of its time."""

from dataclasses import dataclass

from app.venues.enums import PaymentTerms

# The least that a card can be charged. A smaller total can't be paid, and a smaller difference is waived.
LEAST_CHARGE_CENTS = 50


def deposit_rule(terms: str) -> str:
    """Return the condition that terms with a deposit have one, in percent or as an amount, and others have none."""
    return (
        f"num_nonnulls(deposit_percent, deposit_cents) = ({terms} IN ('deposit', 'deposit_then_card'))::int"
        " AND deposit_percent BETWEEN 1 AND 99 IS NOT FALSE AND deposit_cents BETWEEN 50 AND 1000000 IS NOT FALSE"
    )


@dataclass(frozen=True, slots=True)
class PaymentPolicy:
    """How guests pay: the terms, and the deposit either in percent or in cents, if they take one."""

    terms: PaymentTerms = PaymentTerms.FULL
    deposit_percent: int | None = None
    deposit_cents: int | None = None

    def deposit(self, price_cents: int) -> int:
        """Return the deposit for a price, rounded half up; it may exceed the price."""
        if self.deposit_cents is not None:
            return self.deposit_cents
        return (2 * price_cents * (self.deposit_percent or 0) + 100) // 200

    def due_now(self, price_cents: int) -> int:
        """Return how much of a price is due when the guest books.

        Neither part is ever too small to be charged: a deposit is raised to the least charge, and if less than that
        would be left for later, everything is due now.
        """
        if self.terms in {PaymentTerms.CARD, PaymentTerms.EACH_DATE}:
            return 0 if price_cents >= LEAST_CHARGE_CENTS else price_cents
        if not self.terms.takes_deposit:
            return price_cents
        now = max(self.deposit(price_cents), LEAST_CHARGE_CENTS)
        return now if price_cents - now >= LEAST_CHARGE_CENTS else price_cents

    def due_later(self, price_cents: int) -> int:
        """Return the rest of the price."""
        return price_cents - self.due_now(price_cents)
