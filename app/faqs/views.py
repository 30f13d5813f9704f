"""Pages where an owner edits the FAQs."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import Conflict, error_text
from app.core.reordering import wanted_order, what_moved
from app.faqs import actions
from app.faqs.errors import FaqErrorCode
from app.faqs.forms import FaqEdit, FaqForm
from app.faqs.models import MAX_FAQS, Faq
from app.faqs.queries import faq_of, faqs_of
from app.faqs.starters import starter_called, starters_for
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.fields import sent_number
from app.web.htmx import flash_undo, go, render, wants_partial
from app.web.onward import onward

bp = Blueprint("faqs", __name__, url_prefix="/venue/faqs")


@bp.get("/")
@own_venue(Ability.MANAGE_LISTING)
def index(venue: Venue) -> ResponseReturnValue:
    return listed(venue)


def listed(venue: Venue, *, message: str = "", refused: str = "") -> ResponseReturnValue:
    """Render the list with a message for screen readers about what changed, or with the reason why nothing did."""
    faqs = faqs_of(venue)
    return render(
        "faqs/index.html",
        "faqs/_list.html",
        status=409 if refused else 200,
        workplace=venue.name,
        faqs=faqs,
        starters=starters_for(faqs),
        most=MAX_FAQS,
        message=message,
        refused=refused,
    )


@bp.route("/new", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_LISTING)
def add(venue: Venue) -> ResponseReturnValue:
    """Add a question; `like` names a common one to start from."""
    starter = starter_called(request.args.get("like", ""))
    form = FaqForm(data={"question": str(starter.question) if starter else ""})
    if asks_to_look() or not form.validate_on_submit():
        return show_form(venue, form, hint=str(starter.hint) if starter else "")
    with form.refusals(form.question, Conflict):
        actions.add_faq(venue=venue, question=form.question.value, answer=form.answer.value)
        return done(_("Question added: “%(question)s”", question=form.question.value))
    return show_form(venue, form)


@bp.route("/<key>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_LISTING)
def edit(venue: Venue, key: str) -> ResponseReturnValue:
    faq = faq_of(venue, key)
    form = FaqEdit(obj=faq)
    if asks_to_look() or not form.validate_on_submit():
        return show_form(venue, form, faq=faq)
    actions.edit_faq(venue=venue, key=key, question=form.question.value, answer=form.answer.value)
    return done(_("Question saved. Your page is up to date."))


@bp.post("/preview")
@own_venue(Ability.MANAGE_LISTING)
def preview(venue: Venue) -> ResponseReturnValue:
    """Render a preview of the typed text, without saving anything."""
    return render("faqs/preview.html", "faqs/_preview.html", workplace=venue.name, form=FaqForm())


@bp.post("/order")
@own_venue(Ability.MANAGE_LISTING)
def order(venue: Venue) -> ResponseReturnValue:
    keys = [faq.key for faq in faqs_of(venue)]
    try:
        wanted = wanted_order(request.form, keys)
        actions.order_faqs(venue=venue, keys=wanted)
    except Conflict as refused:
        return listed(venue, refused=refused.message)
    message = what_moved(request.form, wanted, _("The question"))
    return listed(venue, message=message) if wants_partial() else go(url_for("faqs.index"))


@bp.post("/<key>/remove")
@own_venue(Ability.MANAGE_LISTING)
def remove(venue: Venue, key: str) -> ResponseReturnValue:
    """Remove a question immediately, with a button to undo it."""
    at = faq_of(venue, key).position
    faq = actions.remove_faq(venue=venue, key=key)
    flash_undo(_("Question removed: “%(question)s”", question=faq.question), url_for("faqs.restore", key=key, at=at))
    return go(url_for("faqs.index"))


@bp.post("/<key>/restore")
@own_venue(Ability.MANAGE_LISTING)
def restore(venue: Venue, key: str) -> ResponseReturnValue:
    at = request.args.get("at", MAX_FAQS, type=sent_number)
    try:
        faq = actions.restore_faq(venue=venue, key=key, position=min(max(at, 1), MAX_FAQS))
    except Conflict as refused:
        flash(refused.message, "error")
        return go(url_for("faqs.index"))
    return done(_("Question restored: “%(question)s”", question=faq.question))


def asks_to_look() -> bool:
    """Return whether the preview button was pressed, which the form has for browsers without scripts."""
    return "preview" in request.form


def done(message: str) -> ResponseReturnValue:
    flash(message)
    return go(onward("faqs.index"))


def show_form(venue: Venue, form: FaqForm, *, faq: Faq | None = None, hint: str = "") -> ResponseReturnValue:
    """Render the form with a preview; 422 if it has errors."""
    is_full = faq is None and len(faqs_of(venue)) >= MAX_FAQS
    full = error_text(FaqErrorCode.TOO_MANY_QUESTIONS, most=MAX_FAQS) if is_full else ""
    return render(
        "faqs/form.html",
        "faqs/_form.html",
        status=422 if form.errors else 200,
        workplace=venue.name,
        form=form,
        faq=faq,
        hint=hint,
        full=full,
    )
