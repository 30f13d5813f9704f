"""The venue pages: search, details, suspending and reinstating."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.venues import reinstate, suspend
from app.admin.enums import SubjectKind
from app.admin.forms.venues import SuspendVenueForm
from app.admin.queries.featured import featured_until
from app.admin.queries.history import history_of
from app.admin.queries.venues import find_venues, numbers_by_status, numbers_of, standing_of, venue_for_admin
from app.admin.request_args import parse_page, parse_text
from app.admin.views import bp
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from app.venues.queries import waiting_submission
from app.web.htmx import go

# The statuses from which a venue can be suspended.
STANDING = frozenset({VenueStatus.LIVE, VenueStatus.UNPUBLISHED})


@bp.get("/venues")
@admins_with(AdminAbility.READ)
def venues() -> ResponseReturnValue:
    text, status = parse_text(request.args), parse_status()
    return render_template(
        "admin/venues/index.html",
        text=text,
        status=status,
        tabs=tabs(text, status),
        found=find_venues(text, status, page=parse_page(request.args)),
        copy=copy,
    )


def parse_status() -> VenueStatus | None:
    value = request.args.get("state", "")
    return VenueStatus(value) if value in set(VenueStatus) else None


def tabs(text: str, chosen: VenueStatus | None) -> list[dict[str, object]]:
    """Return a tab for each status that any venue has, with its count. The first tab has all but deleted venues."""
    numbers = numbers_by_status()
    all_of_them = sum(number for status, number in numbers.items() if status is not VenueStatus.DELETED)
    states: list[tuple[VenueStatus | None, str, int]] = [(None, _("All"), all_of_them)]
    states += [(status, str(status.label), numbers[status]) for status in VenueStatus if status in numbers]
    return [
        {
            "label": f"{label} ({number:,})",
            "href": url_for("admin.venues", q=text or None, state=status.value if status else None),
            "current": status is chosen,
        }
        for status, label, number in states
    ]


@bp.get("/venues/<slug>")
@admins_with(AdminAbility.READ)
def venue(slug: str) -> ResponseReturnValue:
    found = venue_for_admin(slug)
    if found.slug != slug:
        return redirect(url_for("admin.venue", slug=found.slug), code=303)
    return render_template(
        "admin/venues/show.html",
        venue=found,
        numbers=numbers_of(found),
        moves=standing_of(found),
        actions=history_of(SubjectKind.VENUE, found.id),
        waiting=waiting_submission(found),
        featured=featured_until(found),
        can_be_taken_down=found.status in STANDING,
        copy=copy,
    )


@bp.route("/venues/<slug>/suspend", methods=["GET", "POST"])
@admins_with(AdminAbility.APPROVE)
def venue_suspend(slug: str) -> ResponseReturnValue:
    """Suspend a venue. The page shows what happens to it and its bookings before it is suspended."""
    found, form = venue_for_admin(slug), SuspendVenueForm()
    if form.validate_on_submit():
        with form.refusals(form.reason):
            suspend(venue=found, admin=current_user_or_403(), reason=form.reason.value)
            flash(_("%(venue)s is suspended. The owner gets an email with your reason.", venue=found.name))
            return back_to(found)
    shown = {"venue": found, "form": form, "numbers": numbers_of(found), "can_be": found.status in STANDING}
    return make_response(render_template("admin/venues/suspend.html", **shown), 422 if form.errors else 200)


@bp.post("/venues/<slug>/reinstate")
@admins_with(AdminAbility.APPROVE)
def venue_reinstate(slug: str) -> ResponseReturnValue:
    found = venue_for_admin(slug)
    reinstate(venue=found, admin=current_user_or_403())
    flash(reinstated_words(found))
    return back_to(found)


def reinstated_words(found: Venue) -> str:
    """Return the confirmation message. Only a venue that was live before is live again."""
    if found.is_public:
        return _("%(venue)s is reinstated and live again. The owner gets an email.", venue=found.name)
    return _("%(venue)s is reinstated as unpublished. The owner gets an email.", venue=found.name)


def back_to(found: Venue) -> ResponseReturnValue:
    return go(url_for("admin.venue", slug=found.slug))
