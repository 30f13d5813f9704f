"""The page of a venue's basics: name, category, type, description, tags."""

from collections.abc import Iterable

from flask import flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.taxonomy.enums import TagGroup
from app.taxonomy.models import Tag
from app.taxonomy.queries import categories, tags
from app.venues.actions.edit import Basics, edit_basics
from app.venues.actions.review import proposed_values
from app.venues.enums import Ability, VenueType
from app.venues.forms import TAG_LEGENDS, BasicsForm
from app.venues.guards import may, own_venue
from app.venues.models import Venue
from app.venues.queries import tags_of, waiting_submission
from app.venues.views import bp
from app.web.htmx import go
from app.web.onward import onward

WAITS = lazy_gettext("Saved. We review the new name or category first. Until then, guests see the current one.")
SAVED = lazy_gettext("Saved.")
SHORT = lazy_gettext("Saved. To finish this step, write at least two sentences about your venue.")


@bp.get("/home")
@own_venue(Ability.SEE_BOOKINGS)
def home(venue: Venue) -> ResponseReturnValue:
    """Redirect to the first page: the calendar if the venue is public, else the steps to a listing for who may list."""
    return go(url_for("calendar.day" if venue.is_public or not may(Ability.MANAGE_LISTING) else "onboarding.index"))


@bp.route("/basics", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_LISTING)
def basics(venue: Venue) -> ResponseReturnValue:
    kinds, known = categories(), tags()
    form = BasicsForm(data=saved_values(venue))
    form.offer(kinds, known)
    if form.validate_on_submit():
        chosen = Basics(
            name=form.name.value,
            category=next(kind for kind in kinds if kind.slug == form.category.data),
            type=VenueType(form.type.data),
            summary=form.summary.value,
            phone=form.phone.value,
            tags=[tag for tag in known if tag.slug in form.tags.data],
        )
        waits = edit_basics(venue=venue, basics=chosen)
        flash(str(WAITS if waits else SAVED if venue.is_described else SHORT))
        return go(onward("onboarding.index", step="venues.basics"))
    shown = {"types": [choice(kind.value, kind.label) for kind in VenueType], "groups": groups(known)}
    html = render_template("venues/basics.html", workplace=venue.name, venue=venue, form=form, **shown)
    return make_response(html, 422 if form.errors else 200)


def groups(known: Iterable[Tag]) -> list[tuple[str, list[dict[str, str]]]]:
    """Return the checkboxes of each group under its legend."""
    return [
        (TAG_LEGENDS[group], [choice(tag.slug, tag.name) for tag in known if tag.group is group]) for group in TagGroup
    ]


def choice(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}


def saved_values(venue: Venue) -> dict[str, object]:
    """Return the form's current values. Values in review replace those that guests see."""
    proposed = proposed_values(venue, waiting_submission(venue))
    return {
        "name": proposed["name"],
        "category": proposed["category"],
        "type": venue.type.value,
        "summary": venue.summary,
        "phone": venue.phone,
        "tags": [tag.slug for tag in tags_of(venue)],
    }
