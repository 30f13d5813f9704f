"""Removing expired lines from carts, and telling each guest once which ones were removed.

A line expires 24 hours after it was added, or when its start has passed. Every cart hides it from then on. The row
stays until the guest opens the cart and reads the notice, for up to 30 days.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import aliased

from app.cart.models import Cart, CartLine
from app.cart.queries import LIFE, is_live
from app.catalog.models import Service
from app.core import clock
from app.core.db import session

NOTICE_LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Removed:
    """The services of the removed lines, by reason, each title once."""

    passed: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()


def remove_expired(*, cart: Cart) -> Removed:
    """Delete the expired lines of a cart and return their services. Of two requests at once, only one gets a line."""
    deleted = session.execute(
        delete(CartLine)
        .where(CartLine.cart_id == cart.id, ~is_live())
        .returning(CartLine.service_id, CartLine.starts_at, CartLine.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not deleted:
        return Removed()
    found = select(Service.id, Service.title).where(Service.id.in_({line.service_id for line in deleted}))
    titles = {each.id: each.title for each in session.execute(found)}
    passed: dict[str, None] = {}
    expired: dict[str, None] = {}
    for line in sorted(deleted, key=lambda each: (each.starts_at, each.id)):
        reason = passed if line.starts_at <= clock.now() else expired
        reason[titles[line.service_id]] = None
    return Removed(tuple(passed), tuple(expired))


def take_expired(*, guest: Cart, cart: Cart) -> None:
    """Move a guest's expired lines to the account's cart, which tells the guest about them once."""
    known = aliased(CartLine)
    same = (
        select(known.id)
        .where(
            known.cart_id == cart.id,
            known.service_id == CartLine.service_id,
            known.starts_at == CartLine.starts_at,
            known.member_id.is_not_distinct_from(CartLine.member_id),
        )
        .exists()
    )
    session.execute(
        update(CartLine)
        .where(CartLine.cart_id == guest.id, ~is_live(), ~same)
        .values(cart_id=cart.id)
        .execution_options(synchronize_session=False)
    )


def purge() -> int:
    """Delete lines whose guests have not returned to read the notice, and guest carts without lines.

    Returns the number of lines deleted.
    """
    expired = session.scalars(
        delete(CartLine).where(CartLine.added_at <= clock.now() - LIFE - NOTICE_LIFE).returning(CartLine.id)
    ).all()
    session.execute(
        delete(Cart).where(
            Cart.user_id.is_(None),
            Cart.created_at <= clock.now() - LIFE,
            ~select(CartLine.id).where(CartLine.cart_id == Cart.id).exists(),
        )
    )
    return len(expired)
