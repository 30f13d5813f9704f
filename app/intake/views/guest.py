"""The form that a guest fills in: on the page of their booking, or through the link in the email, without a login."""

from dataclasses import dataclass

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403, login_required
from app.bookings.copy import bookings as booking_copy
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import booking_of_user
from app.core.db import session
from app.core.errors import NotFound
from app.intake import copy
from app.intake.actions.answers import FormChanged, delete_health_answers, save_answers
from app.intake.carried import CarriedOver, carried_over
from app.intake.consent import consent_text
from app.intake.errors import IntakeErrorCode
from app.intake.forms.answers import AnswersForm, answers_form
from app.intake.models import IntakeVersion
from app.intake.queries.forms import version_of
from app.intake.queries.statuses import FormStatus, can_answer, status_of, views_for_guest
from app.intake.questions import difference
from app.intake.signed import booking_and_form
from app.intake.views import guest_bp
from app.web.extensions import csrf
from app.web.htmx import go
from app.web.route_limits import limited
from app.web.security import hide_address


@dataclass(frozen=True, slots=True)
class Page:
    """One booking's form as a guest reached it: through their account, or through a signed link."""

    booking: Booking
    form_key: str
    here: str
    delete: str
    after: str
    is_signed: bool = False


def by_account(booking_id: str, form_id: str) -> Page:
    booking = booking_of_user(current_user_or_403().id, booking_id)
    here = url_for("guest_forms.answer", booking_id=booking_id, form_id=form_id)
    delete = url_for("guest_forms.delete_health", booking_id=booking_id, form_id=form_id)
    return Page(booking, form_id, here, delete, url_for("bookings.show", booking_id=booking_id))


def by_token(token: str) -> Page:
    booking, form_key = booking_and_form(token)
    here, delete = url_for("guest_forms.by_link", token=token), url_for("guest_forms.delete_by_link", token=token)
    return Page(booking, form_key, here, delete, here, is_signed=True)


@guest_bp.route("/bookings/<booking_id>/forms/<form_id>", methods=["GET", "POST"])
@login_required
def answer(booking_id: str, form_id: str) -> ResponseReturnValue:
    return respond(by_account(booking_id, form_id))


@guest_bp.post("/bookings/<booking_id>/forms/<form_id>/delete-health")
@login_required
def delete_health(booking_id: str, form_id: str) -> ResponseReturnValue:
    return deleted(by_account(booking_id, form_id))


@guest_bp.route("/forms/<token>", methods=["GET", "POST"])
@limited("links")
def by_link(token: str) -> ResponseReturnValue:
    """Show the form without changing anything, because software opens links before people do; its button sends it."""
    return respond(by_token(token))


@guest_bp.post("/forms/<token>/delete-health")
@limited("links")
def delete_by_link(token: str) -> ResponseReturnValue:
    return deleted(by_token(token))


# The signature in the URL replaces the CSRF token, so that an expired session loses no answers.
for view in (by_link, delete_by_link):
    csrf.exempt(view)


def respond(page: Page) -> ResponseReturnValue:
    """Show the form, or save what was sent. Answered forms show that, unless the guest wants to answer again."""
    status = status_of(page.booking, page.form_key)
    if request.method == "GET" and status.answers and not ("again" in request.args and can_answer(page.booking)):
        return rendered(page, status)
    if not can_answer(page.booking):
        raise NotFound(IntakeErrorCode.NOT_ASKED)
    form = answers_form(status.version, page.booking.venue.name, is_signed=page.is_signed)
    if not form.is_submitted():
        return rendered(page, status, form=form)
    carried = since_seen(form, status.version)
    if carried is not None:
        return rendered(page, status, form=form, carried=carried, code=409)
    if not form.validate():
        return rendered(page, status, form=form, code=422)
    try:
        save_answers(booking=page.booking, version=status.version, filled_in=form.filled_in())
    except FormChanged:
        session.rollback()
        session.expire_all()
        return respond(again(page))
    flash(_("Your answers are saved. Thank you."))
    return go(page.after)


def again(page: Page) -> Page:
    """Load the page's booking again after a rollback."""
    return (
        by_token((request.view_args or {})["token"])
        if page.is_signed
        else by_account(page.booking.public_id, page.form_key)
    )


def since_seen(form: AnswersForm, version: IntakeVersion) -> CarriedOver | None:
    """Return what changed since the guest's page was made, or None if nothing that they read did.

    From then on, the page counts as one of the newest version.
    """
    if form.seen_number == version.number:
        return None
    seen = version_of(version.form_id, form.seen_number)
    form.version.data = str(version.number)
    changed = difference(seen.questions if seen else [], version.questions)
    return carried_over(changed, seen.questions if seen else [], request.form) if changed.is_any else None


def deleted(page: Page) -> ResponseReturnValue:
    """Delete the health answers that count for the booking."""
    answers = status_of(page.booking, page.form_key).answers
    if answers is None:
        raise NotFound(IntakeErrorCode.NO_SUCH_ANSWERS)
    delete_health_answers(answers=answers)
    flash(_("Your health answers are deleted. Tell the venue in person what they need to know."))
    return go(page.here)


def rendered(
    page: Page,
    status: FormStatus,
    *,
    form: AnswersForm | None = None,
    carried: CarriedOver | None = None,
    code: int = 200,
) -> ResponseReturnValue:
    """Render the form, or without one that it was answered and who opened the health answers."""
    html = render_template(
        "intake/answer.html",
        page=page,
        booking=page.booking,
        venue=page.booking.venue,
        status=status,
        version=status.version,
        form=form,
        carried=carried,
        consent=consent_text(page.booking.venue.name),
        views=views_for_guest(status.answers) if status.answers and form is None else [],
        can_answer=can_answer(page.booking),
        copy=copy,
        booking_copy=booking_copy,
    )
    response = make_response(html, code)
    if page.is_signed:
        hide_address(response)
    response.headers["Cache-Control"] = "private, no-store"
    return response
