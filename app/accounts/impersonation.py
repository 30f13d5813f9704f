"""An admin sees the site as somebody else does: all that person reads, nothing of what she could do.

The cookie still names the admin; beside it stands what she looks at. Whoever asks for the signed-in person gets the
other one, and nothing can be written: no form is taken, and the database itself refuses to write in such a request.
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

from app import clock
from app.accounts.enums import Role
from app.accounts.models import Impersonation, User
from app.accounts.queries import impersonation_by_key
from app.accounts.sessions import user_of_token
from app.db import session
from app.errors import Forbidden

KEY = "impersonation"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Where it is ended: there the admin is herself.
ENDS = "admin.stop_viewing_as"
# Where cards and payment pages are opened.
NEVER_SHOWN = ("checkout.",)

READ_ONLY = "SET TRANSACTION READ ONLY"
ENDED = lazy_gettext("You’re viewing CozyWish as yourself again.")


class ReadOnlyView(Forbidden):
    title = lazy_gettext("You’re in read-only view")


@dataclass(frozen=True, slots=True)
class Impersonated:
    """Who is seen, for the bar on every page: it must not ask the database, which may be what has failed."""

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
    """Flask-Login's user_loader: the user of this session, or the one as whom that admin views the site."""
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
    """Return as whom an admin views the site in this request, if that is so."""
    found: Impersonated | None = g.get("seen")
    return found


def refuse_changes() -> None:
    """Raises Forbidden, in words, for all but reading while an admin sees the site as somebody else."""
    if KEY not in cookie or not current_user.is_authenticated or "seen" not in g:
        return
    if request.method not in SAFE:
        raise ReadOnlyView(read_only(g.seen))
    if (request.endpoint or "").startswith(NEVER_SHOWN):
        raise ReadOnlyView(
            _("Only %(name)s can see payment pages. Find the order in Admin under Orders.", name=g.seen.name)
        )


def read_only(seen: Impersonated) -> str:
    return _(
        "You’re viewing CozyWish as %(name)s, so you can’t change anything. To make changes, select Stop viewing at the"
        " top of the page.",
        name=seen.name,
    )


@event.listens_for(session, "after_begin")
def _begin_read_only(_session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    """A page that writes while it is read is found out by the database, also in a second transaction."""
    if has_request_context() and "seen" in g:
        connection.execute(text(READ_ONLY))
