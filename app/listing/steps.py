"""The checklist of a listing: what is there, what is missing, and what may stay as it is. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.catalog.models import Service
from app.discovery.profile import Profile
from app.filters import plural, spelled
from app.venues.enums import Fault
from app.venues.models import MAX_PICTURES, Submission

# Where the owner changes what an admin's request is about: by the part of the listing, else by the reason.
STEP_OF_PART = {
    **dict.fromkeys(("Name", "Kind", "Phone", "About", "Good to know"), "venues.basics"),
    **dict.fromkeys(("Address", "Pin on the map", "Neighborhood", "Finding it"), "venues.place"),
    "Photos": "venues.pictures",
    "Opening hours": "hours.index",
    "Team": "team.index",
    "Services": "catalog.index",
    "Booking rules": "venues.rules",
    "Questions": "faqs.index",
}
STEP_OF_REASON = {
    Fault.NAME: "venues.basics",
    Fault.ADDRESS: "venues.place",
    Fault.PICTURES: "venues.pictures",
    Fault.SERVICES: "catalog.index",
    Fault.THIN: "venues.basics",
}

# Two sentences; less tells nobody what a visit is like.
LEAST_SUMMARY = 40  # characters


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    detail: str
    endpoint: str
    done: bool
    act: str = "Add"
    optional: bool = False
    request: Submission | None = None
    """The submission that was sent back because of this step."""


def steps(shown: Profile, deals: int) -> list[Step]:
    """In the order in which most people do them; `deals` is how many have been made."""
    return [
        _basics(shown),
        _place(shown),
        _pictures(shown),
        _hours(shown),
        _team(shown),
        _services(shown),
        _off_peak(deals),
        *_rest(shown),
    ]


def missing(found: Sequence[Step]) -> list[Step]:
    """What must be done before it can be sent in."""
    return [step for step in found if not (step.done or step.optional)]


def bookable(shown: Profile) -> list[Service]:
    """What guests could book if the doors were open: treatments that somebody performs, rooms and classes."""
    services = [offer.service for _, offers in shown.groups for offer in offers]
    return [service for service in services if service.resource_id is not None or service.performers]


def with_request(found: Sequence[Step], sent_back: Submission) -> list[Step]:
    """Mark the step that a request for changes is about, if it is about one."""
    reason = STEP_OF_REASON.get(sent_back.fault) if sent_back.fault else None
    endpoint = STEP_OF_PART.get(sent_back.part, reason)
    return [replace(step, request=sent_back) if step.endpoint == endpoint else step for step in found]


def headline(found: Sequence[Step], *, sent_back: bool = False) -> str:
    """Three more things, then guests can book."""
    left = len(missing(found))
    if sent_back and not left:
        return "One change, then submit for review again."
    if not left:
        return "Everything is ready."
    return f"{spelled(left).capitalize()} more {'thing' if left == 1 else 'things'}, then guests can book."


def _basics(shown: Profile) -> Step:
    venue = shown.venue
    long_enough = len(venue.summary) >= LEAST_SUMMARY
    said = f"{venue.category.name}, {plural(len(venue.summary), 'character', 'characters')} about it"
    return Step(
        "Name, kind and what it is like",
        said if long_enough else "Say in two sentences what a visit is like.",
        "venues.basics",
        long_enough,
        "Describe",
    )


def _place(shown: Profile) -> Step:
    venue = shown.venue
    where = f"{venue.street}, {venue.city}" if venue.street else f"The street and door in {venue.city}, {venue.state}."
    return Step("Address and place on the map", where, "venues.place", bool(venue.street), "Set place")


def _pictures(shown: Profile) -> Step:
    number = len(shown.venue.pictures)
    detail = f"{number} of {MAX_PICTURES}" if number else "Guests look at pictures first. You can add them later."
    return Step("Pictures", detail, "venues.pictures", number > 0, "Choose", optional=True)


def _hours(shown: Profile) -> Step:
    days = sum(bool(day.spans) for day in shown.week)
    detail = (
        f"Open {plural(days, 'day', 'days')} a week" if days else "Guests can’t book until we know when you are open."
    )
    return Step("Opening hours", detail, "hours.index", days > 0, "Set hours")


def _team(shown: Profile) -> Step:
    number, rooms = len(shown.team), any(service.resource_id is not None for service in bookable(shown))
    detail = plural(number, "person", "people") if number else "Who gives the treatments, up to five people."
    if rooms and not number:
        detail = "Nobody yet: your rooms and classes can be booked without."
    return Step("Team", detail, "team.index", number > 0, "Add people", optional=rooms)


def _services(shown: Profile) -> Step:
    number, groups = len(bookable(shown)), len(shown.groups)
    detail = f"{plural(number, 'service', 'services')} in {plural(groups, 'group', 'groups')}"
    nobody = [offer.service.title for _, offers in shown.groups for offer in offers]
    if not number:
        detail = f"Say who performs {nobody[0]}." if nobody else "What you offer, how long it takes, what it costs."
    return Step("Services and prices", detail, "catalog.index", number > 0)


def _off_peak(deals: int) -> Step:
    detail = plural(deals, "deal", "deals") if deals else "Choose the hours that you would rather fill."
    return Step("Off-peak prices", detail, "deals.index", deals > 0, optional=True)


def _rest(shown: Profile) -> list[Step]:
    venue = shown.venue
    keep = "the full price" if venue.cancel_keep_percent == 100 else f"{venue.cancel_keep_percent}%"
    free = f"Free to cancel until {venue.cancel_free_hours} h before, then you keep {keep}."
    number = len(shown.faqs)
    questions = plural(number, "question", "questions") if number else "Parking, late arrival, what to wear."
    return [
        Step("Booking and cancellation rules", free, "venues.rules", True, "Change"),
        Step("Questions and answers", questions, "faqs.index", number > 0, optional=True),
    ]
