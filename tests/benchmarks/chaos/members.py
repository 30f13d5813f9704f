"""Members whose next payment fails: some pay later, and the others lose their membership. Some cancel, or pause."""

from sqlalchemy import select

from app.core.db import session
from app.memberships import gateway_flows
from app.memberships.enums import MembershipState
from app.memberships.models import Membership
from tests.benchmarks.chaos.cards import POOR
from tests.benchmarks.chaos.day import Day, answered

WORKS = "4242424242424242"
EMPTY, FILLED, CHANGED = 0.4, 0.5, 0.2


def empty_cards(day: Day) -> None:
    """Leave some members' cards without funds, and let others cancel or pause."""
    active = Membership.state == MembershipState.ACTIVE, Membership.subscription_id.is_not(None)
    members = session.execute(select(Membership.id, Membership.subscription_id).where(*active)).all()
    session.commit()
    for member_id, subscription_id in members:
        found = day.stripe.client().v1.subscriptions.retrieve(subscription_id or "")
        if found.default_payment_method and day.chance.random() < EMPTY:
            card = str(found.default_payment_method)
            day.stripe.act_as(card, POOR)
            day.empty_cards.append(card)
            day.done["members without funds"] += 1
        elif day.chance.random() < CHANGED:
            change_membership(day, member_id)


def change_membership(day: Day, member_id: int) -> None:
    if day.chance.random() < 0.5:
        answered(lambda: gateway_flows.set_end(member_id, with_period=True))
        day.done["members who canceled"] += 1
    else:
        answered(lambda: gateway_flows.set_pause(member_id, paused=True))
        day.done["members who paused"] += 1


def fill_cards(day: Day) -> None:
    """Let some of those members have funds again when Stripe tries the next time."""
    for card in day.empty_cards:
        if day.chance.random() < FILLED:
            day.stripe.act_as(card, WORKS)
            day.done["members with funds again"] += 1
