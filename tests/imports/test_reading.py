"""Files as people send them: encodings, delimiters, column names, and values that cannot be read."""

from collections.abc import Iterator
from datetime import date, time

import pytest

from app.core.errors import DomainError
from app.imports import reading
from app.imports.cells import BadCell, Cells, read_date, read_guest, read_minutes, read_price, read_time
from app.imports.columns import guess_columns, guess_day_first
from app.imports.enums import ImportKind, Reason
from app.imports.errors import ImportErrorCode
from app.imports.reading import MOST_ROWS, numbered, read_sheet

TEXT = "Name,Email\r\nZoë Nuñez,zoe@example.com\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_usual_encodings_are_read(encoding: str) -> None:
    assert read_sheet(TEXT.encode(encoding)).rows == [(2, ["Zoë Nuñez", "zoe@example.com"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("named", [False, True])
def test_usual_delimiters_are_read(delimiter: str, named: bool) -> None:
    lines = ["Name|Notes", 'Ada|"Likes tea, no; coffee"', "Robin|"]
    text = "\n".join([f"sep={delimiter}"] * named + [line.replace("|", delimiter) for line in lines])
    assert [row for _, row in read_sheet(text.encode()).rows] == [["Ada", "Likes tea, no; coffee"], ["Robin", ""]]


def test_repeated_and_missing_column_names_are_made_unique() -> None:
    assert read_sheet(b"Email,email,Email,,x\na,b,c,d,e,f").headers == [
        *("Email", "email", "Email (2)", "Column 4", "x", "Column 6")
    ]


def test_first_row_with_values_is_not_taken_for_column_names() -> None:
    found = read_sheet(b"Ada Quist,ada@example.com\nRobin Vale,robin@example.com")
    assert (found.has_header, list(found.headers), len(found.rows)) == (False, ["Column 1", "Column 2"], 2)


def test_rows_have_the_numbers_of_the_spreadsheet() -> None:
    found = read_sheet(b'Name,Notes\nAda,"two\nlines"\n,\nRobin,\n')
    assert [number for number, _ in found.rows] == [2, 4]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ImportErrorCode.EMPTY_FILE),
        (b"\xef\xbb\xbf \r\n", ImportErrorCode.EMPTY_FILE),
        (b",,\n,,", ImportErrorCode.EMPTY_FILE),
        (b"Name,Email\n", ImportErrorCode.NO_ROWS),
        (b"PK\x03\x04rest of a workbook", ImportErrorCode.NOT_A_CSV),
        (b'Name\n"' + b"x" * 200_000, ImportErrorCode.CELL_TOO_LONG),
        (b"a" + b"," * 100, ImportErrorCode.TOO_MANY_COLUMNS),
    ],
)
def test_unusable_file_is_refused(content: bytes, code: ImportErrorCode) -> None:
    with pytest.raises(DomainError) as refused:
        read_sheet(content)
    assert refused.value.reason is code


def test_file_with_a_hundred_thousand_rows_is_refused_with_what_to_do() -> None:
    with pytest.raises(DomainError) as refused:
        read_sheet(b"Name\n" + b"Ada\n" * 100_000)
    assert (refused.value.reason, refused.value.values) == (ImportErrorCode.TOO_MANY_ROWS, {"most": MOST_ROWS})


