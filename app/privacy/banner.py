"""What pages of others show: the line above every page of a person whose account will be deleted, and how long we keep
what."""

from flask import Flask
from flask_login import current_user

from app.accounts.impersonation import seen
from app.accounts.zones import zone_of
from app.privacy.copy import day
from app.privacy.retention import KEPT


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"deletion_day": deletion_day})
    # For the privacy page, whose feature knows nothing of this one.
    app.jinja_env.globals["kept_kinds"] = KEPT


def deletion_day() -> str:
    """Return the day on which the account in this browser will be deleted, or nothing. An admin's view has no line."""
    if not current_user.is_authenticated or current_user.deletion_due_at is None or seen() is not None:
        return ""
    return day(current_user.deletion_due_at, zone_of(current_user))
