"""The texts about a deal. Times of day are wall time of its venue."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.formats import WEEKDAYS, day_of, hours_span, usd_short
from app.core.sentences import listed
from app.deals.enums import MAX_PERCENT
from app.deals.models import Deal, DealWindow
from app.deals.queries.deals import Usual
from app.deals.queries.prices import rule_of
from app.deals.windows import Window
from app.venues.models import Venue


def facts(deal: Deal, venue: Venue) -> list[tuple[str, str]]:
    """Return the facts about a deal by label, in reading order; the deal has its service loaded."""
    pairs = [
        (_("Title"), deal.title),
        (_("Discount"), less(deal)),
        (_("Applies to"), what_for(deal)),
        (_("When"), windows(deal.windows) or _("Any time")),
        (_("Booking dates"), bookable(deal, venue)),
    ]
    if deal.last_minute_hours:
        pairs.append((_("Last minute"), last_minute(deal.last_minute_hours)))
    if deal.max_uses:
        pairs.append((_("Limit"), limit(deal)))
    if deal.code:
        pairs.append((_("Promo code"), promo_code(deal.code, deal.stacks)))
    return pairs


def last_minute(hours: int) -> str:
    return ngettext("Booked within %(num)d hour of the start", "Booked within %(num)d hours of the start", hours)


def limit(deal: Deal) -> str:
    """Return the limit of a deal that has one."""
    number = deal.max_uses or 0
    return ngettext("First booking only", "First %(number)s bookings", number, number=f"{number:,}")


def promo_code(code: str, stacks: bool) -> str:
    if stacks:
        return _("%(code)s, combines with another deal", code=code)
    return _("%(code)s, doesn’t combine with other deals", code=code)


def less(deal: Deal) -> str:
    """Return the discount: '30% off'."""
    return rule_of(deal).less


def what_for(deal: Deal) -> str:
    """Return the service that the deal is for, which must be loaded, or 'All services'."""
    return deal.service.title if deal.service else _("All services")


def when(deal: Deal) -> str:
    """Return the hours: 'Tue – Thu, 1:00 PM – 4:00 PM', or 'Any time', with the last-minute limit."""
    hours_text = windows(deal.windows)
    if deal.last_minute_hours is None:
        return hours_text or _("Any time")
    hours = deal.last_minute_hours
    if hours_text:
        return ngettext(
            "%(hours)s, booked within %(num)d hour of the start",
            "%(hours)s, booked within %(num)d hours of the start",
            hours,
            hours=hours_text,
        )
    return last_minute(hours)


def left(deal: Deal, visits: int) -> str:
    """Return how many more bookings may have the deal."""
    more = max((deal.max_uses or 0) - visits, 0)
    if more:
        return _("%(more)s of %(most)s left", more=f"{more:,}", most=f"{deal.max_uses:,}")
    return _("all %(most)s used", most=f"{deal.max_uses:,}")


def bookable(deal: Deal, venue: Venue) -> str:
    """Return the dates on which guests can book with the deal."""
    begins = day_of(deal.valid_from.astimezone(venue.zone).date())
    if deal.valid_to is None:
        return _("From %(day)s, no end date", day=begins)
    # The last day ends at that midnight.
    return f"{begins} – {day_of((deal.valid_to - timedelta(seconds=1)).astimezone(venue.zone).date())}"


def windows(of: Sequence[DealWindow]) -> str:
    """Return the windows: 'Tue – Thu, 1:00 PM – 4:00 PM · Sat, 9:00 AM – 11:00 AM'."""
    by_hours = sorted(of, key=lambda window: (window.opens, window.closes, window.weekday))
    parts = []
    for (opens, closes), same in groupby(by_hours, key=lambda window: (window.opens, window.closes)):
        parts.append(f"{weekdays([window.weekday for window in same])}, {hours_span(opens, closes)}")
    return " · ".join(parts)


def weekdays(numbers: Sequence[int]) -> str:
    """Return sorted weekdays (Monday is 0) in words: 'Tue – Thu' or 'Mon, Fri'."""
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
    """Return why a fixed amount is too much, and what to enter; `wrong` has the prices it is too much for, lowest
    first."""
    named = [_usual(usual) for usual in wrong[:MOST_NAMED]]
    if len(wrong) > MOST_NAMED:
        named.append(ngettext("%(num)d other", "%(num)d others", len(wrong) - MOST_NAMED))
    values = {
        "off": usd_short(cents),
        "services": listed(named),
        "most": usd_short(wrong[0].cents * MAX_PERCENT // 100),
    }
    if wrong[-1].cents <= cents:
        return _(
            "%(off)s off would make %(services)s free. Enter %(most)s or less, or choose one service that costs more.",
            **values,
        )
    return _(
        "%(off)s is more than 90%% off %(services)s. Enter %(most)s or less, or choose one service that costs more.",
        **values,
    )


def _usual(usual: Usual) -> str:
    price = usd_short(usual.cents)
    if usual.member_name:
        return _("%(service)s with %(member)s (%(price)s)", service=usual.title, member=usual.member_name, price=price)
    return _("%(service)s (%(price)s)", service=usual.title, price=price)


def overlap(first: Window, second: Window) -> str:
    """Return the error message for two windows of one deal with a start in common."""
    return _(
        "%(first)s and %(second)s overlap. Combine them, or change one.", first=span_of(first), second=span_of(second)
    )


def span_of(window: Window) -> str:
    """Return a window in words: 'Tue 1:00 PM – 4:00 PM'."""
    return f"{WEEKDAYS[window.weekday][:3]} {hours_span(window.opens, window.closes)}"


def hours_of(span: tuple[int, int] | None) -> str:
    """Return a span in words: '1:00 PM – 4:00 PM'."""
    return hours_span(*span) if span else ""
