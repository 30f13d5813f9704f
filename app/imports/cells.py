"""The cells of a row, read as plain values. Pure.

A value that cannot be read raises BadCell with the reason and the cell, so that the page says what to change.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from email_validator import EmailNotValidError

from app.core.formats import MINUTES_A_DAY
from app.imports.enums import Reason
from app.web.csv_export import FORMULA
from app.web.fields import AMOUNT, DURATION
from app.web.forms import mail_address

MOST_CENTS = 1_000_000
# Digits of a phone number with its area code: the shortest in small countries, and the longest that E.164 allows.
LEAST_DIGITS, MOST_DIGITS = 7, 15
LEAST_MINUTES, MOST_MINUTES = 5, 720
CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2})?\s*(a|p)?\.?m?\.?", re.IGNORECASE | re.ASCII)
HOURS_AND_MINUTES = re.compile(r"(\d{1,2}):(\d{2})(?::00)?", re.ASCII)
NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
ISO = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", re.ASCII)
# May 19, 2026; Tue, May 19, 2026; 19 May 2026
MONTH_FIRST = re.compile(r"(?:[a-z]+,?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE)
DAY_BEFORE_MONTH = re.compile(r"(?:[a-z]+,?\s+)?(\d{1,2})\s+([a-z]{3,9})\.?,?\s+(\d{4})", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What follows a date in the same cell.
REST = re.compile(r"[T,\s]*(.*)", re.DOTALL)


class BadCell(Exception):
    """A value that cannot be read: why, and what the sentence about it names."""

    def __init__(self, reason: Reason, **detail: str | int) -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class GuestValues:
    name: str
    email: str = ""
    phone: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ServiceRow:
    title: str
    category: str
    minutes: int
    cents: int
    description: str


@dataclass(frozen=True, slots=True)
class BookingValues:
    """A booking as the file has it. `minutes` and `cents` are None where it has none; `local` is the venue's time."""

    guest: GuestValues
    service: str
    minutes: int | None
    member: str
    local: datetime
    cents: int | None
    notes: str


class Cells:
    """The cells of one row by field."""

    def __init__(self, cells: Sequence[str], columns: Mapping[str, int]) -> None:
        self._cells, self._columns = cells, columns

    def raw(self, key: str) -> str:
        place = self._columns.get(key)
        found = self._cells[place] if place is not None and place < len(self._cells) else ""
        # Our own downloads put an apostrophe before text that looks like a formula.
        return found[1:] if found.startswith("'") and FORMULA.match(found[1:]) else found

    def line(self, key: str, *, most: int) -> str:
        """Return one line of text with single spaces."""
        return fits(" ".join(self.raw(key).split()), most)

    def paragraphs(self, key: str, *, most: int) -> str:
        return fits(self.raw(key).replace("\r\n", "\n").strip(), most)


def fits(text: str, most: int) -> str:
    if len(text) > most:
        raise BadCell(Reason.TOO_LONG, text=f"{text[:30]}…", most=most)
    return text


def read_guest(cells: Cells, *, notes: str = "notes") -> GuestValues:
    """Read a guest's name and contact data. The name is in one column, or in two."""
    name = cells.line("name", most=120)
    name = name or fits(f"{cells.line('first_name', most=120)} {cells.line('last_name', most=120)}".strip(), 120)
    email, phone = read_email(cells.line("email", most=300)), read_phone(cells.line("phone", most=60))
    if not name:
        raise BadCell(Reason.NAME)
    return GuestValues(name, email, phone, cells.paragraphs(notes, most=2000) if notes else "")


def read_email(typed: str) -> str:
    if not typed:
        return ""
    try:
        return mail_address(typed.removeprefix("mailto:"))
    except EmailNotValidError:
        raise BadCell(Reason.EMAIL, text=typed[:80]) from None


def read_phone(typed: str) -> str:
    """Return a phone number as the other program wrote it. Only its length is checked."""
    digits = sum(letter.isdecimal() for letter in typed)
    if typed and (not LEAST_DIGITS <= digits <= MOST_DIGITS or len(typed) > 40):
        raise BadCell(Reason.PHONE, text=typed[:80])
    return typed


