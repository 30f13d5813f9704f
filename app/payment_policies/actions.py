"""Setting how guests pay. Bookings that are held or made already keep their terms."""

from collections.abc import Iterable

from app.catalog.models import Service
from app.catalog.queries import all_services
from app.core.db import session
from app.core.errors import DomainError
from app.payment_policies.errors import PaymentPolicyErrorCode
from app.venues.models import Venue
from app.venues.payment_policy import LEAST_CHARGE_CENTS, PaymentPolicy
from app.venues.queries import lock_venue

MOST_DEPOSIT_CENTS = 1_000_000


def set_venue_policy(*, venue: Venue, policy: PaymentPolicy, allows_each_date: bool = False) -> None:
    """Set how guests pay for the venue's services without a policy of their own.

    `allows_each_date` says whether guests who pay in full may pay for each date of a repeating booking after it.
    Raises DomainError without exactly one valid deposit, or if it is too small to be charged.
    """
    lock_venue(venue)
    check_policy(policy, [each for each in all_services(venue) if each.payment_terms is None])
    venue.payment_terms, venue.allows_each_date = policy.terms, allows_each_date
    venue.deposit_percent, venue.deposit_cents = policy.deposit_percent, policy.deposit_cents
    session.flush()


def set_service_policy(*, service: Service, policy: PaymentPolicy | None) -> None:
    """Set how guests pay for a service, or with None, let the venue's policy apply. Raises what `set_venue_policy`
    raises."""
    lock_venue(service.venue)
    check_policy(policy or service.venue.payment_policy, [service])
    service.payment_terms = policy.terms if policy else None
    service.deposit_percent = policy.deposit_percent if policy else None
    service.deposit_cents = policy.deposit_cents if policy else None
    session.flush()


def check_policy(policy: PaymentPolicy, services: Iterable[Service]) -> None:
    """Raise DomainError for an invalid deposit, or one that is too small for one of these services."""
    percent, cents = policy.deposit_percent, policy.deposit_cents
    given = [one for one in (percent, cents) if one is not None]
    if len(given) != policy.terms.takes_deposit:
        raise DomainError(PaymentPolicyErrorCode.DEPOSIT)
    if percent is not None and not 1 <= percent <= 99:
        raise DomainError(PaymentPolicyErrorCode.DEPOSIT)
    if cents is not None and not LEAST_CHARGE_CENTS <= cents <= MOST_DEPOSIT_CENTS:
        raise DomainError(PaymentPolicyErrorCode.DEPOSIT)
    if not policy.terms.takes_deposit:
        return
    for service in services:
        prices = [option.price_cents for option in service.options if option.price_cents]
        deposit = policy.deposit(min(prices, default=LEAST_CHARGE_CENTS * 100))
        if deposit < LEAST_CHARGE_CENTS:
            raise DomainError(PaymentPolicyErrorCode.LESS_THAN_LEAST_CHARGE, service=service.title, deposit=deposit)
