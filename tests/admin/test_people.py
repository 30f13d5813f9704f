"""Searching accounts, and actions on them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.accounts.actions.accounts import register
from app.accounts.actions.roles import suspend
from app.accounts.enums import Role
from app.accounts.models import User
from app.admin.forms.people import RoleForm
from app.admin.queries.people import find_accounts
from app.bookings.enums import BookingState, OrderState
from app.core.db import session
from app.venues.enums import StaffRole, VenueStatus
from tests import database
from tests.admin.forms.sent import seen
from tests.email.outbox import Outbox
from tests.factories import make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.pages import flashed, read
from tests.paid_day import make_day
from tests.reading import filled
from tests.support import NOW, Jobs, statements, utc
from tests.venue_factories import make_staff


def found(client: FlaskClient, text: str) -> list[str]:
    return [name for name in NAMES if name in client.get("/admin/people", query_string={"q": text}).text]


PASSWORD = "several quiet words"
NAMES = ("Zoë Marchetti", "Per Cent%", "Under_Score")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("march", ["Zoë Marchetti"]),
        ("  Zoë   Marchetti ", ["Zoë Marchetti"]),
        ("ZOE@EXAMPLE", ["Zoë Marchetti"]),
        ("zo", ["Zoë Marchetti"]),
        ("%", []),
        ("nt%", ["Per Cent%"]),
        ("r_s", ["Under_Score"]),
        ("\\", []),
        ("nobody at all", []),
        ("CW-2222-2222", []),
        ("", [*NAMES]),
        ("a" * 500, []),
    ],
)
def test_people_are_found_by_part_of_their_name_or_email(
    client: FlaskClient, dana: User, typed: str, names: list[str]
) -> None:
    for name, email in zip(NAMES, ("zoe@example.com", "per@example.com", "under@example.com"), strict=True):
        make_user(name=name, email=email)
    session.commit()
    assert found(client, typed) == names


@pytest.mark.parametrize("code", ["CW-7Q4M-2ZXD", "cw7q4m2zxd", " cw-3h8k-mass "])
def test_people_are_found_by_order_and_booking_number(client: FlaskClient, dana: User, code: str) -> None:
    make_day()
    page = read(client, f"/admin/people?q={code}")
    assert "wren@example.com" in page
    assert "dana@example.com" not in page


def test_people_list_takes_a_fixed_number_of_statements(client: FlaskClient, dana: User) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            make_venue()
            make_order(state=OrderState.CONFIRMED)
        session.commit()
        with statements() as sent:
            client.get("/admin/people")
        counts.append(len(sent))
    assert counts[0] == counts[1] == 4


def test_people_list_pages_are_complete_and_ignore_invalid_numbers(client: FlaskClient, dana: User) -> None:
    for number in range(60):
        make_user(name=f"Visitor {number:02}")
    session.commit()
    pages = [read(client, f"/admin/people?page={page}") for page in (1, 2, 3)]
    assert ["Older" in page for page in pages] == [True, True, False]
    assert ["Newer" in page for page in pages] == [False, True, True]
    assert sum(page.count("Visitor ") for page in pages) == 60
    for nonsense in ("0", "-1", "x", "9" * 40, "١", ""):
        assert read(client, f"/admin/people?page={nonsense}") == pages[0]


@pytest.mark.parametrize(
    ("typed", "index"), [("rsula b", "ix_user_account_name"), ("CW-7Q4M-2ZXD", "uq_customer_order_public_id")]
)
def test_searching_many_people_uses_an_index(
    client: FlaskClient, dana: User, database_url: str, typed: str, index: str
) -> None:
    session.execute(
        text(
            "INSERT INTO user_account (email, password_hash, name, phone, role, session_key)"
            " SELECT 'guest' || n || '@example.com', 'x', md5(n::text), '', 'guest', left(md5(n::text), 22)"
            " FROM generate_series(1, 20000) AS n"
        )
    )
    session.commit()
    # As in a new database: statistics from earlier tests may say that there are no orders.
    database.execute(database_url, "SET session_replication_role = replica; TRUNCATE customer_order CASCADE")
    database.execute(database_url, "ANALYZE user_account")
    with statements() as sent:
        find_accounts(typed)
    sql = next(statement for statement in sent if "user_account" in statement)
    plan = "\n".join(explained(sql, typed))
    assert index in plan
    assert "Seq Scan on user_account" not in plan


def explained(statement: str, typed: str) -> list[str]:
    """Return the plan of a recorded statement for this search text."""
    values = dict.fromkeys(("name_1", "email_1"), f"%{typed}%")
    values |= dict.fromkeys(("public_id_1", "public_id_2", "public_id_3"), typed)
    sql = statement.replace("%%", "%")
    numbers = {"param_1": 26, "param_2": 0}
    driver = session.connection().connection.cursor()
    driver.execute(f"EXPLAIN {sql}", {**values, **numbers})
    return [row[0] for row in driver.fetchall()]


def test_person_page_shows_account_venue_and_orders(client: FlaskClient, dana: User) -> None:
    venue = make_venue(name="Hazel Bodywork")
    owner = session.get_one(User, venue.owner_id)
    order = make_order(user=owner, total_cents=4200, state=OrderState.CONFIRMED)
    session.commit()
    page = read(client, f"/admin/people/{owner.public_id}")
    for phrase in (owner.email, "Role Owner", "Hazel Bodywork", "$42.00", "Paid", "Suspend", "read-only"):
        assert phrase in page
    assert f'href="/admin/orders/{order.public_id}"' in client.get(f"/admin/people/{owner.public_id}").text


def test_staff_are_listed_with_their_role_and_venue(client: FlaskClient, dana: User) -> None:
    idris = make_staff(make_venue(name="Hazel Bodywork"), StaffRole.FRONT_DESK).user
    session.commit()
    assert "Front desk, Hazel Bodywork" in read(client, "/admin/people?q=Idris")
    page = read(client, f"/admin/people/{idris.public_id}")
    assert ("Role Front desk" in page, "Venue Hazel Bodywork" in page) == (True, True)


def test_suspend_page_says_what_happens_to_bookings_and_venue(client: FlaskClient, dana: User) -> None:
    venue = make_venue(name="Hazel Bodywork")
    massage = make_service(venue, members=[make_member(venue)])
    owner = session.get_one(User, venue.owner_id)
    for day in (20, 21):
        make_booking(massage, utc(f"2026-05-{day} 19:00"), state=BookingState.CONFIRMED)
    make_booking(massage, utc("2026-05-01 19:00"), state=BookingState.CONFIRMED)  # already past
    make_booking(massage, utc("2026-05-22 19:00"), order=make_order(user=owner), state=BookingState.CONFIRMED)
    session.commit()
    page = read(client, f"/admin/people/{owner.public_id}/suspend")
    assert "Their 1 upcoming booking will stay booked and paid." in page
    assert "Hazel Bodywork will stay live." in page
    assert "Guests can keep booking unless you suspend the venue too." in page
    assert "The venue has 3 upcoming bookings" in page


def test_suspension_requires_a_reason_and_keeps_the_input(client: FlaskClient, dana: User) -> None:
    wren = make_user()
    session.commit()
    path = f"/admin/people/{wren.public_id}/suspend"
    assert "Enter a reason." in client.post(path, data={"reason": "  "}).text
    long = "<b>é" * 80
    answer = client.post(path, data={"reason": long})
    assert (answer.status_code, "Shorten this to 300 characters." in answer.text) == (422, True)
    assert "&lt;b&gt;é" in answer.text
    assert client.post(path, data={"reason": "Resold times."}).status_code == 303
    assert "is suspended and logged out everywhere" in flashed(client, "/admin/people")
    again = client.post(path, data={"reason": "Resold times."})
    assert (again.status_code, "is already suspended" in again.text) == (422, True)


def test_suspended_person_reads_the_reason_until_reinstated(app: Flask, client: FlaskClient, dana: User) -> None:
    wren = register(email="wren@example.com", password=PASSWORD, name="Wren Abernathy")
    session.commit()
    guest, path = app.test_client(), f"/admin/people/{wren.public_id}"
    form = {"email": "wren@example.com", "password": PASSWORD, "next": "/bookings/"}
    assert guest.post("/login", data=form).location == "/bookings/"
    assert client.post(f"{path}/suspend", data={"reason": "Times were resold."}).status_code == 303
    assert "Suspended since" in read(client, path)
    assert guest.get("/bookings/").location.startswith("/login")
    refused = guest.post("/login", data=form)
    assert (refused.status_code, "Times were resold." in refused.text) == (422, True)
    assert client.post(f"{path}/reinstate").status_code == 303
    assert "Wren Abernathy can log in again." in flashed(client, path)
    assert guest.post("/login", data=form).location == "/bookings/"


@pytest.mark.parametrize(("too", "status"), [({}, VenueStatus.LIVE), ({"venue_too": "y"}, VenueStatus.SUSPENDED)])
def test_suspending_an_owner_suspends_their_venue_only_on_request(
    client: FlaskClient, dana: User, too: dict[str, str], status: VenueStatus
) -> None:
    venue = make_venue(name="Hazel Bodywork")
    owner = session.get_one(User, venue.owner_id)
    session.commit()
    path = f"/admin/people/{owner.public_id}/suspend"
    assert client.post(path, data={"reason": "Resold times.", **too}).status_code == 303
    session.expire_all()
    assert venue.status is status


def test_owner_of_a_venue_keeps_the_provider_role(client: FlaskClient, dana: User) -> None:
    owner = session.get_one(User, make_venue(name="Hazel Bodywork").owner_id)
    session.commit()
    path = f"/admin/people/{owner.public_id}/role"
    for role in ("guest", "support"):
        answer = client.post(path, data={"role": role, "seen": seen(RoleForm, role="provider")})
        assert answer.status_code == 422
        assert "owns Hazel Bodywork. They have to transfer the ownership or delete the listing first." in answer.text
    session.expire_all()
    assert owner.role is Role.PROVIDER


@pytest.mark.parametrize("role", ["", "owner", "ADMIN"])
def test_unknown_role_is_rejected(client: FlaskClient, dana: User, role: str) -> None:
    wren = make_user()
    session.commit()
    assert client.post(f"/admin/people/{wren.public_id}/role", data={"role": role}).status_code == 422


def test_role_changed_by_another_admin_is_shown_beside_the_choice(client: FlaskClient, dana: User) -> None:
    wren = make_user()
    session.commit()
    path = f"/admin/people/{wren.public_id}/role"
    wren.role = Role.PROVIDER
    session.commit()
    answer = client.post(path, data={"role": "superadmin", "seen": seen(RoleForm, role="guest")})
    assert (answer.status_code, "Saved value" in answer.text) == (422, True)
    session.expire_all()
    assert wren.role is Role.PROVIDER
    again = {"role": "superadmin", "seen": seen(RoleForm, role="provider")}
    assert client.post(path, data=again).location == f"/admin/people/{wren.public_id}"
    assert "Wren Abernathy is now an admin." in flashed(client, f"/admin/people/{wren.public_id}")


def test_last_admin_cannot_give_up_the_role(client: FlaskClient, dana: User) -> None:
    answer = client.post(
        f"/admin/people/{dana.public_id}/role", data={"role": "guest", "seen": seen(RoleForm, role="superadmin")}
    )
    assert (answer.status_code, "CozyWish needs at least one superadmin." in answer.text) == (422, True)


def test_corrected_email_is_told_to_both_addresses_and_unconfirmed(
    client: FlaskClient, dana: User, jobs: Jobs, outbox: Outbox
) -> None:
    wren = make_user(name="Wren Abernathy", email="wren@exmaple.com")
    wren.email_verified_at = NOW
    session.commit()
    path = f"/admin/people/{wren.public_id}/correct"
    form = filled(client.get(path).text, path)
    data = {**form, "email": "wren@example.com", "reason": "A typo."}
    assert client.post(path, data=data).status_code == 303
    jobs.run()
    session.refresh(wren)
    assert (wren.email, wren.email_verified_at) == ("wren@example.com", None)
    assert {mail["to"][0] for mail in outbox.mails()} == {"wren@exmaple.com", "wren@example.com"}


def test_name_is_corrected_only_with_a_reason(client: FlaskClient, dana: User) -> None:
    wren = make_user(name="Wren Abernathy")
    session.commit()
    person = f"/admin/people/{wren.public_id}"
    form = {**filled(client.get(f"{person}/correct").text, f"{person}/correct"), "name": "Wren Marsh"}
    refused = client.post(f"{person}/correct", data=form)
    assert (refused.status_code, "Enter a reason." in refused.text, wren.name) == (422, True, "Wren Abernathy")
    assert client.post(f"{person}/correct", data={**form, "reason": "She married."}).status_code == 303
    assert "Wren Marsh" in read(client, person)
    assert "Corrected a name or an email, Wren Marsh" in read(client, "/admin/audit-log?about=Marsh")


def test_email_of_another_account_is_refused_with_what_was_typed(client: FlaskClient, dana: User) -> None:
    wren, robin = make_user(), make_user(email="robin@example.com")
    session.commit()
    path = f"/admin/people/{wren.public_id}/correct"
    form = filled(client.get(path).text, path)
    response = client.post(path, data={**form, "email": robin.email, "reason": "A typo."})
    assert (response.status_code, "Another account has this email" in response.text) == (422, True)
    assert "robin@example.com" in response.text


def test_people_are_filtered_by_role_and_status(client: FlaskClient, dana: User) -> None:
    suspended = make_user(name="Robin Vale")
    suspend(user=suspended, reason="Resold times.", by=dana)
    make_user(name="Wren Abernathy")
    session.commit()
    names = ("Dana", "Robin Vale", "Wren Abernathy")
    shown = [
        [name in read(client, f"/admin/people?{query}") for name in names]
        for query in ("role=admin", "role=guest", "state=suspended", "role=nonsense")
    ]
    assert shown == [[True, False, False], [False, True, True], [False, True, False], [True, True, True]]
