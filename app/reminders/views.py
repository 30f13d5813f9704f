"""Reminder settings: in the account, or through the link in an email, which needs no login."""

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.enums import Reminders
from app.accounts.guards import current_user_or_403, login_required
from app.accounts.models import User
from app.guests.models import Guest
from app.reminders.actions import choose, choose_tip_emails
from app.reminders.forms import CHOICES, EITHER, RemindersForm
from app.reminders.signed import person_of
from app.web.extensions import csrf
from app.web.fields import to_choose
from app.web.htmx import go
from app.web.route_limits import limited
from app.web.security import hide_address

bp = Blueprint("reminders", __name__)

# What email clients send for "unsubscribe" (RFC 8058).
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@bp.route("/account/reminders", methods=["GET", "POST"])
@login_required
def index() -> ResponseReturnValue:
    user = current_user_or_403()
    form = RemindersForm(data={"reminders": user.reminders.value, "tips": user.tip_emails})
    if form.validate_on_submit():
        save(form, user)
        return go(url_for("reminders.index"))
    return page(form, user, url_for("reminders.index"))


@bp.route("/reminders/<token>", methods=["GET", "POST"])
@limited("links")
def by_link(token: str) -> ResponseReturnValue:
    """Show the settings without changing them, because software opens links before people do. The "unsubscribe" request
    that an email client posts turns off all reminders, or the emails about tips if it is from one of those."""
    person = person_of(token)
    if request.form.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        if isinstance(person, User) and request.args.get("emails") == "tips":
            choose_tip_emails(user=person, wanted=False)
            return _("You won’t get emails about tips from now on."), 200, PLAIN
        choose(person=person, reminders=Reminders.NONE)
        return _("You won’t get reminders from now on."), 200, PLAIN
    tips = isinstance(person, User) and person.tip_emails
    form = RemindersForm(data={"reminders": stands(person).value, "tips": tips}, meta={"csrf": False})
    if isinstance(person, Guest):
        form.reminders.choices = to_choose(EITHER)
    if form.validate_on_submit():
        save(form, person)
        return go(url_for("reminders.by_link", token=token))
    return page(form, person, url_for("reminders.by_link", token=token))


csrf.exempt(by_link)  # the signature in the URL replaces the CSRF token, and email clients have no session


def save(form: RemindersForm, person: User | Guest) -> None:
    choose(person=person, reminders=Reminders(form.reminders.data))
    if isinstance(person, User):
        choose_tip_emails(user=person, wanted=bool(form.tips.data))
    flash(_("Your email settings are saved."))


def stands(person: User | Guest) -> Reminders:
    if isinstance(person, Guest):
        return Reminders.BOTH if person.reminders else Reminders.NONE
    return person.reminders


def page(form: RemindersForm, person: User | Guest, action: str) -> ResponseReturnValue:
    choices = EITHER if isinstance(person, Guest) else CHOICES
    html = render_template(
        "reminders/index.html",
        form=form,
        choices=choices,
        person=person,
        has_account=isinstance(person, User),
        action=action,
    )
    response = make_response(html, 422 if form.errors else 200)
    hide_address(response)
    return response
