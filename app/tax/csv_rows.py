"""Tax rules as rows of a CSV file."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from flask_babel import gettext as _

from app.tax.actions import NewRule
from app.tax.amounts import WHOLE
from app.tax.enums import Remitter
from app.tax.models import TaxRule

T = TypeVar("T")

COLUMNS = (
    "state", "locality", "category", "jurisdiction", "rate_percent", "remitter", "taxes_fees", "taxes_deals",
    "first_day", "last_day",
)  # fmt: skip
# Columns that a file may lack, and what they are then.
OPTIONAL = {"taxes_deals": "no"}
MOST_ROWS = 5_000
MOST_BYTES = 1024 * 1024
RATE = re.compile(r"\d{1,2}(?:\.\d{1,3})?", re.ASCII)
MOST_RATE = 30_000


class BadFile(Exception):
    """A file that can't be imported, with what is wrong, in words."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(*problems)
        self.problems = problems


def row_of(rule: TaxRule) -> list[str | date | None]:
    """Return a rule as a row with the columns that an import reads."""
    return [
        rule.state,
        rule.locality,
        rule.category.slug if rule.category else "",
        rule.jurisdiction,
        f"{Decimal(rule.rate).scaleb(-3):f}",
        rule.remitter.value,
        "yes" if rule.taxes_fees else "no",
        "yes" if rule.taxes_funded else "no",
        rule.first_on,
        rule.last_on,
    ]


def read_rules(content: bytes, categories: Mapping[str, int]) -> list[NewRule]:
    """Read a file. `categories` are their ids by slug. Raises BadFile with every row that is wrong."""
    if len(content) > MOST_BYTES:
        raise BadFile([_("This file is larger than 1 MB. Split it.")])
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise BadFile([_("This isn’t a CSV file in UTF-8.")]) from None
    if not rows:
        raise BadFile([_("This file has no rows below the column names.")])
    missing = [name for name in COLUMNS if name not in rows[0] and name not in OPTIONAL]
    if missing:
        raise BadFile([_("These columns are missing: %(columns)s.", columns=", ".join(missing))])
    if len(rows) > MOST_ROWS:
        raise BadFile([_("This file has more than %(most)d rows. Split it.", most=MOST_ROWS)])
    found, problems = [], []
    for number, row in enumerate(rows, start=2):
        cells = {name: (row.get(name, OPTIONAL.get(name)) or "").strip() for name in COLUMNS}
        try:
            found.append(_rule(cells, categories))
        except ValueError as wrong:
            problems.append(in_row(number, str(wrong)))
    if problems:
        raise BadFile(problems)
    return found


def in_row(number: int, problem: str) -> str:
    return _("Row %(number)d: %(problem)s", number=number, problem=problem)


def _rule(cells: Mapping[str, str], categories: Mapping[str, int]) -> NewRule:
    """Return the rule of a row. Raises ValueError with what is wrong."""
    if not re.fullmatch(r"[A-Za-z]{2}", cells["state"]):
        raise ValueError(_("Write the state as two letters."))
    if not cells["jurisdiction"] or len(cells["jurisdiction"]) > 80 or len(cells["locality"]) > 80:
        raise ValueError(_("Name the jurisdiction, in at most 80 characters."))
    if cells["category"] not in categories:
        raise ValueError(_("There’s no category “%(slug)s”.", slug=cells["category"]))
    return NewRule(
        cells["state"].upper(),
        cells["locality"],
        categories[cells["category"]],
        cells["jurisdiction"],
        _read(cells, "rate_percent", rate_of),
        _read(cells, "remitter", lambda cell: Remitter(cell.lower())),
        _read(cells, "taxes_fees", _is_yes),
        _read(cells, "first_day", date.fromisoformat),
        _read(cells, "last_day", date.fromisoformat) if cells["last_day"] else None,
        _read(cells, "taxes_deals", _is_yes),
    )


def _read(cells: Mapping[str, str], name: str, read: Callable[[str], T]) -> T:
    try:
        return read(cells[name])
    except (KeyError, ValueError):
        raise ValueError(_("“%(cell)s” isn’t a value for %(column)s.", cell=cells[name][:40], column=name)) from None


def _is_yes(cell: str) -> bool:
    return {"yes": True, "no": False}[cell.lower()]


def rate_of(text: str) -> int:
    """Return a typed percentage, such as "8.875", in thousandths of a percent. Raises ValueError."""
    if not RATE.fullmatch(text):
        raise ValueError(text)
    rate = int(Decimal(text) * WHOLE / 100)
    if rate > MOST_RATE:
        raise ValueError(text)
    return rate
