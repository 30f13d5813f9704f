"""Applying a promo code to a cart, and removing it."""

from collections.abc import Collection

from flask_babel import gettext as _

from app.cart.actions.carts import lock
from app.cart.models import Cart
from app.cart.queries import view_of
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.deals.queries.deals import deal_with_code, is_over


def set_code(*, cart: Cart, code: str, own_bookings: Collection[int] = ()) -> None:
    """Save a promo code in the cart; an empty one removes it. Raises DomainError if no deal has it, or it has ended.

    The prices with the new code count as accepted, because the guest entered it. A price increase that was not accepted
    before still has to be.
    """
    found = deal_with_code(code) if code else None
    if code and found is None:
        raise DomainError(_("We don’t recognize this promo code. Check the spelling, or leave the field blank."))
    if found and is_over(found.deal, clock.now()):
        raise DomainError(_("This promo code is no longer valid. Try another, or leave the field blank."))
    lock(cart=cart)
    waiting = {view.line.id for view in view_of(cart, except_bookings=own_bookings).more_expensive}
    cart.code = code.strip().upper() or None
    session.flush()
    for view in view_of(cart, except_bookings=own_bookings).lines:
        if view.line.id not in waiting:
            view.line.quoted_cents = view.quote.price_cents
    session.flush()
