"""The page on which an owner sees their members."""

from datetime import timedelta

from flask.testing import FlaskClient

from app.accounts.models import User
from app.catalog.models import ServiceOption
from app.core.db import session
from app.memberships.enums import MembershipState
from tests.factories import first_option, make_member, make_service, make_user, make_venue
from tests.pages import read
from tests.sale_factories import make_membership, make_offer, make_pass
from tests.support import NOW, sign_in, statements

PAGE = "/venue/members/"


def join(option: ServiceOption) -> None:
    """Let a guest join, pay for a month of two bookings, and use one of them."""
    user = make_user()
    values = {"joined_at": NOW, "period_ends_at": NOW + timedelta(days=30), "state": MembershipState.ACTIVE}
    member = make_membership(user, option, **values)
    month = {"membership_id": member.id, "price_cents": 7900, "uses": 2, "uses_left": 1, "left_cents": 3950}
    make_pass(user, make_offer(option, uses=2, price_cents=7900), **month)
    session.commit()


def test_owner_sees_usage_and_unearned_revenue_in_a_fixed_number_of_statements(client: FlaskClient) -> None:
    venue = make_venue()
    option = first_option(make_service(venue, members=[make_member(venue)]))
    join(option)
    sign_in(client, session.get_one(User, venue.owner_id))
    assert "Members 1 Bookings used in paid months 1 of 2 Not earned yet $39.50" in read(client, PAGE)
    with statements() as few:
        client.get(PAGE)
    for _ in range(3):
        join(option)
    with statements() as many:
        client.get(PAGE)
    assert len(few) == len(many)
    assert "Members 4 Bookings used in paid months 4 of 8 Not earned yet $158.00" in read(client, PAGE)
