"""Form fields for typed numbers (amounts of money, durations, counts) and for choices from a list."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice

from app.core.formats import duration, usd_short

# How browsers send a date, and how Americans type it where there is no calendar to choose from.
DATE_FORMATS = ["%Y-%m-%d", "%m/%d/%Y"]
MOST_SENT = 999_999_999
MOST_NUMBER = 10**50 - 1  # read in full, so that the message can name the maximum
AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,50})(?:\.(\d{1,2}))?", re.ASCII)
HOURS = r"(?P<hours>\d{1,50})\s*(?:h|hrs?|hours?)"
MINUTES = r"(?P<minutes>\d{1,50})\s*(?:m|mins?|minutes?)?"
DURATION = re.compile(rf"(?:{HOURS}\s*(?:{MINUTES})?|{MINUTES.replace('<minutes>', '<alone>')})", re.ASCII)


def whole_number(text: str, *, most: int) -> int | None:
    """Return `text` as a number from 0 to `most`, or None for anything else, like "²" or five thousand digits."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most))):
        return None
    return int(text) if int(text) <= most else None


def sent_number(text: str) -> int:
    """Return a number from our own links and forms, for the `type=` of a query or form. Raises ValueError."""
    number = whole_number(text, most=MOST_SENT)
    if number is None:
        raise ValueError("not a whole number")
    return number


class _Typed(StringField):  # type: ignore[misc]  # WTForms has no types
    """A field that shows the typed text again, even if it is not a number. `value` is None if nothing was typed."""

    data: int | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        text = " ".join(valuelist[0].split()) if valuelist else ""
        if text:
            self.data = self.read(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)

    def words_of(self, value: int | None) -> str:
        return "" if value is None else self.show(value)

    @property
    def value(self) -> int | None:
        return self.data

    def read(self, text: str) -> int:
        """Return the value of `text`. Raises ValueError with a message that says what to do."""
        raise NotImplementedError

    def show(self, value: int) -> str:
        return str(value)


class Money(_Typed):
    """An amount typed in dollars ($1,000.50; 110; 110.5), stored in cents."""

    UNREADABLE = lazy_gettext("Enter a price in dollars, like 110 or 110.50. Enter 0 if it’s free.")
    NEGATIVE = lazy_gettext("Enter a price of $0 or more, without a minus sign.")
    TOO_MUCH = lazy_gettext("Enter a price of up to %(most)s.")

    def __init__(self, label: str, *, most_cents: int = 1_000_000, **more: Any) -> None:
        super().__init__(label, **{"render_kw": {"inputmode": "decimal", "autocomplete": "off"}, **more})
        self.most_cents = most_cents

    def read(self, text: str) -> int:
        written = text.removeprefix("$").strip()
        if re.match(r"[-−]\s*\$?\s*\d", text):
            raise ValueError(str(self.NEGATIVE))
        found = AMOUNT.fullmatch(written)
        if found is None:
            raise ValueError(str(self.UNREADABLE))
        cents = int(Decimal(written.replace(",", "")) * 100)
        if cents > self.most_cents:
            raise ValueError(str(self.TOO_MUCH) % {"most": usd_short(self.most_cents)})
        return cents

    def show(self, value: int) -> str:
        """Return the amount in a form that can be typed, whatever the locale: 110; 1,110.50."""
        dollars, rest = divmod(value, 100)
        return f"{dollars:,}.{rest:02}" if rest else f"{dollars:,}"


class Percent(_Typed):
    """A percentage (8; 8.5%), stored in basis points, hundredths of a percent."""

    def __init__(self, label: str, *, most_bps: int, **more: Any) -> None:
        super().__init__(label, **{"render_kw": {"inputmode": "decimal", "autocomplete": "off"}, **more})
        self.most_bps = most_bps

    def read(self, text: str) -> int:
        written = text.removesuffix("%").strip()
        if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", written):
            raise ValueError(_("Enter a percentage, like 8 or 8.5."))
        bps = int(Decimal(written) * 100)
        if bps > self.most_bps:
            raise ValueError(_("Enter %(most)s or less.", most=f"{self.most_bps / 100:g}%"))
        return bps

    def show(self, value: int) -> str:
        return f"{value / 100:g}"


