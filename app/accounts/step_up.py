"""Step-up: before an important change, a person proves who they are, unless they did in the last ten minutes."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import here
from app.accounts.impersonation import seen
from app.accounts.sessions import current_login
from app.core import clock
from app.web.htmx import go

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

# How long a proof counts.
RECENT = timedelta(minutes=10)


def step_up_required(view: View[P]) -> View[P]:
    """Open a view only to a person who recently proved who they are. Others do so on a page that leads back here.

    Put it below the guard of the role. An admin who views the site as another user only reads, so is not asked.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if seen() is None and not is_recently_proven():
            return confirm_first(here())
        return view(*args, **kwargs)

    return guarded


def confirm_first(next_page: str | None) -> ResponseReturnValue:
    """Redirect to the page that asks for a proof and leads to `next_page`.

    What was submitted is not kept, because it may be a password. So after a submission, the page says that it wasn't
    saved.
    """
    is_visit = request.method in {"GET", "HEAD"}
    return go(url_for("login.confirm", next=next_page, unsaved=None if is_visit else 1))


def is_recently_proven() -> bool:
    """Return whether the person in this browser proved who they are in the last ten minutes."""
    login = current_login()
    return login is not None and login.proven_at > clock.now() - RECENT
