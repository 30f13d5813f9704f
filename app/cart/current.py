"""The cart of a request: the logged-in user's, or the one whose key is in the signed cookie."""

from flask import Flask, flash, g
from flask import session as cookie
from flask_babel import ngettext
from flask_login import current_user, user_logged_in

from app.accounts.models import User
from app.cart.actions.carts import merge, open_cart
from app.cart.models import Cart
from app.cart.queries import cart_of_user, count_guest_lines, count_lines, guest_cart

KEY = "cart"


def current_cart() -> Cart | None:
    """Return the cart of this request, if there is one. Looked up once per request."""
    if "cart" not in g:
        g.cart = _find()
    found: Cart | None = g.cart
    return found


def own_cart() -> Cart:
    """Return the cart of this request, created if there is none."""
    cart = current_cart()
    if cart is None:
        cart = open_cart(user_id=current_user.id if current_user.is_authenticated else None)
        if cart.user_id is None:
            cookie[KEY] = cart.key
            cookie.permanent = True
        g.cart = cart
    return cart


def _find() -> Cart | None:
    if current_user.is_authenticated:
        return cart_of_user(current_user.id)
    return guest_cart(cookie[KEY]) if KEY in cookie else None


class LineCount:
    """The number next to the cart in every header; counted only if a page shows it."""

    def __str__(self) -> str:
        if "cart" not in g and not current_user.is_authenticated:
            return str(count_guest_lines(cookie[KEY]) if KEY in cookie else 0)
        cart = current_cart()
        return str(count_lines(cart) if cart else 0)


def init_app(app: Flask) -> None:
    """Give templates the number of lines, and merge a guest's cart into their account when they log in."""
    app.context_processor(lambda: {"cart_count": LineCount()})
    user_logged_in.connect(_take_along, app)


def _take_along(_app: Flask, user: User) -> None:
    guest = guest_cart(cookie.pop(KEY)) if KEY in cookie else None
    g.pop("cart", None)
    if guest is None:
        return
    own = cart_of_user(user.id)
    before = count_lines(own) if own is not None and count_lines(guest) else 0
    merge(guest=guest, user_id=user.id)
    if before:
        flash(
            ngettext(
                "Your cart also has %(num)d service that you added earlier.",
                "Your cart also has %(num)d services that you added earlier.",
                before,
            )
        )
