from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardDetails:
    """A card that Stripe keeps for a customer. `id` is that of its payment method."""

    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int
