"""Tests that CSV exports preserve what was typed and never contain a formula."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.web.csv_export import CHUNK, Cell, dollars, encoded, sheet, written

# Without NUL and surrogates, which PostgreSQL cannot store.
LETTERS = st.characters(exclude_characters="\x00", exclude_categories=("Cs",))
ODD = st.text(st.one_of(st.sampled_from("=+-@＝\t\r\n '\"，,;\ufeff\u00a0\u200b"), LETTERS), max_size=12)
CELLS = st.one_of(
    ODD,
    st.integers(-(10**12), 10**12),
    st.integers(-(10**9), 10**9).map(dollars),
    st.dates(),
    st.none(),
)


def read(rows: list[list[Cell]]) -> list[list[str]]:
    """Encode rows and read them with a standard CSV reader."""
    text = b"".join(encoded(rows)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5))
def test_every_cell_is_preserved_and_none_is_a_formula(rows: list[list[Cell]]) -> None:
    found = read(rows)
    assert [len(row) for row in found] == [len(row) for row in rows]
    for row, cells in zip(found, rows, strict=True):
        for text, cell in zip(row, cells, strict=True):
            if isinstance(cell, str):
                assert text in {cell, f"'{cell}"}
                assert text.lstrip().lstrip("\ufeff\u200b").lstrip()[:1] not in set("=+-@＝")
                assert text[:1] not in {"\t", "\r"}
            elif isinstance(cell, int | Decimal):
                assert Decimal(text) == cell
            else:
                assert text == ("" if cell is None else cell.isoformat())


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+1 503 555 0187", "-2+3", "@SUM(A1)", "\t=1", "\rx", "  =1", "\n=1", "\u00a0@x", "\u200b=1", "＝1"],
)
def test_text_that_looks_like_a_formula_is_quoted(typed: str) -> None:
    assert written(typed) == f"'{typed}"


@pytest.mark.parametrize("typed", ["", "June", "a=b", "Vale, Robin", "'=1", "5 - 3", "(503) 555-0187"])
def test_other_text_is_unchanged(typed: str) -> None:
    assert written(typed) == typed


def test_numbers_and_dates_are_written_plainly() -> None:
    assert [written(dollars(cents)) for cents in (7750, 5, -350, 0)] == ["77.50", "0.05", "-3.50", "0.00"]
    assert written(-3) == "-3"
    assert written(date(2026, 5, 19)) == "2026-05-19"
    assert written(datetime(2026, 5, 19, 13, 0, tzinfo=ZoneInfo("America/Los_Angeles"))) == "2026-05-19 13:00"


def test_the_file_has_the_encoding_and_line_ends_that_excel_expects() -> None:
    assert b"".join(encoded([["Guest", "Note"], ["Zoë", 'says "hi",\r\ntwice']])) == (
        b'\xef\xbb\xbfGuest,Note\r\nZo\xc3\xab,"says ""hi"",\r\ntwice"\r\n'
    )


def test_the_file_is_streamed_while_rows_are_read(app: Flask) -> None:
    row = ["x" * 1000]
    read_so_far = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal read_so_far
        for _ in range(100):
            read_so_far += 1
            yield row

    with app.test_request_context():
        response = sheet("bookings-2026-05", rows())
        first = next(response.iter_encoded())
    assert CHUNK < len(first) < 2 * CHUNK
    assert read_so_far < 100
    assert response.headers["Content-Disposition"] == "attachment; filename=bookings-2026-05.csv"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response.headers["Cache-Control"]
