"""A parser for one rule: its weekdays or dates, and its times. Reads from left to right. Pure."""

import re
from collections.abc import Iterator

from app.core.errors import DomainError
from app.hours.intervals import Span
from app.hours.models import DAY
from app.hours.text_import.hours_rule import HOLIDAYS, CalendarDate, HoursRule, NotUnderstood, span_between
from app.hours.text_import.names import month_of, weekday, weekday_letters
from app.hours.text_import.words import END, Token, words_of

ALL_DAY: Span = (0, DAY)
EVERY_DAY = tuple(range(7))

GROUPS = {"weekday": tuple(range(5)), "weekdays": tuple(range(5)), "weekend": (5, 6), "weekends": (5, 6)}
ALWAYS = {"daily", "everyday"}
HOLIDAY_KINDS = {"public", "federal", "bank", "legal", "us"}
UNTIL = {"-", "to", "through", "thru", "until", "till", "til"}
AND = {",", "&", "and", "+", "/"}
SHUT = {"off", "closed", "shut"}
FILLERS = {"open", "opening", "hours", "business", "store", "from", "at", "on", "the", ":"}


def rules_of(part: str) -> Iterator[HoursRule]:
    """Yield the rules of one part of a text. Raises NotUnderstood."""
    words = words_of(part)
    if words:
        yield from _RuleReader(words).rules()
    elif words is None:
        raise NotUnderstood


