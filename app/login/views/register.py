"""Creating an account."""

from flask import flash, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.actions.accounts import AddressTaken, Suspended, enroll
from app.accounts.enums import LoginMethod
from app.consents.actions import agree_to_pages
from app.login import attempts
from app.login.entrance import after_login, enter, next_path
from app.login.forms import RegisterForm
from app.login.views import bp
from app.web.htmx import go


@bp.route("/register", methods=["GET", "POST"])
@attempts.limited
def register() -> ResponseReturnValue:
    form = RegisterForm()
    if form.validate_on_submit():
        wrong = attempts.counted(AddressTaken)
        with form.refusals(form.email, AddressTaken), form.refusals(form.email, Suspended), wrong:
            user, is_new = enroll(email=form.email.value, password=form.password.value, name=form.name.value)
            if is_new:
                agree_to_pages(user=user)
            response = enter(user, method=LoginMethod.REGISTRATION if is_new else LoginMethod.PASSWORD)
            if is_new:
                flash(_("Your account is ready. To confirm your email, open the link that we sent you."))
            return response
    if current_user.is_authenticated and request.method == "GET":
        return go(after_login(current_user))
    html = render_template("login/register.html", form=form, next=next_path())
    return make_response(html, 422 if form.errors else 200)
