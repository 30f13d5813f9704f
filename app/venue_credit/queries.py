from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import SHOWN
from app.core.db import session
from app.credit.enums import MovementKind
from app.credit.models import CreditAccount, CreditMovement, VenueCredit
from app.credit.paid_money import paid_money
from app.credit.queries import movements_of
from app.guests.models import Guest
from app.venues.enums import VenueStatus
from app.venues.models import Venue, VenueTransition

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Given:
    """Credit that a venue gave, who gave it, and whether it was taken back."""

    movement: CreditMovement
    by: str
    is_taken_back: bool


def given_to(venue_id: int, user_id: int) -> Sequence[Given]:
    """List the credit that a venue gave a guest, newest first. One statement."""
    undoing = aliased(CreditMovement)
    rows = session.execute(
        select(CreditMovement, User.name, undoing.id)
        .join(CreditAccount, CreditAccount.id == CreditMovement.account_id)
        .join(User, User.id == CreditMovement.by_id)
        .outerjoin(undoing, undoing.takes_back_id == CreditMovement.id)
        .where(
            CreditAccount.user_id == user_id,
            CreditMovement.venue_id == venue_id,
            CreditMovement.kind == MovementKind.GIVEN,
        )
        .order_by(CreditMovement.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Given(movement, by, undone is not None) for movement, by, undone in rows]


def given_left(venue_id: int, user_id: int) -> int:
    """Return how much of a guest's credit at a venue is left of what the venue gave, in cents. One statement."""
    movements = movements_of(user_id, venue_id=venue_id)
    return sum(each.amount_cents for each in movements) - paid_money(movements).cents


def taken_back(movement_id: int) -> bool:
    """Return whether a venue has taken back credit that it gave. One statement."""
    return bool(session.scalar(select(exists().where(CreditMovement.takes_back_id == movement_id))))


def is_gone(venue_id: int, *, since: datetime) -> bool:
    """Return whether a venue has been suspended or deleted since then or longer. One statement."""
    return bool(session.scalar(select(exists().where(Venue.id == venue_id, _gone(since)))))


def balances_where_gone(*, since: datetime) -> Sequence[tuple[int, int]]:
    """List the credit of guests at such venues: (venue id, user id). One statement."""
    rows = session.execute(
        select(VenueCredit.venue_id, CreditAccount.user_id)
        .join(CreditAccount, CreditAccount.id == VenueCredit.account_id)
        .join(Venue, Venue.id == VenueCredit.venue_id)
        .where(VenueCredit.balance_cents > 0, _gone(since))
        .order_by(VenueCredit.id)
    )
    return [(venue_id, user_id) for venue_id, user_id in rows]


def _gone(since: datetime) -> ColumnElement[bool]:
    latest = select(func.max(VenueTransition.at)).where(VenueTransition.venue_id == Venue.id).correlate(Venue)
    is_off = Venue.status.in_((VenueStatus.SUSPENDED, VenueStatus.DELETED))
    return and_(is_off, latest.scalar_subquery() <= since)


def account_that_booked(guest: Guest) -> int | None:
    """Return a guest's account if they booked with it at the venue. One statement; none without an account.

    A record that was only tied by its email address may be someone else's: anyone can enter an address.
    """
    if guest.user_id is None:
        return None
    booked = (
        select(Booking.id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Order, Order.id == VenueOrder.order_id)
        .where(VenueOrder.guest_id == guest.id, Order.user_id == guest.user_id, Booking.state.in_(SHOWN))
    )
    return guest.user_id if session.scalar(booked.limit(1)) is not None else None