class _RuleReader:
    """A parser that goes through the words of one part once."""

    def __init__(self, words: list[Token]) -> None:
        self.words = words
        self.place = 0

    def peek(self, ahead: int = 0) -> Token:
        place = self.place + ahead
        return self.words[place] if 0 <= place < len(self.words) else END

    def take(self, among: set[str]) -> bool:
        """Skip the next word if it is one of these, and return whether it was."""
        found = self.peek().kind in {"name", "mark"} and self.peek().text in among
        self.place += found
        return found

    def rules(self) -> Iterator[HoursRule]:
        adds = False
        while self.peek() is not END:
            yield self.rule(adds)
            adds = self.take({",", "&", "and"})

    def rule(self, adds: bool) -> HoursRule:
        """Parse days and then times, times and then days, or times for every day."""
        self.fillers()
        if self.take_always():
            return HoursRule(EVERY_DAY, (), (ALL_DAY,), adds)
        days, dates = self.days(), self.dates()
        self.take({","})
        self.fillers()
        spans = self.spans()
        if not days and not dates:
            self.fillers()
            days, dates = self.days(), self.dates()
        if days and dates:
            raise NotUnderstood  # "Fridays in July" is a season
        named = bool(days or dates)
        return HoursRule(days if named else EVERY_DAY, dates, spans, adds, named)

    def fillers(self) -> None:
        while self.take(FILLERS):
            pass

    def take_always(self) -> bool:
        found = [self.peek(ahead).text for ahead in range(3)] == ["24", "/", "7"]
        self.place += 3 * found
        return found

    # Weekdays

    def days(self) -> tuple[int | str, ...]:
        found: list[int | str] = []
        while True:
            some = self.some_days()
            if not some:
                if found:
                    self.place -= 1  # put back the mark that no other day follows
                break
            found += some
            if not (self.peek().text in AND and self.peek().kind != "number"):
                break
            self.place += 1
        return tuple(dict.fromkeys(found))

    def some_days(self) -> list[int | str]:
        """Parse one weekday, a range of weekdays, a group of weekdays, or the holidays."""
        if (self.take({"every"}) and self.take({"day"})) or self.take(ALWAYS) or self.take_seven_days():
            return list(EVERY_DAY)
        name = self.peek().text
        if self.take(set(GROUPS)):
            return list(GROUPS[name])
        return [HOLIDAYS] if self.take_holidays() else self.weekdays()

    def take_seven_days(self) -> bool:
        """Skip "7 days a week", and return whether it was there."""
        if self.peek().text not in {"7", "seven"} or self.peek(1).text != "days":
            return False
        self.place += 2
        if self.peek().text in {"a", "per"} and self.peek(1).text == "week":
            self.place += 2
        return True

    def weekdays(self) -> list[int | str]:
        first = weekday(self.peek())
        if first is None:
            several = weekday_letters(self.peek())
            self.place += bool(several)
            return [*several]
        self.place += 1
        last = weekday(self.peek(1)) if self.peek().text in UNTIL else None
        if last is None:
            return [first]
        self.place += 2
        return [(first + n) % 7 for n in range((last - first) % 7 + 1)]

    def take_holidays(self) -> bool:
        before = self.place
        if self.take({"ph"}):
            return True
        self.take(HOLIDAY_KINDS)
        if self.take({"holidays", "holiday"}):
            return True
        self.place = before
        return False

    # Dates

    def dates(self) -> tuple[tuple[CalendarDate, CalendarDate], ...]:
        found: list[tuple[CalendarDate, CalendarDate]] = []
        while True:
            before = self.place
            month = found[-1][1].month if found else None
            first = self.date(month)
            if first is None:
                self.place = before
                break
            last = self.last_of(first)
            found.append((first, last))
            before = self.place
            if not self.take(AND):
                break
        if found and self.peek(-1).text in AND:
            self.place -= 1
        return tuple(found)

    def last_of(self, first: CalendarDate) -> CalendarDate:
        before = self.place
        if self.take(UNTIL):
            last = self.date(first.month, year=first.year)
            if last is not None:
                return last
        self.place = before
        return first

    def date(self, month: int | None, year: int | None = None) -> CalendarDate | None:
        """Parse 2026 Jul 04, July 4th, July 4, 2026, 2026-07-04 or 7/4; a day alone if the month is known."""
        word = self.peek()
        if self.peek(1).text == "/" and self.peek(2).kind == "number":
            return self.slashed(year)
        if word.kind == "iso":
            self.place += 1
            return CalendarDate(int(word.text[5:7]), int(word.text[8:]), int(word.text[:4]))
        if word.kind == "number" and len(word.text) == 4 and month_of(self.peek(1)):
            self.place += 1
            return self.day_of_month(int(word.text))
        if month_of(word):
            return self.day_of_month(year)
        return self.bare_day(month, year)

    def day_of_month(self, year: int | None) -> CalendarDate | None:
        month, number = month_of(self.peek()), self.peek(1)
        if month is None or number.kind != "number" or not 1 <= int(number.text[:4]) <= 31:
            return None
        self.place += 2
        year_token = self.peek(self.peek().text == ",")
        if (
            year is None
            and year_token.kind == "number"
            and re.fullmatch(r"20\d\d", year_token.text)
            and self.peek(1).text not in UNTIL
        ):
            self.place += 1 + (self.peek().text == ",")
            year = int(year_token.text)
        return CalendarDate(month, int(number.text), year)

    def slashed(self, year: int | None) -> CalendarDate | None:
        """Parse 12/25, 12/25/26 or 12/25/2026: the month comes first."""
        word, number, year_token = self.peek(), self.peek(2), self.peek(4)
        if word.kind != "number" or not (len(word.text) <= 2 and len(number.text) <= 2):
            return None
        month, day = int(word.text), int(number.text)
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        self.place += 3
        if self.peek().text == "/" and year_token.kind == "number" and len(year_token.text) in {2, 4}:
            self.place += 2
            year = int(year_token.text) + (2000 if len(year_token.text) == 2 else 0)
        return CalendarDate(month, day, year)

    def bare_day(self, month: int | None, year: int | None) -> CalendarDate | None:
        """Parse the 26 of "Dec 24-26" and of "Dec 24, 26", but not the 10 of "Dec 24, 10-2"."""
        word = self.peek()
        if month is None or word.kind != "number" or len(word.text) > 2 or not 1 <= int(word.text) <= 31:
            return None
        if self.peek(-1).text in AND and self.peek(1).text in UNTIL:
            return None
        self.place += 1
        return CalendarDate(month, int(word.text), year)

    # Times

    def spans(self) -> tuple[Span, ...]:
        """Parse times; an empty tuple means closed. Raises NotUnderstood if there are no times."""
        if self.take(SHUT):
            self.take({"all"}) and self.take({"day"})
            return ()
        if self.is_all_day() or self.take_always():
            return (ALL_DAY,)
        found = [self.span()]
        while self.peek().text in AND and self.is_time(1) and self.peek(2).text in UNTIL:
            self.place += 1
            found.append(self.span())
        return tuple(sorted(set(found)))

    def is_all_day(self) -> bool:
        """Skip "24 hours" or "all day", and return whether it was there."""
        texts = self.peek().text, self.peek(1).text
        found = texts in {("24", "hours"), ("24", "hrs"), ("24", "h"), ("all", "day")}
        self.place += 2 * found
        return found

    def is_time(self, ahead: int) -> bool:
        word = self.peek(ahead)
        return word.kind == "time" or (word.kind == "number" and len(word.text) <= 4)

    def span(self) -> Span:
        if not (self.is_time(0) and self.peek(1).text in UNTIL and self.is_time(2)):
            raise NotUnderstood
        opens, closes = self.peek().text, self.peek(2).text
        self.place += 3
        try:
            return span_between(opens, closes)
        except DomainError:
            raise NotUnderstood from None
