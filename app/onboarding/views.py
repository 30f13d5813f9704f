"""The owner's listing: starting it, its checklist, submitting it, unpublishing it, and deleting it."""

from datetime import datetime

from flask import Blueprint, flash, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import sessions
from app.accounts.enums import Role
from app.accounts.guards import current_user_or_403, login_required
from app.bookings.queries.bookings import upcoming_at
from app.core import clock
from app.core.errors import Conflict, DomainError
from app.onboarding.actions import begin, delete_listing, submit_listing
from app.onboarding.forms import StartForm
from app.onboarding.path import checklist, listing_seen, setup_path
from app.onboarding.queries import facts_of
from app.onboarding.steps import ChecklistStep, bookable, headline, missing, with_request
from app.slot_picker.snapshots import snapshot_of
from app.taxonomy.queries import categories
from app.venue_pages.profile import Profile, profile
from app.venues.actions.publication import RESTORABLE, publish_venue, restore_venue, unpublish_venue
from app.venues.actions.review import live_values, withdraw_venue
from app.venues.copy import differences, part_name
from app.venues.enums import Ability, SubmissionState, VenueStatus, VenueType
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.places import zip_area
from app.venues.queries import deleted_venue_of, last_move_to, last_submission, staff_of
from app.web.fields import to_choose
from app.web.htmx import go

bp = Blueprint("onboarding", __name__, url_prefix="/venue")

HERE = "onboarding.index"


@bp.route("/start", methods=["GET", "POST"])
@login_required
def start() -> ResponseReturnValue:
    """Start a listing with a name, a type, a category, and a ZIP code.

    An owner who already has a venue continues with it, and staff go to the venue where they work.
    """
    owner = current_user_or_403()
    if owner.role is Role.ADMIN:
        raise Conflict(_("Admin accounts can’t list a venue. Log in with another account."))
    works = staff_of(owner)
    if works is not None:
        flash(_("You already work at %(venue)s. To list another venue, use another account.", venue=works.venue.name))
        return go(url_for("venues.home"))
    form, kinds = StartForm(), {one.slug: one for one in categories() if one.parent is None}
    form.category.choices = to_choose([("", _("Choose")), *((slug, one.name) for slug, one in kinds.items())])
    area = zip_area(form.postal_code.value)
    if form.validate_on_submit() and area is not None:
        sort = VenueType(form.type.data)
        venue = begin(owner=owner, name=form.name.value, category=kinds[form.category.data], type=sort, area=area)
        sessions.renew()
        flash(_("Draft created. Only you can see %(venue)s until you submit it for review.", venue=venue.name))
        return go(url_for("onboarding.next_step"))
    deleted = deleted_venue_of(owner)
    until = restorable_until(deleted)
    types = [{"value": kind.value, "label": kind.label} for kind in VenueType]
    shown = {"form": form, "types": types, "deleted": deleted if until else None, "until": until}
    html = render_template("onboarding/start.html", **shown)
    return make_response(html, 422 if form.errors else 200)


@bp.get("/next")
@own_venue(Ability.MANAGE_LISTING)
def next_step(venue: Venue) -> ResponseReturnValue:  # noqa: ARG001  # the guard passes it
    """Redirect to the next open step after one, by its endpoint."""
    path = setup_path(request.args.get("after", ""))
    return go(url_for(path.endpoint if path else HERE))


@bp.app_context_processor
def with_path() -> dict[str, object]:
    return {"setup_path": setup_path, "listing_seen": listing_seen}


@bp.get("/")
@own_venue(Ability.MANAGE_LISTING)
def index(venue: Venue) -> ResponseReturnValue:
    shown = profile(snapshot_of(venue))
    return render_template("onboarding/index.html", **page(venue, shown, checklist(venue, shown)))


