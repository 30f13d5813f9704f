"""Access control for views."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.enums import Role
from app.accounts.models import LoginSession, User
from app.core.errors import Forbidden
from app.web.htmx import current_url, go, is_htmx
from app.web.security import keep_nowhere, path_here

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def roles_required(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Open a view only to these roles. Others get 403; visitors who are not logged in are redirected to log in.

    What only admins may open needs a session that proved two factors. Without, they are led to set up the second.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return redirect_to_login()
            keep_nowhere()
            if current_user.role not in roles:
                raise Forbidden(_refused(roles, current_user.email))
            if roles == (Role.ADMIN,) and not has_two_factors():
                return go(url_for("account.set_up_two_factor", next=here()))
            return view(*args, **kwargs)

        return guarded

    return guard


def has_two_factors() -> bool:
    """Return whether the person in this browser, who is logged in, proved two factors."""
    login: LoginSession | None = g.get("login_session")
    return login is not None and login.second_factor_at is not None


def _refused(roles: tuple[Role, ...], email: str) -> str:
    if roles == (Role.PROVIDER,):
        return _("This page is for venue owners. You’re logged in as %(email)s.", email=email)
    if roles == (Role.ADMIN,):
        return _("This page is for CozyWish admins. You’re logged in as %(email)s.", email=email)
    return _("Your account doesn’t have access to this page. You’re logged in as %(email)s.", email=email)


def redirect_to_login() -> Response:
    """Redirect to the login page, which leads back here. Flask-Login's login_required does the same."""
    return go(url_for("login.log_in", next=here()))


def here() -> str | None:
    """Return the page to go back to: for a form or an HTMX request, the page that sent it."""
    is_visit = request.method in {"GET", "HEAD"} and not is_htmx()
    return path_here(request.url if is_visit else current_url() or request.referrer)


login_required = roles_required(*Role)
providers_only = roles_required(Role.PROVIDER)
admins_only = roles_required(Role.ADMIN)


def current_user_or_403() -> User:
    """Return the logged-in user, in a view that requires login."""
    found: User = current_user._get_current_object()
    return found


def optional_user() -> User | None:
    """Return the logged-in user, or None, in a view that is open to everyone."""
    return current_user_or_403() if current_user.is_authenticated else None
