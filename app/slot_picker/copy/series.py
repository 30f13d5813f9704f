"""User-facing texts for a repeating booking. Times are in the venue's zone."""

from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from app.cart.actions.carts import MAX_LINES
from app.core.formats import clock_of, day_of, duration, usd, weekday
from app.orders.actions.checkout import MOST_HELD
from app.slot_picker.series import Choice, Series, SeriesDate


def date_name(date: SeriesDate) -> str:
    """Return "Tue, May 19"."""
    return day_of(date.wanted.local.date())


def time_name(date: SeriesDate) -> str:
    """Return "10:00 AM"."""
    local = date.wanted.local
    return clock_of(local.hour * 60 + local.minute)


def choice_day(date: SeriesDate, choice: Choice, zone: ZoneInfo) -> str:
    """Return the weekday of an alternative on another day: "Wed"; '' on the same day."""
    other = choice.at.astimezone(zone).date()
    return "" if other == date.wanted.local.date() else weekday(other)


def about(shown: Series) -> str:
    """Return "Deep tissue massage, 1 hr, with June, 2 guests"."""
    selection = shown.selection
    minutes = shown.option.minutes_with(selection.member.id if selection.member else None)
    parts = [f"{shown.option.service.title}, {duration(minutes + selection.extra_minutes)}"]
    if selection.member:
        parts.append(_("with %(member)s", member=selection.member.first_name))
    if selection.quantity > 1:
        parts.append(ngettext("%(num)d guest", "%(num)d guests", selection.quantity))
    return ", ".join([*parts, *(add_on.title for add_on in selection.extras)])


def unavailable(number: int) -> str:
    """Say how many dates need a choice."""
    return ngettext(
        "%(num)d date isn’t available. Choose another time for it, or skip it.",
        "%(num)d dates aren’t available. Choose other times for them, or skip them.",
        number,
    )


def limits(shown: Series) -> list[str]:
    """Say which limits allow fewer bookings than there are dates."""
    room, number = shown.room, len(shown.dates)
    found = []
    if room.upcoming is not None and room.upcoming < number:
        limit = ngettext(
            "%(venue)s allows %(num)d upcoming booking per guest.",
            "%(venue)s allows %(num)d upcoming bookings per guest.",
            shown.venue.max_upcoming or 0,
            venue=shown.venue.name,
        )
        found.append(f"{limit} {_can_add(room.upcoming)}")
    if room.cart < number:
        limit = _("Your cart can hold up to %(number)d bookings.", number=MAX_LINES)
        found.append(f"{limit} {_can_add(room.cart)}")
    if room.held < number:
        limit = _("You can hold up to %(number)d spots at %(venue)s.", number=MOST_HELD, venue=shown.venue.name)
        found.append(f"{limit} {_can_add(room.held)}")
    return found


def _can_add(number: int) -> str:
    if number < 1:
        return _("So you can’t add more right now.")
    return ngettext("You can add %(num)d more.", "You can add %(num)d more.", number)


def add_button(shown: Series) -> str:
    number = len(shown.picked)
    return ngettext("Add %(num)d booking to cart", "Add %(num)d bookings to cart", number)


def waiting(shown: Series) -> str:
    """Say what to change before the bookings can be added."""
    if not shown.picked:
        return _("Choose a time for at least one date.")
    if not shown.room.left:
        return _("Check out or remove a booking first.")
    return ngettext(
        "Skip %(num)d date to continue.",
        "Skip %(num)d dates to continue.",
        len(shown.picked) - shown.room.left,
    )


def add_at_desk(number: int, cents: int) -> str:
    return ngettext("Add %(num)d booking, %(price)s", "Add %(num)d bookings, %(price)s", number, price=usd(cents))
