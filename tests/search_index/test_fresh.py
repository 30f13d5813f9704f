"""The search index follows changes to a venue's available times."""

from datetime import timedelta

import pytest

from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.orders.actions.fulfillment import confirm_order
from app.payments.tasks import close_lapsed
from app.search_index.index import index
from search.documents import FreeAt, SearchQuery
from tests.factories import make_member, make_service, make_venue
from tests.indexing import Know
from tests.orders.test_checkout import AT, checked_out, filled_cart, items
from tests.support import Jobs

pytestmark = pytest.mark.usefixtures("db", "now")

DAY = AT.date()


@pytest.fixture
def massage(know: Know) -> Service:
    """Return a service of one team member who works one hour of the day, from 1 PM."""
    venue = make_venue(hours=[(13 * 60, 14 * 60)])
    service = make_service(venue, members=[make_member(venue)])
    know()
    return service


def is_found() -> bool:
    return bool(index().search(SearchQuery(at=clock.now(), free_at=FreeAt(DAY, DAY))).ids)


def test_a_hold_removes_a_venue_from_search_until_it_expires(massage: Service, jobs: Jobs) -> None:
    assert is_found()
    order = checked_out(filled_cart(massage))
    jobs.run()
    assert not is_found()
    with clock.pinned(order.held_until + timedelta(seconds=1)):
        close_lapsed()
        jobs.run()
        assert is_found()


def test_a_booking_removes_a_venue_from_search_until_it_is_canceled(massage: Service, jobs: Jobs) -> None:
    order = checked_out(filled_cart(massage))
    confirm_order(order_id=order.id)
    jobs.run()
    assert not is_found()
    (booking,) = items(order)
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=order.user_id)
    session.commit()
    jobs.run()
    assert is_found()
