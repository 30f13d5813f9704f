"""Logging in with a password, and logging out."""

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import sessions
from app.accounts.actions.accounts import Suspended, WrongPassword, authenticate
from app.accounts.enums import LoginMethod
from app.login import attempts
from app.login.entrance import after_login, enter, next_path
from app.login.forms import LoginForm
from app.login.views import bp
from app.two_factor.browsers import this_browser
from app.web.htmx import go


@bp.route("/login", methods=["GET", "POST"])
@attempts.limited
def log_in() -> ResponseReturnValue:
    form = LoginForm()
    if form.validate_on_submit():
        wrong = attempts.counted(WrongPassword)
        with form.refusals(form.password, WrongPassword), form.refusals(form.email, Suspended), wrong:
            user = authenticate(email=form.email.value, password=form.password.value)
            return enter(user, method=LoginMethod.PASSWORD, remember=form.remember.data)
    if current_user.is_authenticated and request.method == "GET":
        return go(after_login(current_user))
    this_browser()
    html = render_template("login/log_in.html", form=form, next=next_path())
    return make_response(html, 422 if form.errors else 200)


@bp.post("/logout")
def log_out() -> ResponseReturnValue:
    sessions.end()
    return go(next_path() or url_for("search_pages.home"))