def test_of_a_file_with_too_many_rows_only_the_first_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []

    def counted(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        for number, row in numbered(text, delimiter):
            read.append(number)
            yield number, row

    monkeypatch.setattr(reading, "numbered", counted)
    with pytest.raises(DomainError):
        read_sheet(b"Name;\n" + b"Ada;\n" * 100_000)
    assert max(read) == MOST_ROWS + 2


def test_columns_are_guessed_from_their_names() -> None:
    headers = ["Client First Name", "Client Last Name", "E-mail address", "MOBILE_NUMBER", "Birthday"]
    guessed = guess_columns(ImportKind.GUESTS, headers)
    assert guessed == {"first_name": 0, "last_name": 1, "email": 2, "phone": 3}


@pytest.mark.parametrize(
    ("dates", "is_day_first"),
    [
        (["5/19/2026", "1/2/2026"], False),
        (["19/5/2026", "1/2/2026"], True),
        (["1/2/2026"], False),
        (["13/13/2026"], False),
    ],
)
def test_order_of_day_and_month_is_guessed_from_days_above_twelve(dates: list[str], is_day_first: bool) -> None:
    assert guess_day_first(dates) is is_day_first


@pytest.mark.parametrize(
    "typed",
    ["2026-05-19", "5/19/2026", "05-19-26", "May 19, 2026", "Tue, May 19th, 2026", "19 May 2026", "2026/5/19"],
)
def test_dates_are_read(typed: str) -> None:
    assert read_date(typed, day_first=False) == (date(2026, 5, 19), "")


def test_date_and_time_of_one_cell_are_read() -> None:
    on, rest = read_date("19/05/2026 2:30 PM", day_first=True)
    assert (on, read_time(rest)) == (date(2026, 5, 19), time(14, 30))
    assert read_date("2026-05-19T09:15:00", day_first=False) == (date(2026, 5, 19), "09:15:00")


@pytest.mark.parametrize("typed", ["", "tomorrow", "13/45/2026", "2026-02-30", "Foo 3, 2026", "²/3/2026"])
def test_other_dates_are_refused(typed: str) -> None:
    with pytest.raises(BadCell) as refused:
        read_date(typed, day_first=False)
    assert refused.value.reason is Reason.DATE


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("2:30 PM", time(14, 30)), ("12 am", time(0)), ("14:30:00", time(14, 30)), ("2:30\u202fp.m.", time(14, 30))],
)
def test_times_are_read(typed: str, expected: time) -> None:
    assert read_time(typed) == expected


@pytest.mark.parametrize("typed", ["", "25:00", "13 PM", "2:75", "noon", "2:30 PM – 3:30 PM"])
def test_other_times_are_refused(typed: str) -> None:
    with pytest.raises(BadCell):
        read_time(typed)


@pytest.mark.parametrize(
    ("typed", "cents"), [("110", 11000), ("$1,110.50", 111050), ("US$ 45", 4500), ("0", 0), ("Free", 0)]
)
def test_prices_are_read(typed: str, cents: int) -> None:
    assert read_price(typed) == cents


@pytest.mark.parametrize("typed", ["-5", "45,5", "about 50", "10000.01", "€50", ""])
def test_other_prices_are_refused(typed: str) -> None:
    with pytest.raises(BadCell):
        read_price(typed)


@pytest.mark.parametrize(
    ("typed", "minutes"), [("60", 60), ("75 min", 75), ("1 hr 15 min", 75), ("1:30", 90), ("60.0", 60)]
)
def test_lengths_are_read(typed: str, minutes: int) -> None:
    assert read_minutes(typed) == minutes


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["", "ada@example.com", ""], Reason.NAME),
        (["Ada", "ada@", ""], Reason.EMAIL),
        (["Ada", "", "555-01"], Reason.PHONE),
        (["A" * 121, "", ""], Reason.TOO_LONG),
    ],
)
def test_bad_value_of_a_guest_is_named(cells: list[str], reason: Reason) -> None:
    with pytest.raises(BadCell) as refused:
        read_guest(Cells(cells, {"name": 0, "email": 1, "phone": 2}))
    assert refused.value.reason is reason


def test_formula_stays_text_and_our_own_apostrophe_is_dropped() -> None:
    cells = Cells(["=HYPERLINK(1)", "'+1 503 555 0111", "'tis a note"], {"name": 0, "phone": 1, "notes": 2})
    guest = read_guest(cells)
    assert (guest.name, guest.phone, guest.notes) == ("=HYPERLINK(1)", "+1 503 555 0111", "'tis a note")
