"""CSV downloads for Excel, Numbers, and Google Sheets, in which user input is never read as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from flask import Response, stream_with_context

Cell = str | int | Decimal | date | None
"""Numbers stay numbers and dates dates; text is text. An instant is written as its own zone's wall time."""

# Spreadsheets evaluate text that starts with one of these characters. Some skip leading blanks or invisible characters
# first, and some treat the full-width forms like the plain ones.
UNSEEN = r"\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff"
FORMULA = re.compile(rf"[\t\r]|[{UNSEEN}]*[=+\-@＝＋－＠]")
# Without this byte order mark, Excel reads the file in the machine's own encoding.
MARK = "\ufeff"
CHUNK = 16_384  # characters sent at once


def sheet(name: str, rows: Iterable[Sequence[Cell]]) -> Response:
    """Return a download called `name`.csv, streamed while the rows are read, so that only a few rows are in memory.

    `name` is one of ours: ASCII words and hyphens, like "bookings-2026-05".
    """
    response = Response(stream_with_context(encoded(rows)), mimetype="text/csv", content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    # The file may contain guests' names and payments, so only this person's browser may store it.
    response.headers["Cache-Control"] = "private, no-store"
    return response


def encoded(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the rows as UTF-8 CSV with a byte order mark, in chunks."""
    kept = io.StringIO(MARK, newline="")
    kept.seek(0, io.SEEK_END)
    writer = csv.writer(kept, lineterminator="\r\n")  # RFC 4180; quotes only where needed
    for row in rows:
        writer.writerow([written(cell) for cell in row])
        if kept.tell() > CHUNK:
            yield kept.getvalue().encode()
            kept.seek(0)
            kept.truncate()
    yield kept.getvalue().encode()


def written(cell: Cell) -> str:
    """Return a cell as text. An apostrophe makes text that looks like a formula plain text in spreadsheets too."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, str):
        return f"'{cell}" if FORMULA.match(cell) else cell
    return str(cell)  # 12, -3.50 and 2026-05-19


def dollars(cents: int) -> Decimal:
    """Convert cents to dollars, exactly: 7750 -> 77.50."""
    return Decimal(cents).scaleb(-2)
