from enum import StrEnum


class TaxSource(StrEnum):
    """What says which taxes apply, and how much they are."""

    RULES = "rules"  # rules that admins set
    STRIPE = "stripe"  # Stripe Tax, for each order


class Remitter(StrEnum):
    """Who pays a tax to the jurisdiction."""

    PLATFORM = "platform"  # we do, where a law for marketplaces covers the service
    VENUE = "venue"  # the venue does: we pass the tax through to it
