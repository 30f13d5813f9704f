"""Joining a membership from several tabs at once."""

from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.memberships import actions, gateway_flows
from app.memberships.actions import start_joining
from app.memberships.enums import MembershipState
from app.memberships.models import Membership
from app.memberships.queries import open_membership
from app.passes.enums import OfferKind
from app.passes.models import PassOffer
from tests.factories import first_option, make_member, make_service, make_user, make_venue
from tests.sale_factories import make_offer
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW
from tests.tabs import DONE, in_tabs, read_together

pytestmark = pytest.mark.usefixtures("db", "now")

TABS = 3
Join = Callable[[int], object]


def join(user_ids: Sequence[int], offer_id: int) -> Join:
    """Return what the guest in a tab does, up to the payment page."""

    def joining(tab: int) -> None:
        with clock.pinned(NOW):  # a thread of its own
            user, offer = session.get_one(User, user_ids[tab]), session.get_one(PassOffer, offer_id)
            gateway_flows.open_page(start_joining(user=user, offer=offer, text="As agreed.").id)

    return joining


@pytest.fixture
def offer(stripe: StripeSandbox) -> PassOffer:
    """Return a membership that nobody has joined."""
    stripe.set_clock(NOW)
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    terms = {"kind": OfferKind.MEMBERSHIP, "uses": 1, "price_cents": 7900, "valid_days": None}
    return make_offer(first_option(service), **terms)


@pytest.fixture
def one_guest(offer: PassOffer) -> Join:
    user = make_user()
    session.commit()
    return join([user.id] * TABS, offer.id)


def test_guest_who_joins_in_several_tabs_at_once_has_one_subscription(
    app: Flask, one_guest: Join, stripe: StripeSandbox
) -> None:
    assert in_tabs(app, one_guest, tabs=TABS) == [DONE] * TABS
    [member] = session.scalars(select(Membership)).all()
    stripe.pay(member.session_id or "")
    gateway_flows.read_membership(member.id)
    session.commit()
    assert member.state is MembershipState.ACTIVE
    assert [each.id for each in stripe.client().v1.subscriptions.list().data] == [member.subscription_id]
    assert set(in_tabs(app, one_guest, tabs=TABS)) == {"You already have this membership."}


def test_first_guests_of_a_membership_join_at_once_at_the_same_price(
    app: Flask, offer: PassOffer, stripe: StripeSandbox
) -> None:
    guests = [make_user().id for _ in range(TABS)]
    session.commit()
    assert in_tabs(app, join(guests, offer.id), tabs=TABS) == [DONE] * TABS
    found = session.scalars(select(Membership)).all()
    assert sorted(each.user_id for each in found) == sorted(guests)
    assert len({each.price_id for each in found}) == len(stripe.client().v1.prices.list().data) == 1


def test_tabs_that_join_at_once_collide_without_the_lock(
    app: Flask, one_guest: Join, stripe: StripeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "lock_user", lambda _id: None)
    monkeypatch.setattr(actions, "open_membership", read_together(open_membership, tabs=TABS))
    assert in_tabs(app, one_guest, tabs=TABS) == [DONE, *["uq_membership_open"] * (TABS - 1)]
