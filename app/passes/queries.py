from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, or_, select

from app.core import clock
from app.core.db import session
from app.deals.pass_rules import PassRule
from app.passes.enums import OfferKind, PassState, UseState
from app.passes.models import Pass, PassOffer, PassUse


def pass_rules(
    user_id: int | None, option_ids: Collection[int], *, except_bookings: Collection[int] = ()
) -> Mapping[int, Sequence[PassRule]]:
    """Return what a guest has that pays for these service options, by option id, what expires first first.

    One statement, none for a visitor without an account. The uses of `except_bookings` count as left: they are of the
    guest's own pending order.
    """
    if user_id is None or not option_ids:
        return {}
    held = (
        select(func.coalesce(func.sum(PassUse.uses), 0))
        .where(PassUse.pass_id == Pass.id, PassUse.state == UseState.HELD)
        .where(PassUse.booking_id.in_(list(except_bookings)))
        .correlate(Pass)
        .scalar_subquery()
    )
    left = (Pass.uses_left + held) if except_bookings else Pass.uses_left
    rows = session.execute(
        select(Pass.id, Pass.title, left, Pass.expires_at, Pass.option_ids, Pass.percent_off)
        .where(Pass.user_id == user_id, Pass.state == PassState.ACTIVE, Pass.expires_at > clock.now())
        .where(or_(left > 0, Pass.percent_off > 0))
        .order_by(Pass.expires_at, Pass.id)
    )
    found: dict[int, list[PassRule]] = defaultdict(list)
    for id_, title, uses, expires_at, covered, percent in rows:
        for option_id in set(option_ids).intersection(covered):
            found[option_id].append(PassRule(id_, title, int(uses), expires_at, percent))
    return found


def kinds_sold(venue_ids: Collection[int]) -> Mapping[int, Collection[OfferKind]]:
    """Return what venues sell ahead, by venue; those that sell nothing are missing. One statement, none without ids."""
    if not venue_ids:
        return {}
    query = select(PassOffer.venue_id, PassOffer.kind).where(PassOffer.venue_id.in_(venue_ids), PassOffer.active)
    found: dict[int, list[OfferKind]] = defaultdict(list)
    for venue_id, kind in session.execute(query.distinct().order_by(PassOffer.kind)):
        found[venue_id].append(kind)
    return found


def rules_of_bookings(booking_ids: Collection[int]) -> Mapping[int, PassRule]:
    """Return what paid for these bookings, by booking id: it also pays for them at another time. One statement."""
    rows = session.execute(
        select(PassUse.booking_id, Pass.id, Pass.title, PassUse.uses)
        .join(Pass, Pass.id == PassUse.pass_id)
        .where(PassUse.booking_id.in_(booking_ids), PassUse.state == UseState.USED)
    )
    return {booking_id: PassRule(id_, title, uses) for booking_id, id_, title, uses in rows}


def are_of_memberships(booking_ids: Collection[int]) -> bool:
    """Return whether memberships, not packages, pay for these bookings, or will. One statement."""
    query = select(func.bool_and(Pass.membership_id.is_not(None))).join(PassUse, PassUse.pass_id == Pass.id)
    return bool(session.scalar(query.where(PassUse.booking_id.in_(booking_ids))))


def lock_passes(pass_ids: Collection[int]) -> dict[int, Pass]:
    """Load passes fresh and lock their rows until the transaction ends. One statement, none without ids."""
    if not pass_ids:
        return {}
    found = session.scalars(
        select(Pass)
        .where(Pass.id.in_(pass_ids))
        .order_by(Pass.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in found}


def lock_pass_of(order_id: int) -> Pass:
    """Load what an order pays for fresh, and lock its row until the transaction ends. One statement."""
    query = select(Pass).where(Pass.order_id == order_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def uses_of(booking_ids: Collection[int]) -> Sequence[PassUse]:
    """Return what paid for these bookings, fresh. One statement."""
    query = select(PassUse).where(PassUse.booking_id.in_(booking_ids)).order_by(PassUse.booking_id)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def expired_passes(*, limit: int = 500) -> Sequence[int]:
    """Return the ids of passes that have expired and aren't marked so."""
    query = select(Pass.id).where(Pass.state == PassState.ACTIVE, Pass.expires_at <= clock.now())
    return session.scalars(query.order_by(Pass.id).limit(limit)).all()
