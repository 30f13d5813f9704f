"""The audit log page: entries, filters, and paging."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from app.accounts.enums import Role
from app.accounts.models import User
from app.admin.actions.people import suspend_person
from app.admin.actions.record import Subject, entry, record
from app.admin.entries import changes_in
from app.admin.enums import AuditAction, SubjectKind
from app.admin.queries.audit_log import PAGE
from app.core import clock
from app.core.db import session
from app.privacy.actions.erase import erase_account
from tests.factories import make_user
from tests.pages import read
from tests.support import NOW, statements


def note(
    admin: User,
    name: str,
    *,
    action: AuditAction = AuditAction.DEAL_APPROVE,
    days_ago: int = 0,
    key: str = "",
    **more: object,
) -> None:
    given = {"before": {"status": "in_review"}, "after": {"status": "approved"}, **more}
    with clock.pinned(NOW - timedelta(days=days_ago)):
        record(admin=admin, action=action, subject=Subject(SubjectKind.DEAL, None, name, key), **given)  # type: ignore[arg-type]
    session.commit()


def test_empty_audit_log_says_so(client: FlaskClient, dana: User) -> None:
    assert "The audit log is empty." in client.get("/admin/audit-log").text


def test_audit_log_entry_shows_who_did_what_when_and_why(client: FlaskClient, dana: User) -> None:
    note(dana, "<b>Quiet hours</b>", reason="“Fine” & good.")
    shown = client.get("/admin/audit-log").text
    assert "Thursday, May 14" in shown
    assert "10:00 AM" in shown
    assert "<b><bdi>Dana Ito</bdi></b>: Approved a deal," in shown
    assert "&lt;b&gt;Quiet hours&lt;/b&gt;" in shown
    assert "“Fine” &amp; good." in shown
    assert '<del><span class="visually-hidden">Removed: </span>In review</del>' in shown
    assert '<ins><span class="visually-hidden">Added: </span>Live</ins>' in shown


@pytest.mark.parametrize(
    ("kind", "before", "shown"),
    [
        (
            SubjectKind.VENUE,
            {"status": "suspended", "about": "health"},
            {"Status": "Suspended", "Reason": "Health claim"},
        ),
        (SubjectKind.VENUE, {"status": "Suspended", "about": "Photos"}, {"Status": "Suspended", "Reason": "Photos"}),
        (SubjectKind.DEAL, {"status": "approved"}, {"Status": "Live"}),
        (SubjectKind.CATEGORY, {"in_use_by": {"venues": 2}}, {"Used by": "Venues: 2"}),
        (SubjectKind.CATEGORY, {"in_use_by": "2 venues"}, {"Used by": "2 venues"}),
    ],
)
def test_codes_are_shown_as_labels_beside_the_words_of_older_entries(
    client: FlaskClient, dana: User, kind: SubjectKind, before: dict[str, object], shown: dict[str, str]
) -> None:
    about = Subject(kind, None, "Hazel Bodywork")
    made = entry(admin_id=dana.id, action=AuditAction.VENUE_SUSPEND, subject=about, before=before, after={})
    rows = changes_in(made, ZoneInfo("America/Los_Angeles"))
    assert {row.label: "".join(piece.text + piece.gap for piece in row.before) for row in rows} == shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "older newer other"),
        ("who=P-DANA-DANA", "older newer"),
        ("who=P-LEEE-LEEE", "other"),
        ("action=deal.approve", "older newer other"),
        ("about=NEW", "newer"),
        ("about=D-NEWER", "newer"),
        ("about=%25", ""),
        ("since=2026-05-10", "newer other"),
        ("until=2026-05-10", "older"),
        ("since=2026-05-14&until=2026-05-14", "newer other"),
        ("since=2026-05-15", ""),
        ("until=05/10/2026", "older"),
    ],
)
def test_audit_log_filters_narrow_the_entries(client: FlaskClient, dana: User, query: str, found: str) -> None:
    lee = make_user(role=Role.ADMIN, name="Lee Park")
    dana.public_id, lee.public_id = "P-DANA-DANA", "P-LEEE-LEEE"
    note(dana, "Deal older", days_ago=9)
    note(dana, "Deal newer", key="D-NEWER")
    note(lee, "Deal other")
    shown = client.get(f"/admin/audit-log?{query}").text
    assert {name for name in ("older", "newer", "other") if f"Deal {name}" in shown} == set(found.split())
    assert ("No entries match." in shown) is (found == "")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("since=yesterday", "Enter a date like 05/14/2026"),
        ("until=2026-02-30", "Enter a date like 05/14/2026"),
        ("since=2026-05-14&until=2026-05-01", "The last day is before the first day."),
        ("action=deal.steal", "Choose an option from the list."),
        ("who=P-0000-0000", "Choose an option from the list."),
        (f"about={'a' * 121}", "Shorten this to 120 characters."),
    ],
)
def test_invalid_audit_log_filter_is_explained_at_its_field(
    client: FlaskClient, dana: User, query: str, message: str
) -> None:
    note(dana, "Deal newer")
    answer = client.get(f"/admin/audit-log?{query}")
    assert answer.status_code == 422
    assert message in answer.text


@pytest.mark.parametrize("before", ["", "nothing", "AL-0000-0000", "a" * 300])
def test_unknown_audit_log_cursor_finds_nothing(client: FlaskClient, dana: User, before: str) -> None:
    note(dana, "Deal newer")
    shown = client.get(f"/admin/audit-log?before={before}")
    assert shown.status_code == 200
    assert ("Deal newer" in shown.text) is (before == "")


def test_audit_log_paging_shows_each_entry_once(client: FlaskClient, dana: User) -> None:
    for number in range(PAGE + 3):
        note(dana, f"Deal no. {number:03}")
    first = client.get("/admin/audit-log").text
    older = first.split('href="/admin/audit-log?before=')[1].split('"')[0]
    note(dana, "Deal meanwhile")
    second = client.get(f"/admin/audit-log?before={older}").text
    assert [number for number in range(PAGE + 3) if f"no. {number:03}" in first] == list(range(3, PAGE + 3))
    assert [number for number in range(PAGE + 3) if f"no. {number:03}" in second] == [0, 1, 2]
    assert ("Newest" in second, "Older" in second) == (True, False)


@pytest.mark.parametrize("entries", [1, 3])
def test_audit_log_takes_the_same_number_of_statements_for_one_or_many(
    client: FlaskClient, dana: User, entries: int
) -> None:
    for number in range(entries):
        note(make_user(role=Role.ADMIN), f"Deal {number}")
    with statements() as sent:
        client.get("/admin/audit-log")
    assert len(sent) == 3  # the admin, everyone in the log, the entries


def test_audit_log_shows_and_finds_people_by_their_current_name(client: FlaskClient, dana: User) -> None:
    robin = make_user(name="Robin Vale")
    suspend_person(user=robin, reason="Many no-shows by Robin.", admin=dana)
    robin.name = "Robin Marsh"
    session.commit()
    page = read(client, "/admin/audit-log?about=marsh")
    assert "Dana Ito : Suspended an account, Robin Marsh “Many no-shows by Robin.”" in page
    assert "No entries match." in read(client, "/admin/audit-log?about=vale")


def test_erased_account_leaves_no_name_and_no_reason_in_the_audit_log(client: FlaskClient, dana: User) -> None:
    robin = make_user(name="Robin Vale")
    suspend_person(user=robin, reason="Many no-shows by Robin.", admin=dana)
    erase_account(user_id=robin.id)
    session.commit()
    page = read(client, "/admin/audit-log")
    assert "Suspended an account, Deleted guest" in page
    assert "Robin" not in page
    stored = session.execute(text("SELECT row_to_json(e)::text FROM audit_entry e")).scalars()
    assert not any("Robin" in row for row in stored)
