"""The add-ons of a service."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalog.errors import CatalogErrorCode
from app.catalog.models import MAX_ADD_ON_MINUTES, MAX_ADD_ONS, AddOn, Service
from app.catalog.queries import add_ons_of
from app.core.db import session
from app.core.errors import DomainError
from app.venues.actions.reindex import schedule_reindex

MAX_ADD_ON_CENTS = 100_000


@dataclass(frozen=True, slots=True)
class Addition:
    """The values of an add-on: cents and minutes for each guest. `key` identifies an existing add-on."""

    title: str
    price_cents: int
    minutes: int = 0
    active: bool = True
    key: str = ""


def set_add_ons(*, service: Service, additions: Sequence[Addition]) -> None:
    """Replace the add-ons of a service, in this order.

    Existing bookings keep the add-ons that they were booked with. Raises DomainError.
    """
    _refuse_bad(additions)
    before = {add_on.key: add_on for add_on in add_ons_of(service.id)}
    for add_on in before.values():
        if add_on.key not in {addition.key for addition in additions}:
            session.delete(add_on)
    session.flush()
    for position, addition in enumerate(additions, start=1):
        add_on = before.get(addition.key) or AddOn(service_id=service.id)
        add_on.position, add_on.title, add_on.active = position, addition.title, addition.active
        add_on.price_cents, add_on.minutes = addition.price_cents, addition.minutes
        session.add(add_on)
    schedule_reindex(service.venue_id)
    session.flush()


def copy_add_ons(service: Service, copy: Service) -> None:
    for add_on in add_ons_of(service.id):
        session.add(
            AddOn(
                service_id=copy.id,
                position=add_on.position,
                title=add_on.title,
                price_cents=add_on.price_cents,
                minutes=add_on.minutes,
                active=add_on.active,
            )
        )


def _refuse_bad(additions: Sequence[Addition]) -> None:
    if len(additions) > MAX_ADD_ONS:
        raise DomainError(CatalogErrorCode.TOO_MANY_ADD_ONS, most=MAX_ADD_ONS)
    for addition in additions:
        if not 1 <= len(addition.title) <= 60:
            raise DomainError(CatalogErrorCode.ADD_ON_NAME)
        if not 0 <= addition.price_cents <= MAX_ADD_ON_CENTS:
            raise DomainError(CatalogErrorCode.ADD_ON_PRICE)
        if not 0 <= addition.minutes <= MAX_ADD_ON_MINUTES:
            raise DomainError(CatalogErrorCode.ADD_ON_LENGTH)
