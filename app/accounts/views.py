"""Pages for registering, logging in and out, and choosing a theme."""

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import attempts, sessions
from app.accounts.actions import AddressTaken, Suspended, WrongPassword, authenticate, enroll
from app.accounts.enums import Role
from app.accounts.forms import LoginForm, RegisterForm
from app.accounts.models import User
from app.core.errors import DomainError
from app.core.urls import local_path
from app.web.context import Theme
from app.web.cookies import forget_preference, keep_preference
from app.web.htmx import go

bp = Blueprint("accounts", __name__)


@bp.route("/login", methods=["GET", "POST"])
@attempts.limited
def login() -> ResponseReturnValue:
    form = LoginForm()
    if form.validate_on_submit():
        wrong = attempts.counted(WrongPassword)
        with form.refusals(form.password, WrongPassword), form.refusals(form.email, Suspended), wrong:
            user = authenticate(email=form.email.value, password=form.password.value)
            return enter(user, remember=form.remember.data)
    return show("accounts/login.html", form)


@bp.route("/register", methods=["GET", "POST"])
@attempts.limited
def register() -> ResponseReturnValue:
    form = RegisterForm()
    if form.validate_on_submit():
        wrong = attempts.counted(AddressTaken)
        with form.refusals(form.email, AddressTaken), form.refusals(form.email, Suspended), wrong:
            user = enroll(email=form.email.value, password=form.password.value, name=form.name.value)
            return enter(user, remember=False)
    return show("accounts/register.html", form)


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    sessions.end()
    return go(url_for("search_pages.home"))


@bp.post("/theme")
def theme() -> ResponseReturnValue:
    """Save the theme for a year; "system" deletes the cookie. Raises DomainError for an unknown theme."""
    try:
        chosen = Theme(request.form.get("theme", ""))
    except ValueError:
        raise DomainError(_("Choose the light theme, the dark theme, or your device’s theme.")) from None
    response = go(next_path() or url_for("search_pages.home"))
    if chosen is Theme.SYSTEM:
        forget_preference(response, "theme")
    else:
        keep_preference(response, "theme", chosen)
    return response


def show(template: str, form: LoginForm | RegisterForm) -> ResponseReturnValue:
    """Show the form, or redirect a user who is already logged in to the page that follows login."""
    if current_user.is_authenticated and request.method == "GET":
        return go(after_login(current_user))
    html = render_template(template, form=form, next=next_path())
    return make_response(html, 422 if form.errors else 200)


def enter(user: User, *, remember: bool) -> Response:
    """Log in and redirect to a fresh page, because every form must carry the new session's token."""
    sessions.begin(user, remember=remember)
    return go(after_login(user))


def after_login(user: User) -> str:
    """Return the URL of the page the user wanted, or else of their role's first page."""
    return next_path() or url_for(begins_with(user))


def begins_with(user: User) -> str:
    """Return the endpoint of the first page of the user's role."""
    if user.role is Role.ADMIN:
        return "admin.index"
    return "venues.home" if user.role is Role.PROVIDER else "search_pages.home"


def next_path() -> str | None:
    """Return the page to go back to if it is on this site, and ignore any other address."""
    return local_path(request.values.get("next"))
