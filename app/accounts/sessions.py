"""The signed cookie that says who somebody is: begun anew at log-in, emptied at log-out."""

from flask import session as cookie
from flask_login import login_user, logout_user

from app.accounts.models import User

# What somebody had before she logged in and keeps: her cart.
KEPT_AT_LOGIN = ("cart",)


def begin(user: User, *, remember: bool = False) -> None:
    """Sign `user` in. Nothing of the session before is left in it but the cart, which hears of it by signal."""
    kept = {key: cookie[key] for key in KEPT_AT_LOGIN if key in cookie}
    cookie.clear()
    cookie.update(kept)
    login_user(user, remember=remember)


def end() -> None:
    """Sign out this browser, for whoever uses it next: nothing is kept."""
    logout_user()
    # Flask-Login leaves a note to itself to delete the cookie that remembers.
    note = cookie.get("_remember")
    cookie.clear()
    if note:
        cookie["_remember"] = note
