"""How a venue lets guests pay, in words: for its owner, and for guests before they book."""

from flask_babel import gettext as _

from app.core.formats import usd
from app.venues.enums import PaymentTerms
from app.venues.payment_policy import PaymentPolicy


def terms(kind: PaymentTerms) -> tuple[str, str]:
    """Return the name of the terms, and what they mean for the venue."""
    return {
        PaymentTerms.FULL: (_("In full"), _("Guests pay the whole price when they book.")),
        PaymentTerms.DEPOSIT: (
            _("Deposit, the rest at the venue"),
            _("Guests pay a deposit when they book. You collect the rest in person."),
        ),
        PaymentTerms.DEPOSIT_THEN_CARD: (
            _("Deposit, the rest by card"),
            _(
                "Guests pay a deposit when they book. We charge the rest to their card after the booking, or if they"
                " cancel late or don’t come."
            ),
        ),
        PaymentTerms.CARD: (
            _("Card on file"),
            _(
                "Guests pay nothing when they book. You collect the price in person. We charge their card only if they"
                " cancel late or don’t come."
            ),
        ),
        PaymentTerms.EACH_DATE: (
            _("Each date by card"),
            _("The guest pays for each date of a repeating booking after it. We charge their card."),
        ),
    }[kind]


def name(terms: PaymentTerms) -> str:
    """Return the name of the terms that guests read."""
    return {
        PaymentTerms.FULL: _("Paid in full"),
        PaymentTerms.DEPOSIT: _("Deposit"),
        PaymentTerms.DEPOSIT_THEN_CARD: _("Deposit"),
        PaymentTerms.CARD: _("Card on file"),
        PaymentTerms.EACH_DATE: _("Each date by card"),
    }[terms]


def in_short(policy: PaymentPolicy) -> str:
    """Return a policy in a few words: "25% deposit, the rest at the venue"."""
    if not policy.terms.takes_deposit:
        return terms(policy.terms)[0]
    amount = f"{policy.deposit_percent}%" if policy.deposit_cents is None else usd(policy.deposit_cents)
    if policy.terms is PaymentTerms.DEPOSIT:
        return _("%(amount)s deposit, the rest at the venue", amount=amount)
    return _("%(amount)s deposit, the rest by card", amount=amount)


def split(kind: PaymentTerms, now_cents: int, later_cents: int) -> str:
    """Say what is paid when: "$30.00 now, $90.00 at the venue"."""
    now, later = usd(now_cents), usd(later_cents)
    if not later_cents:
        return _("%(now)s now", now=now)
    if kind is PaymentTerms.DEPOSIT_THEN_CARD:
        return _("%(now)s now, %(later)s charged after the booking", now=now, later=later)
    if kind is PaymentTerms.EACH_DATE:
        return _("%(now)s now, %(later)s charged after each date", now=now, later=later)
    return _("%(now)s now, %(later)s at the venue", now=now, later=later)


def example(policy: PaymentPolicy, service: str, price_cents: int) -> str:
    """Return what a policy means for a service: "Massage for $120.00: $30.00 now, $90.00 at the venue"."""
    return _(
        "%(service)s for %(price)s: %(split)s.",
        service=service,
        price=usd(price_cents),
        split=split(policy.terms, policy.due_now(price_cents), policy.due_later(price_cents)),
    )
