"""A deal in words. Times of day are wall time of its venue."""

from collections.abc import Sequence
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext

from app.deals.enums import MAX_PERCENT
from app.deals.models import Deal, DealWindow
from app.deals.pricing import Window
from app.deals.queries import Usual, rule_of
from app.filters import WEEKDAYS, day_of, hours_span, listed, plural, usd_short
from app.venues.models import Venue


def facts(deal: Deal, venue: Venue) -> list[tuple[str, str]]:
    """What there is to know, by label, in the order in which one reads it; the deal has its service."""
    said = [
        ("Title", deal.title),
        ("Off the price", less(deal)),
        ("For", deal.service.title if deal.service else "Everything the venue offers"),
        ("When", windows(deal.windows) or "Any time"),
        ("Bookable", bookable(deal, venue)),
    ]
    if deal.last_minute_hours:
        said.append(("Last minute", f"Starts within {deal.last_minute_hours} h of booking"))
    if deal.max_uses:
        said.append(("Limit", f"The first {plural(deal.max_uses, 'visit', 'visits')}"))
    if deal.code:
        said.append(("Code", f"{deal.code}, {'on top of another deal' if deal.stacks else 'in place of another deal'}"))
    return said


def less(deal: Deal) -> str:
    """30% off."""
    return rule_of(deal).less


def what_for(deal: Deal) -> str:
    """The service that it is for; the deal has it."""
    return deal.service.title if deal.service else "Everything"


def when(deal: Deal) -> str:
    """Tue – Thu, 1:00 PM – 4:00 PM, or any time, where no hours are said; with how late one must book."""
    said = windows(deal.windows)
    if deal.last_minute_hours is None:
        return said or _("Any time")
    hours = deal.last_minute_hours
    if said:
        return ngettext(
            "%(hours)s, booked within %(num)d hour of the start",
            "%(hours)s, booked within %(num)d hours of the start",
            hours,
            hours=said,
        )
    return ngettext("Booked within %(num)d hour of the start", "Booked within %(num)d hours of the start", hours)


def left(deal: Deal, visits: int) -> str:
    """How many visits may still have it."""
    more = max((deal.max_uses or 0) - visits, 0)
    return f"{more:,} of {deal.max_uses:,} left" if more else f"all {deal.max_uses:,} used up"


def bookable(deal: Deal, venue: Venue) -> str:
    """From when until when one can book with it."""
    begins = day_of(deal.valid_from.astimezone(venue.zone).date())
    if deal.valid_to is None:
        return f"From {begins}, until it is ended"
    return f"{begins} – {day_of(deal.valid_to.astimezone(venue.zone).date())}"


def windows(of: Sequence[DealWindow]) -> str:
    """Tue – Thu, 1:00 PM – 4:00 PM · Sat, 9:00 AM – 11:00 AM."""
    by_hours = sorted(of, key=lambda window: (window.opens, window.closes, window.weekday))
    said = []
    for (opens, closes), same in groupby(by_hours, key=lambda window: (window.opens, window.closes)):
        said.append(f"{weekdays([window.weekday for window in same])}, {hours_span(opens, closes)}")
    return " · ".join(said)


def weekdays(numbers: Sequence[int]) -> str:
    """Sorted ones, Monday is 0: Tue – Thu; Mon, Fri."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(_run(run) for run in runs)


def _run(run: Sequence[int]) -> str:
    names = [WEEKDAYS[number][:3] for number in run]
    return f"{names[0]} – {names[-1]}" if len(names) > 2 else ", ".join(names)


MOST_NAMED = 3


def too_much(cents: int, wrong: Sequence[Usual]) -> str:
    """Why a fixed amount is too much, and what would do; `wrong` has what it is too much for, the cheapest first."""
    named = [_usual(usual) for usual in wrong[:MOST_NAMED]]
    named += [plural(len(wrong) - MOST_NAMED, "other", "others")] if len(wrong) > MOST_NAMED else []
    whose = "its" if len(wrong) == 1 else "their"
    nothing = wrong[-1].cents <= cents
    left = "would cost nothing" if nothing else f"would cost less than a tenth of {whose} price"
    most = wrong[0].cents * MAX_PERCENT // 100
    return (
        f"With {usd_short(cents)} less, {listed(named)} {left}. Take off {usd_short(most)} at most, or choose a"
        f" {'more expensive ' if len(wrong) == 1 else ''}service that it is for."
    )


def _usual(usual: Usual) -> str:
    whom = f" with {usual.whom}" if usual.whom else ""
    return f"{usual.title}{whom} ({usd_short(usual.cents)})"


def overlap(first: Window, second: Window) -> str:
    """Two windows of one deal with a start in common, and what to do."""
    return f"{span_of(first)} and {span_of(second)} overlap. Make one of them, or move one."


def span_of(window: Window) -> str:
    """Tue 1:00 PM – 4:00 PM."""
    return f"{WEEKDAYS[window.weekday][:3]} {hours_span(window.opens, window.closes)}"


def hours_of(span: tuple[int, int] | None) -> str:
    """1:00 PM – 4:00 PM."""
    return hours_span(*span) if span else ""
