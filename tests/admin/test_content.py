"""Site content: editing, previewing and restoring pages; and the announcement above every page."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.admin.actions import content as actions
from app.admin.views.content import TITLES
from app.consents.enums import ConsentKind
from app.consents.queries import versions_of_pages
from app.content import announcement
from app.content.text import shown, words_of
from app.content.views import TITLES as SHOWN
from app.core import clock
from app.core.db import session
from tests.admin.test_categories import seen_on
from tests.pages import read
from tests.support import NOW, statements

HELP, ABOUT = "/admin/content/help", "/about/help"


def write(client: FlaskClient, body: str, **more: str) -> tuple[int, str]:
    answer = client.post(HELP, data={"body": body, "seen": seen_on(client, HELP), **more})
    return answer.status_code, answer.text


def announce(client: FlaskClient, **values: str) -> tuple[int, str]:
    path = "/admin/announcement"
    answer = client.post(path, data={"text": "Closed on Monday.", "seen": seen_on(client, path), **values})
    return answer.status_code, answer.text


def test_admin_and_public_pages_have_the_same_titles() -> None:
    assert {slug: str(title) for slug, title in SHOWN.items()} == TITLES


@pytest.mark.parametrize("slug", TITLES)
def test_editing_a_page_starts_from_the_text_shipped_with_the_site(client: FlaskClient, dana: User, slug: str) -> None:
    page = client.get(f"/admin/content/{slug}").text
    body = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "## " in body
    assert "&lt;" not in body
    assert "Original text" in read(client, "/admin/content")


def test_saved_page_is_shown_and_empty_text_restores_the_original(client: FlaskClient, dana: User) -> None:
    body = "# Your times\n\nThey are **yours**, see [rules](/about/cancellation).\n\n- one\n- <b>two</b>"
    assert write(client, body)[0] == 303
    page = client.get(ABOUT).text
    for phrase in ("<h1>Help</h1>", "<h2>Your times</h2>", "<strong>yours</strong>", "&lt;b&gt;two&lt;/b&gt;"):
        assert phrase in page
    assert '<a href="/about/cancellation">rules</a>' in page
    assert write(client, "")[0] == 303
    assert "Are the times in my cart reserved?" in client.get(ABOUT).text


def test_preview_saves_nothing_and_keeps_the_input(client: FlaskClient, dana: User) -> None:
    status, page = write(client, "## Soon", do="preview")
    assert status == 200
    assert "<h2>Soon</h2>" in page
    assert ">\n## Soon</textarea>" in page.replace("\r\n", "\n")
    assert "Soon" not in client.get(ABOUT).text


def test_earlier_version_of_a_page_is_restored(client: FlaskClient, dana: User) -> None:
    write(client, "First.")
    write(client, "Second.")
    page = client.get(HELP).text
    entry = page.partition(f"{HELP}/restore/")[2].partition('"')[0]
    assert client.post(f"{HELP}/restore/{entry}").status_code == 303
    assert "First." in read(client, ABOUT)
    assert client.post(f"/admin/content/terms/restore/{entry}").status_code == 404


def test_long_text_and_conflicting_edit_are_rejected(client: FlaskClient, dana: User) -> None:
    assert "Shorten this to 40,000 characters." in write(client, "x" * 40_001)[1]
    before = seen_on(client, HELP)
    write(client, "First.")
    answer = client.post(HELP, data={"body": "Second.", "seen": before})
    assert (answer.status_code, "<q>First.</q>" in answer.text) == (422, True)


@pytest.mark.parametrize(
    "typed",
    [
        "[x](javascript:alert(1))",
        "[x](//evil.example)",
        "<script>alert(1)</script>",
        "[x](/\\evil.example)",
        "![x](https://evil.example/x.png)",
    ],
)
def test_typed_text_never_becomes_code(typed: str) -> None:
    html = str(shown(typed))
    assert "<script" not in html
    assert not re.search(r'href="(?!/%5C|https://)', html)
    assert "<img" not in html


def test_a_table_becomes_a_list_without_the_headings_of_its_columns() -> None:
    head = "<thead><tr><th>You cancel</th><th>Your refund</th></tr></thead>"
    rows = "<tbody><tr><th>Monday</th><td>$120.00</td></tr><tr><th>Tuesday</th><td>None</td></tr></tbody>"
    text = words_of(f"<p>An example.</p><table>{head}{rows}</table><p>The end.</p>")
    assert text == "An example.\n\n- Monday: $120.00\n- Tuesday: None\n\nThe end."


def test_announcement_is_shown_above_every_page(client: FlaskClient, dana: User) -> None:
    assert announce(client, text="Closed on <b>Monday</b>.", link="/about/help", is_on="y")[0] == 303
    for path in ("/", "/about/terms", "/login", "/admin/", "/nowhere"):
        page = client.get(path, follow_redirects=True).text
        assert "Closed on &lt;b&gt;Monday&lt;/b&gt;." in page, path
        assert '<a href="/about/help">Read more</a>' in page, path
    assert announce(client, text="Closed.", is_on="")[0] == 303
    assert "Closed." not in client.get("/about/terms").text


def test_content_list_shows_an_announcement_saved_by_another_process(client: FlaskClient, dana: User) -> None:
    assert announcement.shown_announcement() is None  # cached for this minute
    actions.announce(text="Closed.", link="", is_on=True, begins_at=None, ends_at=None, admin=dana)
    session.commit()
    assert 'aria-label="Announcement"' not in client.get("/about/terms").text
    assert 'aria-label="Announcement"' in client.get("/admin/content").text


def test_announcement_is_shown_between_its_start_and_end(client: FlaskClient, dana: User) -> None:
    announce(client, is_on="y", begins="2026-05-14T10:30", ends="2026-05-14T11:00")  # in the office's time zone
    shown_at = []
    for minutes in (0, 29, 30, 59, 60):
        with clock.pinned(NOW + timedelta(minutes=minutes)):
            shown_at.append("Closed on Monday." in client.get("/about/terms").text)
    assert shown_at == [False, False, True, True, False]


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"text": ""}, "Enter the announcement."),
        ({"text": "x" * 201}, "Shorten this to 200 characters."),
        ({"link": "http://evil.example"}, "Link to a CozyWish page"),
        ({"link": "javascript:alert(1)"}, "Link to a CozyWish page"),
        ({"begins": "tomorrow"}, "Choose a date and a time."),
        ({"begins": "2026-05-14T12:00", "ends": "2026-05-14T11:00"}, "Choose an end time after the start time."),
    ],
)
def test_invalid_announcement_is_rejected_at_its_field(
    client: FlaskClient, dana: User, values: dict[str, str], answer: str
) -> None:
    status, page = announce(client, is_on="y", **values)
    assert (status, answer in page) == (422, True)


def test_announcement_adds_no_statement_to_pages(client: FlaskClient, dana: User) -> None:
    announcement.shown_announcement()
    with statements() as sent:
        client.get("/about/terms")
        client.get("/login")
    assert not [statement for statement in sent if "announcement" in statement]


def test_admin_asks_everyone_to_agree_to_a_changed_page(client: FlaskClient, dana: User) -> None:
    path, asks = "/admin/content/terms", "Ask everyone to agree to the new text"
    assert asks in read(client, path)
    assert asks not in read(client, HELP)
    for more in ({}, {"ask_again": "y"}):
        answer = client.post(path, data={"body": "## New terms", "seen": seen_on(client, path), **more})
        assert answer.status_code == 303
    assert versions_of_pages()[ConsentKind.TERMS] == 2
    assert "People asked to agree" in read(client, "/admin/audit-log")
