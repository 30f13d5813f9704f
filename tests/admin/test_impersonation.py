"""An admin views the whole site as another user and cannot change anything."""

from datetime import timedelta

import pytest
from flask import Flask, g
from flask import session as own_cookie
from flask.testing import FlaskClient
from flask_login import current_user
from sqlalchemy import func, select, text

from app.accounts.enums import Role
from app.accounts.models import Impersonation, User
from app.admin.models import AuditEntry
from app.calendar_sync.actions import create_feed_url
from app.cart.models import Cart
from app.core import clock
from app.core.db import session
from tests.factories import make_user, make_venue
from tests.pages import flashed, read
from tests.paid_day import MASSAGE, ORDER, make_day
from tests.support import NOW, Jobs, sign_in, statements

BAR = 'class="seeing"'


@pytest.fixture
def wren(dana: User) -> User:
    return session.get_one(User, make_day().user_id)


def see(client: FlaskClient, user: User) -> str:
    response = client.post(f"/admin/people/{user.public_id}/view-as")
    assert response.status_code == 303
    return response.headers["Location"]


def actions() -> list[str]:
    session.rollback()
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_admin_sees_the_users_pages_with_a_bar_on_each(client: FlaskClient, wren: User) -> None:
    assert see(client, wren) == "/bookings/"
    for path in ("/bookings/", f"/bookings/{MASSAGE}", "/cart/", "/", "/about/help", "/nothing-here", "/admin/"):
        assert "Viewing as <b>Wren Abernathy</b>" in client.get(path).text, path
    assert "Unwinding massage" in read(client, "/bookings/")


def test_viewing_as_an_owner_starts_at_their_calendar(client: FlaskClient, dana: User) -> None:
    owner = session.get_one(User, make_venue(name="Hazel Bodywork").owner_id)
    session.commit()
    page = client.get(see(client, owner)).text
    assert "Hazel Bodywork" in page
    assert BAR in page


def test_viewing_admin_has_no_admin_access(client: FlaskClient, wren: User) -> None:
    see(client, wren)
    assert client.get("/admin/people").status_code == 403


def test_every_form_of_the_site_is_rejected_in_read_only_view(app: Flask, client: FlaskClient, wren: User) -> None:
    see(client, wren)
    before = text("SELECT (SELECT count(*) FROM cart), (SELECT count(*) FROM procrastinate_jobs)")
    stood = session.execute(before).one()
    with app.test_request_context():
        paths = [
            app.url_for(rule.endpoint, **dict.fromkeys(rule.arguments, "x"))
            for rule in app.url_map.iter_rules()
            if rule.methods
            and "POST" in rule.methods
            and rule.endpoint not in {"admin.stop_viewing_as"}
            and not rule.endpoint.startswith("components.")
        ]
    assert len(paths) > 15
    for path in paths:
        answer = client.post(path)
        assert answer.status_code == 403, path
        assert "so you can’t change anything." in answer.text, path
    for method in ("PUT", "PATCH", "DELETE"):
        assert client.open("/cart/", method=method).status_code in {403, 405}
    session.rollback()
    assert session.execute(before).one() == stood