def read_price(typed: str) -> int:
    written = re.sub(r"^(?:US)?\$|\s|USD$", "", typed, flags=re.IGNORECASE)
    found = AMOUNT.fullmatch(written)
    if found is None and written.lower() != "free":
        raise BadCell(Reason.PRICE, text=typed[:80])
    cents = int(Decimal(written.replace(",", "")) * 100) if found else 0
    if cents > MOST_CENTS:
        raise BadCell(Reason.PRICE, text=typed[:80])
    return cents


def read_minutes(typed: str) -> int:
    """Read a duration: 60; 60 min; 1 hr 15 min; 1:15."""
    clock = HOURS_AND_MINUTES.fullmatch(typed)
    found = DURATION.fullmatch(typed.lower().removesuffix(".0"))
    if clock:
        minutes = 60 * int(clock[1]) + int(clock[2])
    elif found:
        minutes = int(found["alone"]) if found["alone"] else 60 * int(found["hours"]) + int(found["minutes"] or 0)
    else:
        raise BadCell(Reason.MINUTES, text=typed[:80])
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        raise BadCell(Reason.MINUTES, text=typed[:80])
    return minutes


def read_date(typed: str, *, day_first: bool) -> tuple[date, str]:
    """Read the date that a cell begins with, and return what follows it: a time, or nothing."""
    for pattern in (ISO, NUMBERS, MONTH_FIRST, DAY_BEFORE_MONTH):
        found = pattern.match(typed)
        if found is None:
            continue
        try:
            on = date(*_parts(pattern, found.groups(), day_first=day_first))
        except ValueError:
            break
        rest = REST.fullmatch(typed[found.end() :])
        return on, rest[1].strip() if rest else ""
    raise BadCell(Reason.DATE, text=typed[:80])


def _parts(pattern: re.Pattern[str], groups: Sequence[str], *, day_first: bool) -> tuple[int, int, int]:
    """Return year, month and day. Raises ValueError for a month that does not exist."""
    a, b, c = groups
    if pattern is ISO:
        return int(a), int(b), int(c)
    if pattern is MONTH_FIRST:
        return int(c), 1 + MONTHS.index(a[:3].lower()), int(b)
    if pattern is DAY_BEFORE_MONTH:
        return int(c), 1 + MONTHS.index(b[:3].lower()), int(a)
    month, day = (b, a) if day_first else (a, b)
    return int(c) + (2000 if len(c) == 2 else 0), int(month), int(day)


def read_time(typed: str) -> time:
    """Read a time: 2:30 PM; 14:30; 2pm; 14:30:00. Of a span, such as "2:30 – 3:30 PM", only whole times count."""
    found = CLOCK.fullmatch(typed.replace("\u202f", " ").strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    half = found[3].lower() if found and found[3] else ""
    if half and not 1 <= hour <= 12:
        hour = 24
    elif half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour * 60 + minute >= MINUTES_A_DAY or minute > 59:
        raise BadCell(Reason.TIME, text=typed[:80])
    return time(hour, minute)


def read_service(cells: Cells) -> ServiceRow:
    title = cells.line("title", most=120)
    if not title:
        raise BadCell(Reason.TITLE)
    return ServiceRow(
        title,
        cells.line("category", most=120),
        read_minutes(cells.line("minutes", most=120)),
        read_price(cells.line("price", most=120)),
        cells.paragraphs("description", most=600),
    )


def read_booking(cells: Cells, *, day_first: bool) -> BookingValues:
    on, rest = read_date(cells.line("date", most=120), day_first=day_first)
    minutes, price = cells.line("minutes", most=120), cells.line("price", most=120)
    return BookingValues(
        guest=read_guest(cells, notes=""),
        service=cells.line("service", most=200),
        minutes=read_minutes(minutes) if minutes else None,
        member=cells.line("member", most=120),
        local=datetime.combine(on, read_time(cells.line("time", most=120) or rest)),
        cents=read_price(price) if price else None,
        notes=cells.paragraphs("notes", most=500),
    )
