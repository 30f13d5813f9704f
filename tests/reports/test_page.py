"""The reports page: periods, text, and downloads."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection

from app.accounts.models import User
from app.bookings.actions.earnings import record_earnings
from app.bookings.enums import BookingState
from app.catalog.models import ServiceOption
from app.core.db import session
from app.venues.enums import StaffRole
from app.venues.models import Venue
from tests import database
from tests.factories import add, make_member, make_service, make_user, make_venue
from tests.reading import words
from tests.reports.chance import Past, make_past
from tests.reports.visits import LONG_AGO, age, visit
from tests.support import NOW, sign_in, statements, utc
from tests.venue_factories import make_staff

NUMBERS = "/venue/reports/"


@pytest.fixture(scope="module")
def shared_past(one_transaction: Connection) -> Past:
    return make_past(3)


@pytest.fixture
def db(one_transaction: Connection, shared_past: Past) -> Iterator[None]:
    with database.undone(one_transaction):
        yield


@pytest.fixture
def past(client: FlaskClient, shared_past: Past) -> Past:
    enter(client, shared_past.venue)
    return shared_past


def enter(client: FlaskClient, venue: Venue) -> None:
    sign_in(client, session.get_one(User, venue.owner_id))


def read(client: FlaskClient, query: str = "") -> str:
    response = client.get(NUMBERS + query)
    assert response.status_code == 200
    return words(response.text).replace(" ,", ",")


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("", "Apr 16 – May 13, compared with the previous 28 days. Portland time."),
        ("?period=30", "Apr 16 – May 13, compared with the previous 28 days."),  # a former link
        ("?period=7", "May 7 – 13, compared with the previous 7 days."),
        ("?period=this-month", "May 1 – 14, compared with the same days of the previous month."),
        ("?period=last-month", "Apr 1 – 30, compared with the previous month."),
        ("?period=custom&first=2026-05-04&last=2026-05-04", "May 4, compared with the previous day."),
    ],
)
def test_page_names_the_period_and_the_previous_one(client: FlaskClient, past: Past, query: str, days: str) -> None:
    assert days in read(client, query)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("?period=everything", "We don’t recognize that period."),
        ("?period=custom", "Choose the first day."),
        ("?period=custom&first=2026-05-04&last=tomorrow", "Enter a date like 05/14/2026"),
        ("?period=custom&first=2026-05-04&last=2026-05-03", "This date is before the first day."),
        ("?period=custom&first=2025-01-01&last=2026-05-03", "Choose up to 366 days."),
        ("?period=custom&first=0001-01-01&last=0001-01-02", "Choose a date between 2020 and one year from today."),
        ("?period=custom&first=9999-12-30&last=9999-12-31", "Choose a date between 2020 and one year from today."),
    ],
)
def test_invalid_period_shows_its_error_beside_the_default_period(
    client: FlaskClient, past: Past, query: str, text: str
) -> None:
    response = client.get(NUMBERS + query)
    assert response.status_code == 422
    assert text in response.text
    assert "Apr 16 – May 13" in response.text, "the usual days stand beside it"
    assert client.get(f"{NUMBERS}days.csv{query}").status_code == 404


@pytest.mark.parametrize(
    ("query", "headings"),
    [
        ("&chart=fill&show=deals", ("Fill rate by day", "Deal performance")),
        ("&chart=profit&show=weather", ("Revenue by day", "By service")),
    ],
)
def test_chart_and_details_are_those_in_the_address_or_the_usual_ones(
    client: FlaskClient, past: Past, query: str, headings: tuple[str, str]
) -> None:
    shown = client.get(f"{NUMBERS}?period=7{query}").text
    assert "All bookings that weren’t canceled." in shown
    assert [heading for heading in headings if not re.search(rf"<h2[^>]*>{heading}</h2>", shown)] == []


def test_new_venue_has_no_reports_yet(client: FlaskClient) -> None:
    venue = make_venue()
    enter(client, venue)
    assert "No reports yet." in read(client)


def test_period_without_bookings_says_so(client: FlaskClient) -> None:
    venue = age(make_venue())
    june = make_member(venue)
    visit(make_service(venue, members=[june]), utc("2026-03-20 18:00"), june)
    enter(client, venue)
    assert "No bookings on these days." in read(client, "?period=7")
    assert "No bookings on these days." not in read(client, "?period=84")


def test_venue_without_a_previous_period_has_nothing_to_compare_with(client: FlaskClient) -> None:
    venue = age(make_venue(), NOW - timedelta(days=10))
    june = make_member(venue)
    visit(make_service(venue, members=[june]), NOW - timedelta(days=2), june)
    enter(client, venue)
    text = read(client)
    assert "There’s nothing to compare with yet. Your venue joined CozyWish on Mon, May 4." in text
    assert "compared with" not in read(client, "?period=7")


def test_each_table_downloads_with_the_figures_of_the_page(client: FlaskClient, past: Past) -> None:
    for name in ("summary", "days", "hours", "services", "team", "canceled", "deals"):
        response = client.get(f"{NUMBERS}{name}.csv?period=84")
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].endswith(f"{name}-2026-02-19-2026-05-13.csv")
        rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))
        assert len(rows) > 1
        assert {len(row) for row in rows} == {len(rows[0])}
    services = list(csv.reader(io.StringIO(client.get(f"{NUMBERS}services.csv?period=84").data.decode("utf-8-sig"))))
    shown = read(client, "?period=84")
    for title, bookings, *_ in services[1:]:
        assert f"{title} {bookings}" in shown


def test_title_that_is_a_formula_is_text_in_the_download(client: FlaskClient) -> None:
    venue = age(make_venue(), LONG_AGO)
    june = make_member(venue, name="=HYPERLINK(0)")
    visit(make_service(venue, members=[june], title='=cmd|"/c calc"!A1'), NOW - timedelta(days=2), june)
    enter(client, venue)
    assert b"'=HYPERLINK(0)" in client.get(f"{NUMBERS}team.csv").data
    assert b'"\'=cmd|""/c calc""!A1"' in client.get(f"{NUMBERS}services.csv").data


def test_unknown_table_is_not_found(client: FlaskClient, past: Past) -> None:
    assert client.get(f"{NUMBERS}guests.csv").status_code == 404


def test_reports_page_takes_a_fixed_number_of_statements(client: FlaskClient) -> None:
    pasts = make_past(1, bookings=6), make_past(2, bookings=60)
    counts = []
    for each in pasts:
        enter(client, each.venue)
        client.get(NUMBERS)
        with statements() as sent:
            client.get(f"{NUMBERS}?period=84")
        counts.append(len(sent))
    assert counts == [19, 19]


def test_commission_on_bookings_that_are_over_is_below_the_revenue(client: FlaskClient) -> None:
    venue = age(make_venue(), LONG_AGO)
    june = make_member(venue)
    over, ahead = (
        visit(make_service(venue, members=[june]), NOW + timedelta(days=days), june, state=state, commission_bps=800)
        for days, state in ((-2, BookingState.COMPLETED), (2, BookingState.CONFIRMED))
    )
    record_earnings([over.id, ahead.id])
    session.commit()
    enter(client, venue)
    assert "Our commission on bookings that are over: $8.80. See payouts" in read(client)
    sign_in(client, make_staff(venue, StaffRole.MANAGER).user)
    assert "Our commission" not in read(client)


def test_only_the_owner_can_see_the_reports_of_a_venue(client: FlaskClient, past: Past) -> None:
    sign_in(client, make_user())
    assert client.get(NUMBERS).status_code == 403
    enter(client, age(make_venue(name="Fernway")))
    assert "No reports yet." in read(client)


def test_emptiest_hours_link_to_a_prefilled_deal(client: FlaskClient, past: Past) -> None:
    page = client.get(NUMBERS).text
    found = re.search(r'href="(/venue/deals/new\?[^"]+)">Add deal for (\w+), ([^<]+)<', page)
    assert found is not None
    form = client.get(found[1].replace("&amp;", "&")).text
    begins, ends = found[3].split(" to ")
    assert 'name="windows-0-days" value="0" checked aria-label="' + found[2] in form
    assert [f'value="{at.replace(" ", ":00 ")}"' in form for at in (begins, ends)] == [True, True]


def test_each_length_of_a_service_has_a_row_of_its_own(client: FlaskClient) -> None:
    venue = age(make_venue(), LONG_AGO)
    june = make_member(venue)
    massage = make_service(venue, members=[june], title="Slow massage")
    visit(massage, NOW - timedelta(days=3), june)
    longer = add(ServiceOption(service_id=massage.id, duration_minutes=95, price_cents=14500))
    visit(massage, NOW - timedelta(days=2), june).option_id = longer.id
    session.commit()
    enter(client, venue)
    page = read(client)
    assert "Slow massage, 1 hr 1" in page
    assert "Slow massage, 1 hr 35 min 1" in page
