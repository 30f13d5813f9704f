"""Who may open what."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.enums import Role
from app.accounts.models import User
from app.errors import Forbidden
from app.htmx import current_url, go, is_htmx
from app.security import keep_nowhere, path_here

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def roles_required(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Open a view to people of these roles only: others get 403, and who is not signed in logs in first."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return redirect_to_login()
            keep_nowhere()
            if current_user.role not in roles:
                raise Forbidden(_refused(roles, current_user.email))
            return view(*args, **kwargs)

        return guarded

    return guard


def _refused(roles: tuple[Role, ...], email: str) -> str:
    if roles == (Role.PROVIDER,):
        return _("This page is for venue owners. You’re logged in as %(email)s.", email=email)
    if roles == (Role.ADMIN,):
        return _("This page is for CozyWish admins. You’re logged in as %(email)s.", email=email)
    return _("Your account doesn’t have access to this page. You’re logged in as %(email)s.", email=email)


def redirect_to_login() -> Response:
    """To the log-in page, which leads back here; also what Flask-Login's login_required does."""
    return go(url_for("accounts.login", next=_here()))


def _here() -> str | None:
    """The page to come back to: this one, or for anything but a plain visit the one whose button asked."""
    is_visit = request.method in {"GET", "HEAD"} and not is_htmx()
    return path_here(request.url if is_visit else current_url() or request.referrer)


login_required = roles_required(*Role)
providers_only = roles_required(Role.PROVIDER)
admins_only = roles_required(Role.ADMIN)


def current_user_or_403() -> User:
    """Whoever is signed in, in a view that opens only for those who are."""
    found: User = current_user._get_current_object()
    return found


def optional_user() -> User | None:
    """Whoever is signed in, where anybody may look."""
    return current_user_or_403() if current_user.is_authenticated else None
