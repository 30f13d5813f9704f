"""Text about submissions. Pure."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.core.formats import miles
from app.core.sentences import join_sentences
from app.venues.enums import LookupOutcome, StaffRole, SubmissionKind
from app.venues.models import Submission
from search.geo import Point, miles_between

POSTAL = ("street", "city", "state", "postal_code")
PIN = ("latitude", "longitude")

Difference = tuple[str, str, str]

# Names of the parts of a listing, which are stored and compared by their keys.
PARTS = {
    "Name": lazy_gettext("Name"),
    "Kind": lazy_gettext("Category"),
    "Address": lazy_gettext("Address"),
    "Pin on the map": lazy_gettext("Pin on the map"),
    "Neighborhood": lazy_gettext("Neighborhood"),
    "Phone": lazy_gettext("Phone"),
    "About": lazy_gettext("Description"),
    "Good to know": lazy_gettext("Good to know"),
    "Finding it": lazy_gettext("Directions and arrival note"),
    "Services": lazy_gettext("Services"),
    "Team": lazy_gettext("Team"),
    "Booking rules": lazy_gettext("Booking rules and cancellation policy"),
    "Questions": lazy_gettext("FAQs"),
    "Photos": lazy_gettext("Photos"),
    "Opening hours": lazy_gettext("Business hours"),
}


def part_name(part: str) -> str:
    """Return the name of a part of a listing as people read it. A weekday is its own name."""
    return str(PARTS.get(part, part))


def differences(submission: Submission, standing: Mapping[str, Any]) -> list[Difference]:
    """Return (label, current text, proposed text) for each changed field.

    `standing` has all fields of REVIEWED as guests see them. A new venue has nothing to differ from, so the list is
    empty.
    """
    if submission.kind is SubmissionKind.NEW:
        return []
    before, after = {**standing, **submission.before}, {**standing, **submission.before, **submission.proposed}
    rows = [
        ("Name", before["name"], after["name"]),
        ("Kind", _kind(before["category"]), _kind(after["category"])),
        ("Address", _address(before), _address(after)),
        ("Pin on the map", _("Current position"), _pin(before, after)),
    ]
    return [(label, was, would) for label, was, would in rows if was != would and would]


def _kind(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def _address(values: Mapping[str, Any]) -> str:
    street, city, state, code = (values[field] for field in POSTAL)
    return f"{street}, {city}, {state} {code}"


def _pin(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    moved = miles_between(*(Point(*(values[field] for field in PIN)) for values in (before, after)))
    return _("%(distance)s from the current position", distance=miles(moved)) if moved else ""


def where_pin_is(standing: Mapping[str, Any], outcome: str, *, at_center: bool) -> str:
    """Return what the owner must know about their pin, by what the geocoder found (a LookupOutcome, or nothing)."""
    code, state = standing["postal_code"][:5], standing["state"]
    if standing["position_confirmed"]:
        return _("You confirmed this pin. If you moved, drag it to your new front door.")
    found = {
        LookupOutcome.ONE: _(
            "We placed the pin by your address. It may be off by a building, so move it to your front door."
        ),
        LookupOutcome.NONE: _("We couldn’t find this address on the map. Your address is saved."),
        LookupOutcome.ELSEWHERE: _(
            "We found this address only far from ZIP code %(code)s, or not in %(state)s. Your address is saved.",
            code=code,
            state=state,
        ),
        LookupOutcome.NO_ANSWER: _("The address look-up didn’t respond in time. Your address is saved."),
    }.get(outcome)  # type: ignore[call-overload]  # a name from the URL may be none of them
    if outcome == LookupOutcome.ONE and not at_center:
        return str(found)
    if outcome == LookupOutcome.ONE:
        found = None  # the only match is no more precise than the ZIP code
    where = (
        _("The pin is at the center of ZIP code %(code)s. Move it to your front door.", code=code)
        if at_center
        else _("Check that the pin is at your front door.")
    )
    return join_sentences(found, where) if found else where


def time_before(minutes: int) -> str:
    """Format a time before the start in its largest whole unit: 3 days before, 4 hours before, 45 minutes before."""
    days, rest_of_day = divmod(minutes, 24 * 60)
    if days and not rest_of_day:
        return ngettext("%(num)d day before", "%(num)d days before", days)
    hours, rest_of_hour = divmod(minutes, 60)
    if hours and not rest_of_hour:
        return ngettext("%(num)d hour before", "%(num)d hours before", hours)
    return ngettext("%(num)d minute before", "%(num)d minutes before", minutes)


def person_with_role(name: str, role: StaffRole | None) -> str:
    """Name a person at a venue with their role: "Idris Vance, Front desk". Someone who left has no role."""
    return _("%(name)s, %(role)s", name=name, role=role.label) if role else name
