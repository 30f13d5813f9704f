"""A file as people send it, turned into rows of text: any usual encoding, delimiter and line end. Pure."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from app.core.errors import DomainError
from app.imports.errors import ImportErrorCode

MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
DELIMITERS = (",", ";", "\t")
# The first bytes of files that people mistake for CSV: Excel's two formats, PDF.
OTHER_FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
# Excel writes this line to name the delimiter.
NAMED_DELIMITER = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
# A cell that no column name looks like: an email address, a number, a date, a price.
VALUE = re.compile(r"[^\s@]+@[^\s@]+|[$(+]?[\d][\d\s().,:/$+-]*(?:[ap]m)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns and rows of a file. Each row has a cell for each column, and its number in spreadsheets."""

    headers: Sequence[str]
    has_header: bool
    rows: Sequence[tuple[int, list[str]]]


def read_sheet(content: bytes) -> Sheet:
    """Read a file. Raises DomainError with what to do about it. `MOST_ROWS` also limits the time that this takes."""
    if content.startswith(OTHER_FILES):
        raise DomainError(ImportErrorCode.NOT_A_CSV)
    text = decode(content)
    if not text.strip():
        raise DomainError(ImportErrorCode.EMPTY_FILE)
    delimiter, text = delimiter_of(text)
    try:
        # No more than it takes to know that there are too many: a file can have millions.
        rows = list(islice((each for each in numbered(text, delimiter) if any(each[1])), MOST_ROWS + 2))
    except csv.Error:
        raise DomainError(ImportErrorCode.CELL_TOO_LONG) from None
    if not rows:
        raise DomainError(ImportErrorCode.EMPTY_FILE)
    width = max(len(row) for _, row in rows)
    if width > MOST_COLUMNS:
        raise DomainError(ImportErrorCode.TOO_MANY_COLUMNS, most=MOST_COLUMNS)
    has_header = not any(VALUE.fullmatch(cell) for cell in rows[0][1])
    headers = unique_names(rows[0][1] if has_header else [], width)
    body = rows[1:] if has_header else rows
    if not body:
        raise DomainError(ImportErrorCode.NO_ROWS)
    if len(body) > MOST_ROWS:
        raise DomainError(ImportErrorCode.TOO_MANY_ROWS, most=MOST_ROWS)
    return Sheet(headers, has_header, [(number, row + [""] * (width - len(row))) for number, row in body])


def decode(content: bytes) -> str:
    """Decode a file: as its byte order mark says, else as UTF-8, UTF-16, or Windows-1252, in this order."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    elif b"\0" in content[:200]:
        # UTF-16 without a mark: text in English has a zero in every second byte.
        big = content[:200:2].count(0) > content[1:200:2].count(0)
        text = content.decode("utf-16-be" if big else "utf-16-le", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    return text.removeprefix("\ufeff").replace("\0", "")


def delimiter_of(text: str) -> tuple[str, str]:
    """Return the delimiter, and the text without a line that only names it.

    The delimiter that splits the first lines into the most columns, and into equally many.
    """
    named = NAMED_DELIMITER.match(text)
    if named:
        return named[1], text[named.end() :]

    def score(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for _, row in islice(numbered(text, delimiter), 20) if any(row)]
        except csv.Error:
            return 0, 0
        if not widths or widths[0] == 1:
            return 0, 0
        return sum(width == widths[0] for width in widths), widths[0]

    return max(DELIMITERS, key=score), text


def numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its number, blank rows included, as spreadsheets count them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    for number, row in enumerate(reader, start=1):
        yield number, [cell.strip() for cell in row]


def unique_names(names: Sequence[str], width: int) -> list[str]:
    """Return a name for each column, made unique: "Email", "Email (2)"; "Column 3" for one without a name."""
    found: list[str] = []
    for place in range(width):
        name = " ".join(names[place].split())[:80] if place < len(names) else ""
        name = name or f"Column {place + 1}"
        again, number = name, 2
        while again in found:
            again, number = f"{name} ({number})", number + 1
        found.append(again)
    return found