class RefundAmount(Money):
    """The amount of a refund."""

    UNREADABLE = lazy_gettext("Enter an amount, like 20 or 20.50.")
    NEGATIVE = lazy_gettext("Enter an amount without a minus sign, like 20 or 20.50.")
    TOO_MUCH = lazy_gettext("Enter an amount of up to %(most)s.")


class DurationField(_Typed):
    """A duration in minutes: 75; 75 min; 1 hr 15 min.

    In five-minute steps, except for a value that was saved before.
    """

    def __init__(self, label: str, *, least: int, most: int, **more: Any) -> None:
        super().__init__(label, **{"render_kw": {"inputmode": "numeric", "autocomplete": "off"}, **more})
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        found = DURATION.fullmatch(text.lower())
        if found is None:
            raise ValueError(_("Enter the number of minutes, like 60 or 90."))
        minutes = int(found["alone"]) if found["alone"] else 60 * int(found["hours"]) + int(found["minutes"] or 0)
        if not self.least <= minutes <= self.most:
            raise ValueError(_allowed(self.least, self.most))
        if minutes % 5 and minutes != self.object_data:
            below = minutes - minutes % 5
            raise ValueError(_in_steps(below, below + 5) if below >= self.least else _in_steps(below + 5))
        return minutes


def _allowed(least: int, most: int) -> str:
    if least == 0:
        return ngettext(
            "Enter %(minutes)d minutes (%(num)d hour) or less.",
            "Enter %(minutes)d minutes (%(num)d hours) or less.",
            most // 60,
            minutes=most,
        )
    return str(_("Enter %(least)s to %(most)s.", least=duration(least), most=duration(most)))


def _in_steps(minutes: int, other: int | None = None) -> str:
    if other is None:
        return str(_("Times go in 5-minute steps. Enter %(minutes)s.", minutes=minutes))
    return str(_("Times go in 5-minute steps. Enter %(minutes)s or %(other)s.", minutes=minutes, other=other))


class Whole(_Typed):
    """A whole number; `unit` says what it counts, like guests."""

    def __init__(self, label: str, *, least: int, most: int, unit: str, **more: Any) -> None:
        super().__init__(label, **{"render_kw": {"inputmode": "numeric", "autocomplete": "off"}, **more})
        self.least, self.most, self.unit = least, most, unit

    def read(self, text: str) -> int:
        number = whole_number(text.replace(",", ""), most=MOST_NUMBER)
        if number is None:
            raise ValueError(_("Enter a whole number, like %(number)s.", number=self.least or 1))
        if not self.least <= number <= self.most:
            span = {"least": f"{self.least:,}", "most": f"{self.most:,}"}
            raise ValueError(_("Enter a number from %(least)s to %(most)s.", **span))
        return number


class Pick(SelectField):  # type: ignore[misc]
    """A choice from a list of SelectChoice, with our own error message for any other value."""

    def __init__(self, label: str, **more: Any) -> None:
        message = lazy_gettext("Choose an option from the list.")
        super().__init__(label, invalid_value_message=message, invalid_choice_message=message, **more)

    def words_of(self, value: object) -> str:
        return next((str(choice.label) for choice in self.choices or () if self.coerce(choice.value) == value), "")

    @property
    def value(self) -> Any:
        return self.data


def to_choose(pairs: Iterable[tuple[object, str]]) -> list[SelectChoice]:
    """Return pairs of a value and its label as the choices of a field."""
    return [SelectChoice(value, label) for value, label in pairs]


def whole_or_none(written: object) -> int | None:
    """Return a choice as a number, or None for the empty choice. Raises ValueError for what no list offers."""
    return None if written in (None, "", "None") else sent_number(str(written))
