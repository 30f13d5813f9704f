"""Reminder settings: in the account, or through the link in an email, which needs no login."""

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.enums import Reminders
from app.accounts.guards import current_user_or_403, login_required
from app.accounts.models import User
from app.guests.models import Guest
from app.reminders.actions import choose
from app.reminders.forms import CHOICES, EITHER, RemindersForm
from app.reminders.signed import person_of
from app.web.extensions import csrf
from app.web.fields import to_choose
from app.web.htmx import go
from app.web.route_limits import limited
from app.web.security import hide_address

bp = Blueprint("reminders", __name__)

# What email clients send for "unsubscribe" (RFC 8058).
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@bp.route("/account/reminders", methods=["GET", "POST"])
@login_required
def index() -> ResponseReturnValue:
    form = RemindersForm(data={"reminders": current_user_or_403().reminders.value})
    if form.validate_on_submit():
        choose(person=current_user_or_403(), reminders=Reminders(form.reminders.data))
        flash(_("Your reminder settings are saved."))
        return go(url_for("reminders.index"))
    return page(form, current_user_or_403(), url_for("reminders.index"))


@bp.route("/reminders/<token>", methods=["GET", "POST"])
@limited("links")
def by_link(token: str) -> ResponseReturnValue:
    """Show the settings without changing them, because software opens links before people do. The "unsubscribe" request
    that an email client posts turns off all reminders."""
    person = person_of(token)
    if request.form.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        choose(person=person, reminders=Reminders.NONE)
        return _("You won’t get reminders from now on."), 200, {"Content-Type": "text/plain; charset=utf-8"}
    form = RemindersForm(data={"reminders": stands(person).value}, meta={"csrf": False})
    if isinstance(person, Guest):
        form.reminders.choices = to_choose(EITHER)
    if form.validate_on_submit():
        choose(person=person, reminders=Reminders(form.reminders.data))
        flash(_("Your reminder settings are saved."))
        return go(url_for("reminders.by_link", token=token))
    return page(form, person, url_for("reminders.by_link", token=token))


csrf.exempt(by_link)  # the signature in the URL replaces the CSRF token, and email clients have no session


def stands(person: User | Guest) -> Reminders:
    if isinstance(person, Guest):
        return Reminders.BOTH if person.reminders else Reminders.NONE
    return person.reminders


def page(form: RemindersForm, person: User | Guest, action: str) -> ResponseReturnValue:
    choices = EITHER if isinstance(person, Guest) else CHOICES
    html = render_template("reminders/index.html", form=form, choices=choices, person=person, action=action)
    response = make_response(html, 422 if form.errors else 200)
    hide_address(response)
    return response