def test_read_only_view_shows_htmx_requests_a_notice(client: FlaskClient, wren: User) -> None:
    see(client, wren)
    answer = client.post("/cart/lines", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (403, "#flash")


@pytest.mark.parametrize("path", [f"/checkout/{ORDER}", f"/orders/{ORDER}"])
def test_payment_pages_are_hidden_in_read_only_view(client: FlaskClient, wren: User, path: str) -> None:
    see(client, wren)
    answer = client.get(path)
    assert answer.status_code == 403
    assert "Only Wren Abernathy can see payment pages." in answer.text


def test_database_is_read_only_while_viewing_as_a_user(app: Flask, client: FlaskClient, wren: User) -> None:
    see(client, wren)
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    with app.test_request_context():
        vars(g).clear()
        own_cookie.update(kept)
        assert current_user.name == "Wren Abernathy"
        for _ in range(2):  # including a second transaction of the request
            assert session.scalar(text("SHOW transaction_read_only")) == "on"
            session.commit()
    assert session.scalar(text("SHOW transaction_read_only")) == "off"


def test_admin_can_stop_viewing_as_a_user(client: FlaskClient, wren: User) -> None:
    see(client, wren)
    answer = client.post("/admin/view-as/stop")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/admin/people/{wren.public_id}")
    assert flashed(client, f"/admin/people/{wren.public_id}") == "You’re viewing CozyWish as yourself again."
    assert BAR not in client.get("/").text
    assert actions() == ["user.see", "user.seen"]


def test_viewing_ends_after_half_an_hour_and_is_recorded(client: FlaskClient, wren: User, jobs: Jobs) -> None:
    see(client, wren)
    with clock.pinned(NOW + timedelta(minutes=29)):
        assert "Ends in 1 minute." in client.get("/").text
        session.execute(
            text("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'admin.end_impersonation'")
        )
    with clock.pinned(NOW + timedelta(minutes=30)):
        page = client.get("/admin/people")
        assert (page.status_code, BAR in page.text) == (200, False)
        assert "You’re viewing CozyWish as yourself again." in page.text
        session.execute(text("DELETE FROM procrastinate_jobs WHERE task_name <> 'admin.end_impersonation'"))
        jobs.run()
        jobs.run()
        assert client.post("/admin/view-as/stop").status_code == 303
    assert actions() == ["user.see", "user.seen"]
    assert session.scalars(select(Impersonation.ended_at)).one() == NOW + timedelta(minutes=30)


def test_admin_can_view_as_a_user_again_after_stopping(client: FlaskClient, wren: User) -> None:
    see(client, wren)
    client.post("/admin/view-as/stop")
    see(client, wren)
    client.post("/admin/view-as/stop")
    assert actions() == ["user.see", "user.seen"] * 2


def test_downloads_are_in_the_audit_log_and_private_links_are_hidden(client: FlaskClient, dana: User) -> None:
    venue = make_venue(name="Hazel Bodywork")
    owner = session.get_one(User, venue.owner_id)
    create_feed_url(venue=venue, member=None)
    session.commit()
    see(client, owner)
    assert client.get("/venue/guests/guests.csv?q=wren").status_code == 200
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.admin_id, entry.subject_key) == ("user.download", dana.id, owner.public_id)
    assert entry.after == {"file": "/venue/guests/guests.csv"}
    page = client.get("/venue/calendar-sync").text
    assert "The private link is hidden" in page
    assert "/feeds/" not in page.replace("/venue/calendar-sync/", "")
    client.post("/admin/view-as/stop")
    sign_in(client, owner)
    assert client.get("/venue/guests/guests.csv").status_code == 200
    assert actions() == ["user.see", "user.download", "user.seen"], "the owner's own downloads are not recorded"


def test_admins_cannot_be_viewed_as(client: FlaskClient, dana: User) -> None:
    other = make_user(role=Role.ADMIN, name="Ira Sol")
    session.commit()
    for user in (other, dana):
        answer = client.post(f"/admin/people/{user.public_id}/view-as")
        assert (answer.status_code, "You can’t view the site as another admin." in answer.text) == (409, True)
    assert actions() == []


def test_impersonation_key_is_useless_to_anyone_but_its_admin(
    app: Flask, client: FlaskClient, wren: User, dana: User
) -> None:
    see(client, wren)
    with client.session_transaction() as cookie:
        key = cookie["impersonation"]
    for user in (make_user(role=Role.ADMIN), make_user()):
        other = app.test_client()
        sign_in(other, user)
        with other.session_transaction() as cookie:
            cookie["impersonation"] = key
        assert "Unwinding massage" not in other.get("/bookings/").text
    make_user(role=Role.ADMIN)
    dana.role, dana.admin_role = Role.GUEST, None
    session.commit()
    assert "Unwinding massage" not in client.get("/bookings/").text


def test_pages_run_no_impersonation_statements_unless_viewing(client: FlaskClient, dana: User) -> None:
    with statements() as sent:
        client.get("/about/help")
    assert not [statement for statement in sent if "impersonation" in statement or "READ ONLY" in statement]


def test_viewing_as_a_user_creates_no_cart(client: FlaskClient, dana: User) -> None:
    wren = make_user()
    session.commit()
    see(client, wren)
    client.get("/cart/")
    session.rollback()
    assert session.scalar(select(func.count(Cart.id))) == 0
