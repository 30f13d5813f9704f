"""What the page of numbers says of them."""

from dataclasses import dataclass
from datetime import date

from app.bookings.enums import Actor
from app.filters import plural, usd, usd_short
from app.insights.enums import Span
from app.insights.periods import Days, Period
from app.insights.queries.report import Report
from app.insights.tables import percent

WHO = {
    Actor.CUSTOMER: "The guest",
    Actor.PROVIDER: "You",
    Actor.ADMIN: "CozyWish",
    Actor.SYSTEM: "Nobody said yes in time",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in large type: what it counts, and how it was before; `detail` says of what it is a part."""

    label: str
    value: str
    compared: str
    detail: str = ""


def figures(found: Report) -> list[Figure]:
    now, then = found.now, found.then
    guests, guests_then = found.guests["now"], found.guests["then"]
    filled, filled_then = found.fill.total, found.fill_before.total
    known = found.comparable

    def number(label: str, value: int, before: int | None, detail: str = "") -> Figure:
        return Figure(label, f"{value:,}", changed(value, before, known=known), detail)

    def money(label: str, value: int | None, before: int | None, detail: str = "") -> Figure:
        shown = "–" if value is None else usd_short(value)
        return Figure(label, shown, changed(value, before, known=known, money=True), detail)

    def rate(label: str, value: float | None, before: float | None, detail: str = "") -> Figure:
        return Figure(label, "–" if value is None else percent(value), shifted(value, before, known=known), detail)

    return [
        number("Bookings", now.bookings, then.bookings, plural(now.guests, "place", "places")),
        money("Revenue", now.revenue, then.revenue, _took(found)),
        rate("Fill rate", filled.rate, filled_then.rate, f"{filled.booked / 60:,.0f} of {filled.open / 60:,.0f} hours"),
        rate(
            "Returning guests",
            guests.rate,
            guests_then.rate,
            f"{guests.before:,} of {plural(guests.came, 'guest', 'guests')}",
        ),
        money("Average price", now.average, then.average, "a booking"),
        rate(
            "Canceled",
            part(now.canceled, now.asked),
            part(then.canceled, then.asked),
            f"{now.canceled:,} of {now.asked:,} booked",
        ),
        rate(
            "No-shows",
            part(now.missed, now.bookings),
            part(then.missed, then.bookings),
            f"{now.missed:,} of {plural(now.bookings, 'booking', 'bookings')}",
        ),
    ]


def _took(found: Report) -> str:
    if found.now.in_person:
        return f"{usd_short(found.now.paid)} here, {usd_short(found.now.in_person)} in person"
    return "paid here, less refunds"


def part(number: int, of: int) -> float | None:
    return number / of if of else None


def changed(now: int | None, then: int | None, *, known: bool = True, money: bool = False) -> str:
    """How a number compares with that of the days before: up 12% from 127."""
    if not known:
        return "nothing to compare with yet"
    if not then:
        return "none before" if now else "none before either"
    before = usd_short(then) if money else f"{then:,}"
    if not now:
        return f"down from {before}"
    share = abs(now - then) / then
    if now == then:
        return f"the same as before, {before}"
    way = "up" if now > then else "down"
    if now >= 3 * then:
        return f"{now / then:.0f} times {before}"
    return f"{way} {percent(share)} from {before}"


def shifted(now: float | None, then: float | None, *, known: bool = True) -> str:
    """How a share compares: up 4 points from 60%."""
    if not known:
        return "nothing to compare with yet"
    if now is None or then is None:
        return "none before" if then is None else f"{percent(then)} before"
    points = round(100 * now) - round(100 * then)
    if not points:
        return f"the same as before, {percent(then)}"
    return f"{'up' if points > 0 else 'down'} {plural(abs(points), 'point', 'points')} from {percent(then)}"


def dates(days: Days, today: date) -> str:
    """May 4 – 10; Apr 28 – May 4; with the year where it is another."""
    first, last = days.first, days.last
    year = "" if first.year == last.year == today.year else f", {last.year}"
    begins = f"{first:%b} {first.day}" + (f", {first.year}" if first.year != last.year else "")
    if first == last:
        return f"{begins}{year}"
    ends = f"{last.day}" if (first.year, first.month) == (last.year, last.month) else f"{last:%b} {last.day}"
    return f"{begins} – {ends}{year}"


def compared_with(period: Period, today: date) -> str:
    """Which days are meant by before."""
    whole = {Span.LAST_MONTH: "the month before", Span.THIS_MONTH: "the same days of the month before"}
    usual = f"the {plural(len(period.before), 'day', 'days')} before"
    return f"{whole.get(period.span, usual)}, {dates(period.before, today)}"


def money_lines(found: Report) -> list[tuple[str, str]]:
    """Where the revenue comes from; what is not part of it says so."""
    now = found.now
    lines = [("Paid here, less what went back", usd(now.paid))]
    if now.kept:
        lines.append(("of it kept from canceled bookings", usd(now.kept)))
    if now.in_person or now.unpaid:
        lines.append(("Paid to you in person", usd(now.in_person)))
    if now.unpaid:
        lines.append(("Not marked as paid, and not counted", usd(now.unpaid)))
    return lines
