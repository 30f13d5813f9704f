"""Pages where an owner edits the questions of a form, and sees the form as guests do."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import Conflict
from app.core.ids import token
from app.core.reordering import wanted_order, what_moved
from app.intake.actions import questions as actions
from app.intake.consent import consent_text
from app.intake.forms.answers import answers_form
from app.intake.forms.owner import QuestionEdit, QuestionForm, values_of_question
from app.intake.models import IntakeVersion
from app.intake.queries.forms import form_of, question_of
from app.intake.questions import MAX_QUESTIONS, Question
from app.intake.views import bp
from app.intake.views.forms import shown
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.fields import sent_number
from app.web.htmx import flash_undo, go, render, wants_partial


@bp.route("/<form_id>/questions/new", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_SERVICES)
def add_question(venue: Venue, form_id: str) -> ResponseReturnValue:
    version, form = form_of(venue, form_id), QuestionForm()
    if form.validate_on_submit():
        with form.refusals(form.text, Conflict):
            actions.add_question(venue=venue, key=form_id, question=form.question(token()))
            return done(form_id, _("Question added: “%(question)s”", question=form.text.value))
    return show_form(venue, version, form)


@bp.route("/<form_id>/questions/<question>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_SERVICES)
def edit_question(venue: Venue, form_id: str, question: str) -> ResponseReturnValue:
    version = form_of(venue, form_id)
    before = question_of(version, question)
    form = QuestionEdit(data=values_of_question(before))
    if form.validate_on_submit():
        changed = form.question(question, is_hidden=before.is_hidden)
        actions.edit_question(venue=venue, key=form_id, question=changed)
        return done(form_id, _("Question saved. Earlier answers stay with the earlier question."))
    return show_form(venue, version, form, question=before)


@bp.post("/<form_id>/questions/order")
@own_venue(Ability.MANAGE_SERVICES)
def order_questions(venue: Venue, form_id: str) -> ResponseReturnValue:
    version = form_of(venue, form_id)
    keys = [question.key for question in version.questions]
    try:
        wanted = wanted_order(request.form, keys)
        version = actions.order_questions(venue=venue, key=form_id, questions=wanted)
    except Conflict as refused:
        return shown(venue, version, refused=refused.message)
    message = what_moved(request.form, wanted, _("The question"))
    return shown(venue, version, message=message) if wants_partial() else go(url_for("intake.show", form_id=form_id))


@bp.post("/<form_id>/questions/<question>/hide")
@own_venue(Ability.MANAGE_SERVICES)
def hide_question(venue: Venue, form_id: str, question: str) -> ResponseReturnValue:
    """Hide a question from guests, or show it again."""
    hides = request.form.get("hidden") == "1"
    version = actions.hide_question(venue=venue, key=form_id, question=question, is_hidden=hides)
    message = _("Question hidden. Guests no longer see it.") if hides else _("Guests see this question again.")
    if wants_partial():
        return shown(venue, version, message=message)
    return done(form_id, message)


@bp.post("/<form_id>/questions/<question>/remove")
@own_venue(Ability.MANAGE_SERVICES)
def remove_question(venue: Venue, form_id: str, question: str) -> ResponseReturnValue:
    """Remove a question immediately, with a button to undo it."""
    at = [one.key for one in form_of(venue, form_id).questions]
    removed = actions.remove_question(venue=venue, key=form_id, question=question)
    undo = url_for("intake.restore_question", form_id=form_id, question=question, at=at.index(question) + 1)
    flash_undo(_("Question removed: “%(question)s”", question=removed.text), undo)
    return go(url_for("intake.show", form_id=form_id))


@bp.post("/<form_id>/questions/<question>/restore")
@own_venue(Ability.MANAGE_SERVICES)
def restore_question(venue: Venue, form_id: str, question: str) -> ResponseReturnValue:
    at = request.args.get("at", MAX_QUESTIONS, type=sent_number)
    try:
        restored = actions.restore_question(
            venue=venue, key=form_id, question=question, position=min(max(at, 1), MAX_QUESTIONS)
        )
    except Conflict as refused:
        flash(refused.message, "error")
        return go(url_for("intake.show", form_id=form_id))
    return done(form_id, _("Question restored: “%(question)s”", question=restored.text))


@bp.get("/<form_id>/preview")
@own_venue(Ability.MANAGE_SERVICES)
def preview(venue: Venue, form_id: str) -> ResponseReturnValue:
    """Show the form as guests see it. Nothing can be sent."""
    version = form_of(venue, form_id)
    return render_template(
        "intake/preview.html",
        workplace=venue.name,
        version=version,
        form=answers_form(version, venue.name),
        consent=consent_text(venue.name),
    )


def done(form_id: str, message: str) -> ResponseReturnValue:
    flash(message)
    return go(url_for("intake.show", form_id=form_id))


def show_form(
    venue: Venue, version: IntakeVersion, form: QuestionForm, *, question: Question | None = None
) -> ResponseReturnValue:
    """Render the form for a question; 422 if it has errors."""
    return render(
        "intake/question.html",
        "intake/_question.html",
        status=422 if form.errors else 200,
        workplace=venue.name,
        version=version,
        form=form,
        question=question,
    )
