"""The killed_jobs cases for gift cards, cash-outs, and packages."""

from datetime import timedelta

from app.accounts.enums import Role
from app.accounts.models import User
from app.bookings.enums import RefundState
from app.bookings.models.refunds import Refund
from app.cash_outs.actions import decline
from app.core.db import session
from app.credit.actions import keep_refund
from app.memberships import gateway_flows
from app.memberships.enums import MembershipState
from app.memberships.gateway import membership_gateway
from app.memberships.models import Membership, PlanPrice
from app.passes.enums import UseState
from app.passes.models import Pass, PassUse
from app.venue_credit.actions import GONE_FOR
from app.venues.actions.publication import suspend_venue
from tests.factories import (
    add,
    first_option,
    make_booking,
    make_member,
    make_order,
    make_service,
    make_user,
    make_venue,
)
from tests.project.killed_jobs import Arguments, World, case
from tests.sale_factories import (
    make_cash_out,
    make_gift_card,
    make_membership,
    make_offer,
    make_pass,
    make_venue_credit,
)
from tests.support import NOW


@case("gift_cards.deliver")
def _(_: World) -> Arguments:
    return {"order_id": make_gift_card(make_user()).order_id, "delivery": 1}


@case("gift_cards.email_bought")
def _(_: World) -> Arguments:
    return {"order_id": make_gift_card(make_user()).order_id}


@case("gift_cards.email_refunded")
def _(_: World) -> Arguments:
    order_id = make_gift_card(make_user()).order_id
    values = {"amount_cents": 5000, "reason": "As agreed.", "state": RefundState.SUCCEEDED}
    return {"refund_id": add(Refund(order_id=order_id, **values)).id}


@case("cash_outs.email_decided")
def _(_: World) -> Arguments:
    asked = make_cash_out(make_user())
    decline(key=asked.public_id, reason="As agreed.", user_id=make_user(role=Role.ADMIN).id)
    return {"cash_out_id": asked.id}


@case("venue_credit.email")
def _(_: World) -> Arguments:
    return {"movement_id": make_venue_credit(make_user(), make_venue()).id}


@case("venue_credit.settle")
def _(_: World) -> Arguments:
    return credit_where_gone()


@case("venue_credit.settle_all")
def _(_: World) -> Arguments:
    credit_where_gone()
    return {}


def credit_where_gone() -> Arguments:
    guest, venue = make_user(), make_venue()
    make_venue_credit(guest, venue)
    keep_refund(user_id=guest.id, order_id=make_order(user=guest).id, parts={venue.id: 3000})
    owner = session.get_one(User, venue.owner_id)
    suspend_venue(venue=venue, by=owner, reason="As a test.").at = NOW - GONE_FOR
    return {"venue_id": venue.id, "user_id": guest.id}


def package(**values: object) -> Pass:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    return make_pass(make_user(), make_offer(first_option(service)), **values)


@case("packages.email_bought")
def _(_: World) -> Arguments:
    return {"pass_id": package().id}


@case("packages.email_used")
def _(_: World) -> Arguments:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    held, booking = make_pass(make_user(), make_offer(first_option(service))), make_booking(service, NOW)
    add(PassUse(booking_id=booking.id, pass_id=held.id, uses=1, value_cents=8000, state=UseState.USED))
    return {"booking_id": booking.id}


@case("packages.email_all_used")
def _(_: World) -> Arguments:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    held, found = make_pass(make_user(), make_offer(first_option(service))), []
    for days in (0, 7):
        found.append(make_booking(service, NOW + timedelta(days=days)).id)
        add(PassUse(booking_id=found[-1], pass_id=held.id, uses=1, value_cents=8000, state=UseState.USED))
    return {"booking_ids": ",".join(map(str, found))}


@case("packages.email_refunded")
def _(_: World) -> Arguments:
    values = {"amount_cents": 8000, "reason": "As agreed.", "state": RefundState.SUCCEEDED}
    return {"refund_id": add(Refund(order_id=package().order_id, **values)).id}


@case("passes.expire")
def _(_: World) -> Arguments:
    package(expires_at=NOW)
    return {}


def membership(**values: object) -> Membership:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    given = {"joined_at": NOW, "period_ends_at": NOW, "state": MembershipState.ACTIVE, "reminded_at": NOW}
    return make_membership(make_user(), first_option(service), **{**given, **values})


@case("memberships.email_joined", "memberships.email_canceled", "memberships.email_ended", "memberships.email_reminder")
def _(_: World) -> Arguments:
    return {"membership_id": membership().id}


@case("memberships.email_past_due")
def _(_: World) -> Arguments:
    return {"membership_id": membership(state=MembershipState.PAST_DUE).id}


@case("memberships.email_changed")
def _(_: World) -> Arguments:
    member = membership()
    member.next_price_id, member.next_price_at = add(PlanPrice(offer_id=member.offer_id, cents=8900)).id, NOW
    session.flush()
    return {"membership_id": member.id}


@case("memberships.remind")
def _(_: World) -> Arguments:
    membership(reminded_at=NOW - timedelta(days=365))
    return {}


def joined(world: World) -> Membership:
    """Return a membership that its guest has just paid for, and that we haven't read since. Commits."""
    member = membership(state=MembershipState.JOINING, joined_at=None, page_expires_at=NOW + timedelta(minutes=31))
    session.commit()
    gateway_flows.open_page(member.id)
    session.commit()
    world.stripe.pay(member.session_id or "")
    return member


@case("memberships.read_again")
def _(world: World) -> Arguments:
    return {"membership_id": joined(world).id}


@case("memberships.read")
def _(world: World) -> Arguments:
    member = joined(world)
    page = membership_gateway().page(member.session_id or "")
    member.subscription_id = page.subscription_id
    session.commit()
    return {"subscription_id": page.subscription_id}


@case("memberships.read_everything")
def _(world: World) -> Arguments:
    joined(world)
    return {}
