"""Tables as files that open in Excel, Numbers and Google Sheets: what somebody typed is never taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from flask import Response, stream_with_context

Cell = str | int | Decimal | date | None
"""Numbers stay numbers and dates dates; text is text. An instant is written as its own zone's wall time."""

# Spreadsheets compute what begins so, some also when blanks or marks that nobody sees stand before it, and some take
# the wide forms for the narrow ones.
UNSEEN = r"\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff"
FORMULA = re.compile(rf"[\t\r]|[{UNSEEN}]*[=+\-@＝＋－＠]")
# Excel reads a file without it in the machine's own alphabet.
MARK = "\ufeff"
CHUNK = 16_384  # characters that are sent at once


def sheet(name: str, rows: Iterable[Sequence[Cell]]) -> Response:
    """A download called `name`.csv, sent while the rows are read: however many there are, few are in memory.

    `name` is ours: ASCII words and hyphens, such as "bookings-2026-05".
    """
    response = Response(stream_with_context(encoded(rows)), mimetype="text/csv", content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    # Somebody's guests and money: only her own browser may keep it.
    response.headers["Cache-Control"] = "private, no-store"
    return response


def encoded(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """UTF-8 with its mark, in pieces of some size."""
    kept = io.StringIO(MARK, newline="")
    kept.seek(0, io.SEEK_END)
    writer = csv.writer(kept, lineterminator="\r\n")  # RFC 4180; quotes where they are needed
    for row in rows:
        writer.writerow([written(cell) for cell in row])
        if kept.tell() > CHUNK:
            yield kept.getvalue().encode()
            kept.seek(0)
            kept.truncate()
    yield kept.getvalue().encode()


def written(cell: Cell) -> str:
    """A cell as text. What a spreadsheet would compute gets an apostrophe, which makes it text there too."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, str):
        return f"'{cell}" if FORMULA.match(cell) else cell
    return str(cell)  # 12, -3.50 and 2026-05-19


def dollars(cents: int) -> Decimal:
    """7750 -> 77.50, exactly."""
    return Decimal(cents).scaleb(-2)
