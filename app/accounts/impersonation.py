"""Impersonation: an admin sees the site exactly as another user does, but read-only.

The cookie still names the admin, with the key of the impersonation beside it. Code that asks for the logged-in user
gets the other user. Nothing can be written: no form is accepted, and the database itself rejects writes in these
requests.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, flash, g, has_request_context, request
from flask import session as cookie
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session, SessionTransaction

from app.accounts.enums import Role
from app.accounts.models import Impersonation, User
from app.accounts.queries.sessions import impersonation_by_key
from app.accounts.sessions import user_of_token
from app.core import clock
from app.core.db import session
from app.core.errors import Forbidden

KEY = "impersonation"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Ends the view; in this request the admin is logged in as themselves.
ENDS = "admin.stop_viewing_as"
# Opens cards and payment pages.
NEVER_SHOWN = ("checkout.",)

READ_ONLY = "SET TRANSACTION READ ONLY"
ENDED = lazy_gettext("You’re viewing CozyWish as yourself again.")


class ReadOnlyView(Forbidden):
    title = lazy_gettext("You’re in read-only view")


@dataclass(frozen=True, slots=True)
class Impersonated:
    """The impersonated user, for the bar on every page, even on one that reports a failed database."""

    name: str
    minutes: int
    """That are left, rounded up."""
    admin_id: int
    user_id: int
    key: str
    """The public id of the user."""


def init_app(app: Flask) -> None:
    app.before_request(refuse_changes)
    app.context_processor(lambda: {"seen": g.get("seen")})


def begin(seeing: Impersonation) -> None:
    cookie[KEY] = seeing.key


def forget() -> None:
    cookie.pop(KEY, None)


def load_user(token: str) -> User | None:
    """Load the user of this session for Flask-Login, or the user that this admin views the site as."""
    user = user_of_token(token)
    if user is None or KEY not in cookie or request.endpoint == ENDS:
        return user
    seeing = impersonation_by_key(cookie[KEY], user) if user.role is Role.ADMIN else None
    if seeing is None:
        forget()
        flash(str(ENDED))
        return user
    left = -((clock.now() - seeing.ends_at) // timedelta(minutes=1))
    g.seen = Impersonated(seeing.user.name, left, user.id, seeing.user_id, seeing.user.public_id)
    session.execute(text(READ_ONLY))
    return seeing.user


def seen() -> Impersonated | None:
    """Return the user that an admin views the site as in this request, if any."""
    found: Impersonated | None = g.get("seen")
    return found


def refuse_changes() -> None:
    """Raise Forbidden, with an explanation, for anything but reading while an admin views the site as a user."""
    if KEY not in cookie or not current_user.is_authenticated or "seen" not in g:
        return
    if request.method not in SAFE:
        raise ReadOnlyView(read_only(g.seen))
    if (request.endpoint or "").startswith(NEVER_SHOWN):
        raise ReadOnlyView(
            _("Only %(name)s can see payment pages. Find the order in Admin under Orders.", name=g.seen.name)
        )


def refuse_secrets() -> None:
    """Raise Forbidden on a page that shows secrets of an account while an admin views the site as its holder."""
    viewed = seen()
    if viewed is not None:
        raise ReadOnlyView(_("Only %(name)s can see this page.", name=viewed.name))


def read_only(seen: Impersonated) -> str:
    return _(
        "You’re viewing CozyWish as %(name)s, so you can’t change anything. To make changes, select Stop viewing at the"
        " top of the page.",
        name=seen.name,
    )


@event.listens_for(session, "after_begin")
def _begin_read_only(_session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    """Make every transaction of the request read-only, so that the database rejects a page that writes."""
    if has_request_context() and "seen" in g:
        connection.execute(text(READ_ONLY))
