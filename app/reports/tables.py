"""Tables as values: the page formats them as text, a spreadsheet gets the plain numbers. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from flask_babel import gettext as _

from app.core.formats import usd
from app.web.csv_export import Cell, dollars

Value = str | int | float | Decimal | None


class Unit(StrEnum):
    """The unit of a column's values: text, whole numbers, cents, shares from 0 to 1, minutes, or a number per week."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    MINUTES = "minutes"
    PACE = "pace"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column. `label` is its heading in a file; `shown` is its heading on the page, if the table is on the page."""

    label: str
    unit: Unit = Unit.COUNT
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column says what a row is. `foot` has the sums of the rows, if they mean anything."""

    name: str
    caption: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[Value]]
    foot: Sequence[Value] | None = None

    @property
    def shown(self) -> list[list[str]]:
        return [self._shown(row) for row in self.rows]

    @property
    def shown_foot(self) -> list[str] | None:
        return None if self.foot is None else self._shown(self.foot)

    @property
    def cells(self) -> list[list[Cell]]:
        """Return the cells of a spreadsheet, with headings and without sums, which it can compute itself."""
        cells: list[list[Cell]] = [[heading(column) for column in self.columns]]
        cells += ([*map(bare, row, self.columns)] for row in self.rows)
        return cells

    def _shown(self, row: Sequence[Value]) -> list[str]:
        return [*map(in_words, row, self.columns)]


def in_words(value: Value, column: TableColumn) -> str:
    """Format a value for the page."""
    if value is None or isinstance(value, (str, Decimal)):
        return "–" if value is None else str(value)
    return WRITTEN[column.unit](value)


def bare(value: Value, column: TableColumn) -> str | Decimal | None:
    """Return a value as a number that a spreadsheet can use: dollars, percent, hours."""
    if value is None or isinstance(value, (str, Decimal)):
        return value
    return BARE[column.unit](value)


def heading(column: TableColumn) -> str:
    """Return a column's heading in a file, with its unit, because the numbers have no symbols."""
    units = {Unit.MONEY: " ($)", Unit.SHARE: " (%)", Unit.MINUTES: " (hours)"}
    return column.label + units.get(column.unit, "")


def percent(share: float) -> str:
    """Format a share: 0.642 -> 64%. A share above 0% or below 100% is never rounded to it."""
    if 0 < share < 0.01:
        return _("less than %(share)s", share="1%")
    if 0.99 < share < 1:
        return _("more than %(share)s", share="99%")
    return f"{100 * share:.0f}%"


def hours(minutes: int) -> str:
    """Format minutes as hours: 90 -> 1.5 hr."""
    return _("%(hours)s hr", hours=f"{minutes / 60:,.1f}".removesuffix(".0"))


WRITTEN: dict[Unit, Callable[[float], str]] = {
    Unit.TEXT: str,
    Unit.COUNT: lambda number: f"{number:,.0f}",
    Unit.MONEY: lambda cents: usd(int(cents)),
    Unit.SHARE: percent,
    Unit.MINUTES: lambda minutes: hours(int(minutes)),
    Unit.PACE: lambda pace: f"{pace:,.1f}",
}

BARE: dict[Unit, Callable[[float], Decimal]] = {
    Unit.TEXT: Decimal,
    Unit.COUNT: Decimal,
    Unit.MONEY: lambda cents: dollars(int(cents)),
    Unit.SHARE: lambda share: Decimal(f"{100 * share:.1f}"),
    Unit.MINUTES: lambda minutes: Decimal(f"{minutes / 60:.2f}"),
    Unit.PACE: lambda pace: Decimal(f"{pace:.2f}"),
}
