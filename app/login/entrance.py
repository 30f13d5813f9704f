"""The way into an account, the same for every method of logging in."""

from flask import request, url_for
from werkzeug.wrappers import Response

from app.accounts import sessions
from app.accounts.actions.accounts import Suspended
from app.accounts.enums import LoginMethod, Role
from app.accounts.errors import AccountErrorCode
from app.accounts.models import User
from app.accounts.step_up import RECENT
from app.consents.queries import changed_pages
from app.core.urls import local_path
from app.login import second_step
from app.two_factor.queries.factors import needs_second_step
from app.web.htmx import go


def enter(
    user: User,
    *,
    method: LoginMethod,
    remember: bool = False,
    next_page: str | None = None,
    has_two_factors: bool = False,
) -> Response:
    """Log in a person who proved who they are by `method`, or lead to the second step if their account has one.

    `has_two_factors` says that the method proved two factors. The redirect is needed because every form must carry the
    new session's token. Raises Suspended.
    """
    if user.is_suspended:
        raise Suspended(AccountErrorCode.ACCOUNT_SUSPENDED, reason=user.suspended_reason)
    is_two_step = not has_two_factors and needs_second_step(user)
    if is_two_step and not second_step.is_skipped_here(user):
        second_step.start(user, method=method, remember=remember, next_page=next_page or next_path())
        return go(url_for("login.second_step"))
    login = sessions.begin(user, method=method, remember=remember, has_two_factors=has_two_factors)
    if is_two_step:
        login.proven_at -= RECENT  # a trusted device proves nothing: important changes ask for both factors
    return go(_first_stop(user, next_page or next_path(), has_two_factors=has_two_factors))


def _first_stop(user: User, next_page: str | None, *, has_two_factors: bool) -> str:
    """Return the URL of the page after a login: an admin with one factor sets up the second."""
    if user.role is Role.ADMIN and not has_two_factors:
        return url_for("account.set_up_two_factor", next=next_page)
    return after_login(user, next_page)


def after_login(user: User, next_page: str | None = None) -> str:
    """Return the URL of the page that the user wanted, or else of their role's first page.

    Changed terms come first: their page leads there, whether the person agrees or not.
    """
    wanted = wanted_page(user, next_page)
    return url_for("login.agreement", next=wanted) if changed_pages(user) else wanted


def wanted_page(user: User, next_page: str | None = None) -> str:
    """Do the same without a stop at changed terms."""
    return next_page or next_path() or url_for(first_page(user))


def first_page(user: User) -> str:
    """Return the endpoint of the first page of the user's role."""
    if user.role is Role.ADMIN:
        return "admin.index"
    return "venues.home" if user.role is Role.PROVIDER else "search_pages.home"


def next_path() -> str | None:
    """Return the page to go back to if it is on this site, and ignore any other address."""
    return local_path(request.values.get("next"))