@bp.post("/submit")
@own_venue(Ability.MANAGE_LISTING)
def submit(venue: Venue) -> ResponseReturnValue:
    """Submit the venue for review. If a step is missing, show which one above the checklist."""
    shown = profile(snapshot_of(venue))
    found = checklist(venue, shown)
    try:
        submit_listing(venue=venue, by=current_user_or_403(), found=found, facts=facts_of(venue, shown))
    except DomainError as refused:
        html = render_template("onboarding/index.html", refused=refused.message, **page(venue, shown, found))
        return make_response(html, refused.status)
    flash(_("Submitted. We’ll review it within a day and email you."))
    return go(url_for(HERE))


@bp.post("/withdraw")
@own_venue(Ability.MANAGE_LISTING)
def withdraw(venue: Venue) -> ResponseReturnValue:
    withdraw_venue(venue=venue, by=current_user_or_403())
    flash(_("Submission withdrawn."))
    return go(url_for(HERE))


@bp.post("/unpublish")
@own_venue(Ability.CLOSE_VENUE)
def unpublish(venue: Venue) -> ResponseReturnValue:
    unpublish_venue(venue=venue, by=current_user_or_403())
    flash(_("%(venue)s is unpublished. Existing bookings stay in your calendar.", venue=venue.name))
    return go(url_for(HERE))


@bp.post("/publish")
@own_venue(Ability.CLOSE_VENUE)
def publish(venue: Venue) -> ResponseReturnValue:
    publish_venue(venue=venue, by=current_user_or_403())
    flash(_("%(venue)s is live again.", venue=venue.name))
    return go(url_for(HERE))


@bp.route("/delete", methods=["GET"])
@own_venue(Ability.CLOSE_VENUE)
def ask_to_delete(venue: Venue) -> ResponseReturnValue:
    return render_template(
        "onboarding/delete.html", workplace=venue.name, venue=venue, booked=upcoming_at(venue.id), days=RESTORABLE.days
    )


@bp.post("/delete")
@own_venue(Ability.CLOSE_VENUE)
def delete(venue: Venue) -> ResponseReturnValue:
    delete_listing(venue=venue, by=current_user_or_403())
    flash(_("%(venue)s is deleted. You can restore it for %(days)s days.", venue=venue.name, days=RESTORABLE.days))
    return go(url_for("onboarding.start"))


@bp.post("/restore")
@login_required
def restore() -> ResponseReturnValue:
    deleted = deleted_venue_of(current_user_or_403())
    if deleted is None:
        raise Conflict(_("There’s no deleted venue to restore. List a new one instead."))
    restore_venue(venue=deleted, by=current_user_or_403())
    sessions.renew()
    flash(_("%(venue)s is restored. Publish it when you’re ready for guests to see it.", venue=deleted.name))
    return go(url_for(HERE))


def page(venue: Venue, shown: Profile, found: list[ChecklistStep]) -> dict[str, object]:
    """Return the template context of the checklist."""
    sent, moved = last_submission(venue), last_move_to(venue, venue.status)
    changes_requested = venue.status is VenueStatus.CHANGES_REQUESTED and sent is not None
    if changes_requested and sent is not None:
        found = with_request(found, sent)
    g.setup_steps = found
    waits = sent is not None and sent.state is SubmissionState.WAITING
    return {
        "workplace": venue.name,
        "venue": venue,
        "shown": shown,
        "steps": found,
        "missing": missing(found),
        "headline": headline(found, changes_requested=changes_requested),
        "offer": next(iter(bookable(shown)), None),
        "sent": sent,
        "moved": moved,
        "changes": [(part_name(part), *values) for part, *values in differences(sent, live_values(venue))]
        if sent is not None and waits
        else [],
        "VenueStatus": VenueStatus,
        "part_name": part_name,
    }


def restorable_until(deleted: Venue | None) -> datetime | None:
    """Return the last instant at which a deleted venue can be restored, or None if it has passed."""
    moved = last_move_to(deleted, VenueStatus.DELETED) if deleted else None
    until = moved.at + RESTORABLE if moved else None
    return until if until and until > clock.now() else None
