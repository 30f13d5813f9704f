"""Imports of guests: new ones, duplicates, mistakes, undo."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.guests.models import Guest
from app.imports.enums import ImportState, Outcome, Reason, Undone
from tests.factories import add, make_order, make_user
from tests.imports.setting import GUESTS, Setting, make_setting, outcomes, rows, shown, the_import
from tests.support import Jobs

FILE = f"{GUESTS}Ada,Quist,ada@example.com,(503) 555-0111,Firm\nRobin,Vale,,503 555 0112,\n"


@pytest.fixture
def setting(client: FlaskClient, jobs: Jobs) -> Setting:
    return make_setting(client, jobs)


def guests() -> list[tuple[str, str, str, str]]:
    session.expire_all()
    found = session.scalars(select(Guest).order_by(Guest.id))
    return [(guest.name, guest.email, guest.phone, guest.notes) for guest in found]


def test_preview_changes_nothing_and_the_import_adds_guests(setting: Setting) -> None:
    preview = setting.check("guests", FILE)
    assert guests() == []
    assert "If you import now: 2 new." in setting.client.get(preview).text
    setting.run(preview)
    ada = "Ada Quist", "ada@example.com", "(503) 555-0111", "Firm"
    assert guests() == [ada, ("Robin Vale", "", "503 555 0112", "")]
    assert "Imported: 2 new." in setting.client.get(preview).text


@pytest.mark.parametrize(
    ("duplicates", "outcome", "expected"),
    [
        ("ours", Outcome.MERGED, ("A. Quist", "ADA@example.com", "(503) 555-0111", "Tea")),
        ("file", Outcome.MERGED, ("Ada Quist", "ada@example.com", "(503) 555-0111", "Firm")),
        ("skip", Outcome.SKIPPED, ("A. Quist", "ADA@example.com", "", "Tea")),
    ],
)
def test_known_guest_is_merged_as_the_owner_chose(
    setting: Setting, duplicates: str, outcome: Outcome, expected: tuple[str, str, str, str]
) -> None:
    add(Guest(venue_id=setting.venue.id, name="A. Quist", email="ADA@example.com", notes="Tea"))
    setting.load("guests", FILE, duplicates=duplicates)
    assert outcomes() == [outcome, Outcome.NEW]
    assert guests()[0] == expected
    assert len(guests()) == 2


def test_guest_who_is_in_the_file_twice_is_added_once(setting: Setting) -> None:
    setting.load("guests", f"{FILE}Ada,Q.,ada@example.com,,\nRob,Vale,rob@example.com,+1 (503) 555-0112,\n")
    assert outcomes() == [Outcome.NEW, Outcome.NEW, Outcome.MERGED, Outcome.MERGED]
    assert [(row.reason, row.detail["row"]) for row in rows()[2:]] == [(Reason.REPEATED, 2), (Reason.REPEATED, 3)]
    assert guests()[1] == ("Robin Vale", "rob@example.com", "503 555 0112", "")


def test_shared_phone_with_another_email_is_another_guest(setting: Setting) -> None:
    setting.load("guests", f"{FILE}Bo,Quist,bo@example.com,503-555-0111,\n")
    assert (outcomes()[2], rows()[2].reason, len(guests())) == (Outcome.NEW, Reason.OTHER_VALUES, 3)


def test_record_of_an_account_is_never_merged_with(setting: Setting) -> None:
    user = make_user()
    add(Guest(venue_id=setting.venue.id, user_id=user.id, name="Someone", email="ada@example.com"))
    setting.load("guests", FILE)
    assert [(row.outcome, row.reason) for row in rows()] == [(Outcome.NEW, Reason.ONLINE_GUEST), (Outcome.NEW, None)]
    assert guests()[0] == ("Someone", "ada@example.com", "", "")


def test_guests_of_other_venues_are_not_found(setting: Setting) -> None:
    other = make_setting(setting.client.application.test_client(), setting.jobs)
    add(Guest(venue_id=other.venue.id, name="Ada", email="ada@example.com"))
    setting.load("guests", FILE)
    assert outcomes() == [Outcome.NEW, Outcome.NEW]


def test_unreadable_row_says_what_to_change_and_others_are_imported(setting: Setting) -> None:
    preview = setting.load("guests", f"{FILE}Kim,Lee,kim@,,\n")
    page = setting.client.get(f"{preview}?rows=invalid").text
    assert "“kim@” isn’t an email address. Correct it, or leave it blank." in page
    assert "Robin" not in page
    assert len(guests()) == 2


def test_rows_are_shown_in_pages(setting: Setting) -> None:
    preview = setting.check("guests", GUESTS + "".join(f"Guest,{n},g{n}@example.com,,\n" for n in range(60)))
    first, second = (setting.client.get(f"{preview}?page={page}").text for page in (1, 2))
    assert first.count("data-list-row") == 50
    assert second.count("data-list-row") == 10


def test_formula_is_stored_as_text_and_harmless_in_our_own_download(setting: Setting) -> None:
    setting.load("guests", f'{GUESTS}"=HYPERLINK(""http://x"")",,ada@example.com,,\n')
    assert guests()[0][0] == '=HYPERLINK("http://x")'
    assert "'=HYPERLINK" in setting.client.get("/venue/guests/guests.csv").text


def test_our_own_download_can_be_imported_again(setting: Setting) -> None:
    setting.load("guests", f"{GUESTS}Ada,Quist,ada@example.com,+1 503 555 0111,-\n")
    before = guests()
    setting.load("guests", setting.client.get("/venue/guests/guests.csv").data)
    assert (guests(), the_import().columns["phone"]) == (before, 1)


def test_undo_removes_only_what_nobody_changed_or_used(setting: Setting) -> None:
    where = setting.load("guests", f"{FILE}Kim,Lee,kim@example.com,,\n")
    robin, kim = session.scalars(select(Guest).where(Guest.name.in_(["Robin Vale", "Kim Lee"])).order_by(Guest.id))
    robin.notes = "Allergic to lavender"
    order = make_order(user=make_user(), total_cents=0)
    add(VenueOrder(order_id=order.id, venue_id=setting.venue.id, guest_id=kim.id))
    session.commit()
    setting.client.post(f"{where}/undo")
    setting.jobs.run()
    assert [name for name, *_ in guests()] == ["Robin Vale", "Kim Lee"]
    assert [row.guest_undone for row in rows()] == [Undone.REMOVED, Undone.CHANGED, Undone.IN_USE]
    page = setting.client.get(where).text
    assert "1 imported item is removed. 1 stays, because it changed since the import." in page


def test_undo_is_over_after_a_week(setting: Setting) -> None:
    where = setting.load("guests", FILE)
    found = the_import()
    assert found.finished_at is not None
    found.finished_at -= timedelta(days=7, seconds=1)
    session.commit()
    assert "Undo import" not in setting.client.get(where).text
    assert setting.client.post(f"{where}/undo").status_code == 409
    assert the_import().state is ImportState.DONE


def test_file_can_be_deleted_before_the_import(setting: Setting) -> None:
    preview = setting.check("guests", FILE)
    assert setting.client.post(f"{preview}/discard").status_code == 303
    assert rows() == []
    assert setting.client.get(preview).status_code == 404


def test_column_of_two_fields_and_missing_columns_are_refused(setting: Setting) -> None:
    where = setting.upload("guests", "A,B\nx,y\n")
    assert "Choose the column that has it." in setting.client.post(where, data={"duplicates": "ours"}).text
    twice = {"of-name": "0", "of-email": "0", "duplicates": "ours", "dates": "month"}
    assert "This column is chosen above." in setting.client.post(where, data=twice).text


def test_owner_without_a_file_reads_what_to_do(setting: Setting) -> None:
    response = setting.client.post("/venue/imports/guests", data={}, content_type="multipart/form-data")
    assert (response.status_code, "Choose a file first." in response.text) == (422, True)
    assert "This file is empty." in setting.upload("guests", "", status=422)


def test_progress_is_shown_until_the_rows_are_checked(setting: Setting) -> None:
    where = setting.upload("guests", FILE)
    preview = setting.client.post(where, data=shown(setting.client.get(where).text)).location
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert "Checking 2 rows…" in setting.client.get(f"{preview}/progress", headers=partial).text
    setting.jobs.run()
    assert setting.client.get(f"{preview}/progress", headers=partial).headers["HX-Redirect"] == preview
