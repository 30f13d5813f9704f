"""Deleting an account: two weeks to keep it, what is in the way, and what is left."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.accounts.enums import Role
from app.accounts.models import Device, LoginSession, User
from app.bookings.enums import BookingState, OrderKind, OrderState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.cart.models import Cart
from app.core import clock
from app.core.db import session
from app.guests.models import Guest
from app.privacy.actions.deletion import GRACE, finish_deletion, request_deletion
from app.privacy.actions.erase import erase_account
from app.privacy.actions.retention import purge
from app.privacy.models import Erasure
from app.waitlist.models import WaitlistEntry
from tests.email.outbox import Outbox
from tests.factories import make_order, make_user, make_venue, make_venue_order
from tests.pages import read
from tests.privacy.people import NAME, NOTE, count, everything, make_wren
from tests.queue import add_job
from tests.support import NOW, Jobs, sign_in, utc

PAGE = "/account/privacy/"
PAST = utc("2026-05-12 19:00")
# The end of the card in quotes: names and positions that the factories count up may get to 4242 too.
PERSONAL = re.compile(r'wren|abernathy|555-0163|lavender|203\.0\.113|ticklish|Featherlight|"4242"', re.IGNORECASE)


def later(days: int) -> timedelta:
    return timedelta(days=days, minutes=1)


@pytest.mark.usefixtures("client")
def test_erased_account_leaves_nothing_personal_in_any_table() -> None:
    wren = make_wren(at=PAST)
    erase_account(user_id=wren.id)
    left = [line for line in everything().splitlines() if PERSONAL.search(line)]
    assert left == []
    assert session.scalars(select(Order.name)).all() == ["Deleted guest"]
    assert [count(model) for model in (Device, LoginSession, Cart, WaitlistEntry)] == [0, 0, 0, 0]


@pytest.mark.usefixtures("client")
def test_order_that_a_venue_added_for_an_online_guest_is_erased() -> None:
    wren = make_wren(at=PAST)
    guest = session.scalars(select(Guest)).one()
    desk = {"kind": OrderKind.FRONT_DESK, "user_id": None, "settled_by": SettledBy.CASH}
    order = make_order(user=wren, name=NAME, email="wren@example.com", state=OrderState.CONFIRMED, **desk)
    make_venue_order(order, guest.venue_id, guest_id=guest.id, note=NOTE)
    erase_account(user_id=wren.id)
    assert not PERSONAL.search(everything())


@pytest.mark.usefixtures("client")
def test_address_of_an_email_that_could_not_be_sent_is_deleted() -> None:
    for task, days in (("privacy.email_deleted", -8), ("privacy.email_deleted", -6), ("tests.none", -8)):
        job = {"id": add_job(task=task), "days": days}
        session.execute(text("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = :id"), job)
        session.execute(
            text("UPDATE procrastinate_events SET at = now() + :days * interval '1 day' WHERE job_id = :id"), job
        )
    purge()
    left = text("SELECT task_name FROM procrastinate_jobs ORDER BY id")
    assert session.scalars(left).all() == ["privacy.email_deleted", "tests.none"]


@pytest.mark.usefixtures("client")
def test_erasing_twice_changes_nothing() -> None:
    wren = make_wren(at=PAST)
    erase_account(user_id=wren.id)
    once = everything()
    erase_account(user_id=wren.id)
    stable = re.compile(r'"(session_key|erased_at|health_deleted_at)":"[^"]*"')
    assert stable.sub("", everything()) == stable.sub("", once)
    assert count(Erasure) == 1


@pytest.mark.usefixtures("client")
def test_record_that_the_venue_entered_stays_and_its_owner_is_told(jobs: Jobs, outbox: Outbox) -> None:
    wren = make_wren(began_online=False, at=PAST)
    erase_account(user_id=wren.id)
    jobs.run()
    guest = session.scalars(select(Guest)).one()
    assert (guest.name, guest.user_id) == (NAME, None)
    assert NOTE not in everything()
    assert "A guest of" in outbox.mail()["subject"]


@pytest.mark.usefixtures("client")
def test_deletion_happens_after_two_weeks_and_says_goodbye(client: FlaskClient, jobs: Jobs, outbox: Outbox) -> None:
    wren = make_wren(at=PAST)
    sign_in(client, wren)
    client.post(f"{PAGE}delete", data={"agree": "y"})
    assert "Your account will be deleted on May 28, 2026" in client.get("/").text
    jobs.run()
    with clock.pinned(NOW + GRACE - timedelta(minutes=1)):
        assert not finish_deletion(user=session.get_one(User, wren.id))
    with clock.pinned(NOW + GRACE):
        assert finish_deletion(user=session.get_one(User, wren.id))
        assert not finish_deletion(user=session.get_one(User, wren.id))
    jobs.run()
    subjects = [mail["subject"] for mail in outbox.mails()]
    assert subjects == ["We’ll delete your CozyWish account", "Your CozyWish account is deleted"]
    assert client.get("/account/").status_code == 303


def test_kept_account_is_not_deleted(client: FlaskClient) -> None:
    wren = make_wren(at=PAST)
    sign_in(client, wren)
    client.post(f"{PAGE}delete", data={"agree": "y"})
    client.post(f"{PAGE}keep")
    assert "will be deleted" not in client.get("/").text
    with clock.pinned(NOW + later(14)):
        assert not finish_deletion(user=session.get_one(User, wren.id))


def test_upcoming_bookings_need_a_choice(client: FlaskClient) -> None:
    wren = make_wren()
    sign_in(client, wren)
    answer = client.post(f"{PAGE}delete", data={"agree": "y"})
    assert answer.status_code == 422
    assert "Choose what happens to your upcoming bookings." in answer.text


@pytest.mark.usefixtures("client")
def test_canceled_bookings_are_canceled_at_once() -> None:
    wren = make_wren()
    request_deletion(user=wren, cancels_bookings=True)
    assert session.scalars(select(Booking.state)).all() == [BookingState.CANCELED]
    assert wren.deletion_due_at == NOW + GRACE


@pytest.mark.usefixtures("client")
def test_kept_bookings_postpone_the_deletion() -> None:
    wren = make_wren(at=NOW + timedelta(days=30))
    request_deletion(user=wren, cancels_bookings=False)
    assert wren.deletion_due_at is not None
    assert wren.deletion_due_at > NOW + timedelta(days=31)
    wren.deletion_due_at = NOW
    assert not finish_deletion(user=wren)
    assert wren.deletion_due_at > NOW + timedelta(days=31)


def test_owner_must_delete_the_venue_first(client: FlaskClient) -> None:
    owner = session.get_one(User, make_venue(name="Hazel Bodywork").owner_id)
    sign_in(client, owner)
    assert "You own Hazel Bodywork. Transfer or delete the venue first" in read(client, PAGE)
    assert client.post(f"{PAGE}delete", data={"agree": "y"}).status_code == 409


def test_last_admin_cannot_be_deleted(client: FlaskClient) -> None:
    admin = make_user(role=Role.ADMIN)
    sign_in(client, admin)
    assert client.post(f"{PAGE}delete", data={"agree": "y"}).status_code == 409
    make_user(role=Role.ADMIN, email="second@example.com")
    session.commit()
    assert client.post(f"{PAGE}delete", data={"agree": "y"}).status_code == 303


@pytest.mark.parametrize("path", ["delete", "export"])
def test_old_proof_leads_to_a_confirmation(client: FlaskClient, path: str) -> None:
    wren = make_wren(at=PAST)
    sign_in(client, wren)
    with clock.pinned(NOW + timedelta(minutes=11)):
        answer = client.post(f"{PAGE}{path}", data={"agree": "y"})
    assert "/login/confirm" in answer.headers["Location"]


@pytest.mark.usefixtures("client")
def test_restored_account_is_erased_again(app: Flask) -> None:
    wren = make_wren(at=PAST)
    erase_account(user_id=wren.id)
    session.commit()
    restored = text(
        "UPDATE user_account SET name = 'Wren Abernathy', email = 'wren@example.com', erased_at = NULL WHERE id = :id"
    )
    session.execute(restored, {"id": wren.id})
    session.execute(text("UPDATE customer_order SET name = 'Wren Abernathy', email = 'wren@example.com'"))
    session.commit()
    result = app.test_cli_runner().invoke(args=["privacy", "repeat-erasures"])
    assert result.exit_code == 0, result.output
    session.expire_all()
    assert not PERSONAL.search(everything())


@pytest.mark.usefixtures("client")
def test_erasures_of_a_list_are_repeated_when_the_restore_lost_them(app: Flask) -> None:
    wren = make_wren(at=PAST)
    runner = app.test_cli_runner()
    result = runner.invoke(args=["privacy", "repeat-erasures", "--list", "-"], input=f"account {wren.public_id}\n")
    assert result.exit_code == 0, result.output
    session.expire_all()
    assert not PERSONAL.search(everything())
    assert runner.invoke(args=["privacy", "erasures"]).output == f"account {wren.public_id}\n"
