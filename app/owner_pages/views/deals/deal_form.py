"""Creating and editing a deal, with a preview of what guests would see."""

from collections.abc import Sequence

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalog.queries import services_of
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.deals.actions.drafts import change_deal, draft_deal, edit_deal, send_deal
from app.deals.enums import DealStatus
from app.deals.forms import DealForm, DealFormContext, edit_form, new_form
from app.deals.models import Deal
from app.deals.preview import DealContext, Preview, doubts, preview
from app.deals.queries.deals import change_of, deal_of
from app.deals.queries.prices import price_lists
from app.deals.suggestions import USUAL_SPAN, hours_in_words, usual_hours
from app.deals.windows import Window
from app.hours.queries import week_of
from app.owner_pages.views.deals import bp
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.fields import sent_number
from app.web.htmx import go, render

DAY = 24 * 60


@bp.route("/new", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_DEALS)
def new(venue: Venue) -> ResponseReturnValue:
    """Show a form with the hours that the URL suggests, or else with typical slow hours."""
    setting = setting_of(venue)
    form = new_form(setting, **suggested(venue))
    if form.changed() or not form.validate_on_submit():
        return show(venue, form)
    if unconfirmed_doubts := unconfirmed(venue, form):
        return show(venue, form, unconfirmed_doubts=unconfirmed_doubts)
    with form.refusals(form.amount), form.refusals(form.code, Conflict):
        deal = draft_deal(venue=venue, terms=form.terms)
        return done(deal, form)
    session.rollback()
    form.setting = setting_of(venue)
    return show(venue, form)


@bp.route("/<deal_id>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_DEALS)
def edit(venue: Venue, deal_id: str) -> ResponseReturnValue:
    """Edit a deal; for a live one, edit its change: the live deal does not change until that is approved."""
    deal = deal_of(venue, deal_id)
    change = change_of(deal) if deal.status is DealStatus.APPROVED else None
    if change is not None:
        return go(url_for("deals.edit", deal_id=change.public_id))
    if deal.status is DealStatus.ENDED:
        raise Conflict(_("This deal has ended, so you can’t change it. Duplicate it to use it again."))
    form = edit_form(setting_of(venue), deal)
    if form.changed() or not form.validate_on_submit():
        return show(venue, form, deal)
    if unconfirmed_doubts := unconfirmed(venue, form, deal):
        return show(venue, form, deal, unconfirmed_doubts=unconfirmed_doubts)
    with form.refusals(form.amount), form.refusals(form.code, Conflict):
        if deal.status is DealStatus.APPROVED:
            return done(change_deal(deal=deal, venue=venue, terms=form.terms), form)
        edit_deal(deal=deal, venue=venue, terms=form.terms)
        return done(deal, form)
    session.rollback()
    form.setting = setting_of(venue)
    return show(venue, form, deal)


@bp.post("/preview")
@own_venue(Ability.MANAGE_DEALS)
def preview_deal(venue: Venue) -> ResponseReturnValue:
    """Return the preview of the form as typed."""
    return show(venue, new_form(setting_of(venue)), partial="deals/_sketch.html")


def done(deal: Deal, form: DealForm) -> ResponseReturnValue:
    """Confirm that the deal is saved, after submitting it if the button says so."""
    sends = form.operation.data == "send"
    if sends and deal.status is not DealStatus.IN_REVIEW:
        send_deal(deal=deal)
    if deal.status is DealStatus.IN_REVIEW:
        flash(_("“%(deal)s” is in review. We’ll email you within a day.", deal=deal.title))
    elif deal.status is DealStatus.DRAFT and deal.replaces_id is None:
        flash(_("“%(deal)s” is saved as a draft. Submit it for review when you’re ready.", deal=deal.title))
    else:
        flash(_("“%(deal)s” is saved. Guests won’t see these changes until we approve them.", deal=deal.title))
    return go(url_for("deals.index"))


def unconfirmed(venue: Venue, form: DealForm, deal: Deal | None = None) -> list[str]:
    """Return the doubts about the hours that the owner has yet to confirm; none about hours that are saved already.

    The confirmation repeats the doubts that the page showed, so other hours are asked about again.
    """
    windows, week = form.windows.windows, week_of(venue)
    kept = {(one.weekday, one.opens, one.closes) for one in deal.windows} if deal else set()
    found = doubts([one for one in windows if (one.weekday, one.opens, one.closes) not in kept], week) if week else []
    return [] if request.form.get("sure") == "\n".join(found) else found


def setting_of(venue: Venue) -> DealFormContext:
    return DealFormContext(venue.zone, services_of(venue))


def suggested(venue: Venue) -> dict[str, object]:
    """Return the values from a suggestion's URL, ignoring invalid ones; without hours, typical slow hours."""
    days = sorted({int(day) for day in request.args.getlist("days") if day in set("0123456")})
    begins, ends, percent = (number(name) for name in ("begins", "ends", "percent"))
    windows = [Window(day, begins, ends) for day in days if 0 <= begins < DAY and begins < ends <= begins + DAY]
    if not windows and (windows := usual_hours(week_of(venue))):
        days, (begins, ends) = [window.weekday for window in windows], USUAL_SPAN
    values: dict[str, object] = {"windows": windows}
    if windows:
        values["title"] = hours_in_words(days, begins, ends)
    if 1 <= percent <= 90:
        values["amount"] = str(percent)
    return values


def number(name: str) -> int:
    return request.args.get(name, -1, type=sent_number)


def show(
    venue: Venue,
    form: DealForm,
    deal: Deal | None = None,
    *,
    partial: str = "deals/_form.html",
    unconfirmed_doubts: Sequence[str] = (),
) -> ResponseReturnValue:
    """Render the form; with `unconfirmed_doubts` it asks whether these hours are meant."""
    return render(
        "deals/form.html",
        partial,
        status=422 if form.problems else 409 if unconfirmed_doubts else 200,
        unconfirmed_doubts=unconfirmed_doubts,
        workplace=venue.name,
        venue=venue,
        form=form,
        deal=deal,
        DealStatus=DealStatus,
        sketch=sketch_of(venue, form, deal),
    )


def sketch_of(venue: Venue, form: DealForm, deal: Deal | None = None) -> Preview:
    """Return the preview; the deal that this one replaces is not among the other deals."""
    services = form.setting.services
    replaced = {one for one in (deal.id, deal.replaces_id) if one is not None} if deal else set()
    lists = price_lists([service.first_option for service in services])
    rules = {found.service_id: [rule for rule in found.rules if rule.id not in replaced] for found in lists.values()}
    around = DealContext(services, week_of(venue), rules)
    return preview(form.rule, form.windows.windows, form.chosen, around, clock.now())
