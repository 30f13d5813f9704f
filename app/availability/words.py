"""Why a start is not offered, in words that say what to do. Times are in the venue's zone."""

from collections.abc import Mapping

from app.availability.engine import Refusal
from app.availability.enums import Reason
from app.availability.plans import Plan
from app.filters import clock, duration, moment


def why(refusal: Refusal, plan: Plan, names: Mapping[int, str]) -> str:
    """One sentence or two. `names` are first names by member id."""
    until = clock(refusal.until, plan.zone) if refusal.until else ""
    until_day = moment(refusal.until, plan.zone) if refusal.until else ""
    who = names.get(plan.members.get(refusal.resource or 0, 0), "")
    someone = who or "Whoever does this"
    takes = f"{f'With {who} it' if who else 'It'} takes {duration(plan.minutes(refusal.resource))}"
    said = {
        Reason.NO_SUCH_TIME: "The clocks go forward that night, so this time does not exist there.",
        Reason.PAST: "That time has passed.",
        Reason.NOTICE: f"The venue needs {duration(plan.notice)} to get ready.",
        Reason.HORIZON: f"The venue takes bookings {plan.horizon} days ahead.",
        Reason.CLOSED: f"The venue is closed then. It opens {until_day}." if until_day else "The venue is closed then.",
        Reason.MEMBER_OFF: f"{someone} is not there then." + (f" The next time is {until_day}." if until_day else ""),
        Reason.OFF_GRID: "It does not begin at that minute." + (f" The next step is {until}." if until else ""),
        Reason.TOO_LONG: f"{takes}, and the day ends at {until}." if until else f"{takes}, which is past closing.",
        Reason.FULL: f"{_places(refusal.free)} left then.",
        Reason.TAKEN: f"{who or 'Everybody'} is with a guest"
        + (f" until {until}, the room made up." if until else " then."),
    }
    return said[refusal.reason]


def _places(free: int) -> str:
    if free == 0:
        return "No place is"
    return "Only one place is" if free == 1 else f"Only {free} places are"
