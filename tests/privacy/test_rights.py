"""Rights: Global Privacy Control, the texts that name them, and requests by email with their deadline."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.privacy.models import PrivacyRequest
from app.privacy.retention import KEPT
from app.profiles.models import Profile
from tests.email.outbox import Outbox
from tests.factories import add, make_user
from tests.pages import read
from tests.reading import filled
from tests.support import NOW, Jobs, sign_in, utc

PAGE = "/account/privacy/"


@pytest.fixture
def robin(client: FlaskClient) -> User:
    user = make_user(name="Robin Vale", email="robin@example.com")
    sign_in(client, user)
    return user


def test_global_privacy_control_is_honored_and_stored(client: FlaskClient, robin: User) -> None:
    assert client.get(PAGE, headers={"Sec-GPC": "1"}).text.count("Your browser sends Global Privacy Control") == 1
    assert session.scalars(select(User.opted_out_at)).all() == [NOW]
    with clock.pinned(NOW + timedelta(days=1)):
        assert "Your browser asked for this on May 14, 2026." in read(client, PAGE)


def test_times_are_in_the_zone_of_the_person(client: FlaskClient, robin: User, jobs: Jobs, outbox: Outbox) -> None:
    add(Profile(user_id=robin.id, city="Honolulu, HI", zone_name="Pacific/Honolulu"))
    with clock.pinned(utc("2026-05-15 08:00")):  # already May 15 in the office, still May 14 in Honolulu
        sign_in(client, robin)
        client.get(PAGE, headers={"Sec-GPC": "1"})
        assert "Your browser asked for this on May 14, 2026." in read(client, PAGE)
        client.post(f"{PAGE}delete", data={"agree": "y"})
        assert "Your account will be deleted on May 28, 2026" in client.get("/").text
    jobs.run()
    assert "May 28, 2026, 10:00 PM HST" in outbox.mail(robin.email)["text"]


def test_both_privacy_pages_say_how_long_we_keep_what(client: FlaskClient, robin: User) -> None:
    for path in (PAGE, "/about/privacy"):
        page = read(client, path)
        assert [kept for kept in KEPT.values() if f"{kept.what} {kept.how_long}" not in page] == []


def test_requests_by_email_have_a_deadline_and_are_completed(client: FlaskClient, robin: User) -> None:
    admin = make_user(role=Role.ADMIN, name="Dana Ito", email="dana@example.com")
    sign_in(client, admin)
    proposed = filled(client.get("/admin/privacy").text, "/admin/privacy")
    assert proposed["received_on"] == ["2026-05-14"]
    nameless = client.post("/admin/privacy", data={**proposed, "kind": "deletion"})
    assert (nameless.status_code, "Enter who made the request." in nameless.text) == (422, True)
    sent = {"kind": "deletion", "received_on": "2026-03-20", "note": ""}
    for person in ("robin@example.com", "A guest without an account"):
        assert client.post("/admin/privacy", data={**sent, "person": person}).status_code == 303
    first, second = session.scalars(select(PrivacyRequest).order_by(PrivacyRequest.id)).all()
    assert (first.user_id, second.user_id, first.due_on) == (robin.id, None, date(2026, 5, 4))
    assert "Overdue" in read(client, "/admin/privacy")
    empty = client.post(f"/admin/privacy/{first.public_id}/done", data={"note": " "})
    assert (empty.status_code, "Enter what you did." in empty.text) == (422, True)
    too_long = client.post(f"/admin/privacy/{first.public_id}/done", data={"note": "Erased. " * 300})
    assert (too_long.status_code, "Shorten this to 2,000 characters." in too_long.text) == (422, True)
    client.post(f"/admin/privacy/{first.public_id}/done", data={"note": "Erased."})
    client.post(f"/admin/privacy/{first.public_id}/done", data={"note": "Erased twice."})
    session.refresh(first)
    assert (first.done_at, first.note) == (NOW, "Erased.")
    assert "Erased." in read(client, "/admin/privacy").partition("Completed")[2]
    log = read(client, "/admin/audit-log")
    assert "Request Before Nothing After Added: Deletion Due on Before Nothing After Added: May 4, 2026" in log


def test_request_from_the_future_is_refused(client: FlaskClient, robin: User) -> None:
    sign_in(client, make_user(role=Role.ADMIN, email="dana@example.com"))
    sent = {"kind": "access", "received_on": "2026-12-20", "person": "Robin"}
    assert client.post("/admin/privacy", data=sent).status_code == 422
