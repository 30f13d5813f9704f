"""Who opened whose data: recorded once an hour, shown to the person, and kept for a year."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.access_log.enums import AccessKind
from app.access_log.models import DataAccess
from app.accounts.models import User
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.core import clock
from app.core.db import session
from app.guests.models import Guest
from app.privacy.actions.retention import purge
from app.venues.models import Venue
from tests.pages import read
from tests.privacy.people import count, make_admin, make_wren
from tests.support import NOW, sign_in

PAGE = "/account/privacy/"


def kinds() -> list[AccessKind]:
    return list(session.scalars(select(DataAccess.kind).order_by(DataAccess.id)))


def test_each_way_to_open_data_is_recorded_and_shown(app: Flask, client: FlaskClient) -> None:
    wren, admin, staff = make_wren(), make_admin(), app.test_client()
    sign_in(staff, admin)
    order = session.scalars(select(Order.public_id)).one()
    for path in (f"/admin/people/{wren.public_id}", f"/admin/orders/{order}"):
        assert staff.get(path).status_code == 200
    staff.post(f"/admin/people/{wren.public_id}/view-as")
    guest, booking = session.scalars(select(Guest)).one(), session.scalars(select(Booking)).one()
    sign_in(client, session.get_one(User, session.get_one(Venue, guest.venue_id).owner_id))
    for _twice in range(2):
        client.get(f"/venue/guests/{guest.public_id}")
        client.get(f"/calendar/?booking={booking.public_id}")
        client.get(f"/venue/forms/answers/{booking.public_id}")
    first, *others = kinds()
    assert first is AccessKind.ACCOUNT  # of the arrangement
    by_admin = [AccessKind.ACCOUNT, AccessKind.ORDER, AccessKind.SITE_VIEW]
    assert others == [*by_admin, AccessKind.GUEST_RECORD, AccessKind.BOOKING, AccessKind.ANSWERS]
    sign_in(client, wren)
    page = read(client, PAGE)
    assert "Your guest record Hazel Bodywork" in page
    assert "One of your orders CozyWish" in page
    assert "One of your bookings Hazel Bodywork" in page


def test_owner_who_is_viewed_by_an_admin_is_not_blamed(client: FlaskClient) -> None:
    make_wren()
    guest = session.scalars(select(Guest)).one()
    owner = session.get_one(User, session.get_one(Venue, guest.venue_id).owner_id)
    admin = make_admin()
    sign_in(client, admin)
    client.post(f"/admin/people/{owner.public_id}/view-as")
    assert client.get(f"/venue/guests/{guest.public_id}").status_code == 200
    newest = session.scalars(select(DataAccess).order_by(DataAccess.id.desc())).first()
    assert newest is not None
    assert (newest.kind, newest.by_id) == (AccessKind.GUEST_RECORD, admin.id)


def test_own_data_is_not_recorded(client: FlaskClient) -> None:
    admin = make_admin()
    sign_in(client, admin)
    client.get(f"/admin/people/{admin.public_id}")
    assert kinds() == []


def test_record_ends_after_a_year(client: FlaskClient) -> None:
    make_wren()
    with clock.pinned(NOW + timedelta(days=365, minutes=-1)):
        purge()
        assert count(DataAccess) == 1
    with clock.pinned(NOW + timedelta(days=365, minutes=1)):
        purge()
    assert count(DataAccess) == 0
