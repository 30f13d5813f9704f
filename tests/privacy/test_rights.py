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
from tests.factories import make_user
from tests.pages import read
from tests.support import NOW, sign_in

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


def test_both_privacy_pages_say_how_long_we_keep_what(client: FlaskClient, robin: User) -> None:
    for path in (PAGE, "/about/privacy"):
        page = read(client, path)
        assert [kept for kept in KEPT.values() if f"{kept.what} {kept.how_long}" not in page] == []


def test_requests_by_email_have_a_deadline_and_are_completed(client: FlaskClient, robin: User) -> None:
    admin = make_user(role=Role.ADMIN, name="Dana Ito", email="dana@example.com")
    sign_in(client, admin)
    sent = {"kind": "deletion", "received_on": "2026-03-20", "note": ""}
    for person in ("robin@example.com", "A guest without an account"):
        assert client.post("/admin/privacy", data={**sent, "person": person}).status_code == 303
    first, second = session.scalars(select(PrivacyRequest).order_by(PrivacyRequest.id)).all()
    assert (first.user_id, second.user_id, first.due_on) == (robin.id, None, date(2026, 5, 4))
    assert "Overdue" in read(client, "/admin/privacy")
    too_long = client.post(f"/admin/privacy/{first.public_id}/done", data={"note": "Erased. " * 300})
    assert (too_long.status_code, "Shorten this to 2,000 characters." in too_long.text) == (422, True)
    client.post(f"/admin/privacy/{first.public_id}/done", data={"note": "Erased."})
    client.post(f"/admin/privacy/{first.public_id}/done", data={"note": "Erased twice."})
    session.refresh(first)
    assert (first.done_at, first.note) == (NOW, "Erased.")


def test_request_from_the_future_is_refused(client: FlaskClient, robin: User) -> None:
    sign_in(client, make_user(role=Role.ADMIN, email="dana@example.com"))
    sent = {"kind": "access", "received_on": "2026-12-20", "person": "Robin"}
    assert client.post("/admin/privacy", data=sent).status_code == 422
