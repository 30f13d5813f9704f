"""What guests buy on a bad day besides bookings: gift cards, packages, and memberships."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.bookings.enums import OrderState
from app.bookings.models.orders import Order
from app.catalog.models import ServiceOption
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.gift_cards.actions import Wanted, redeem
from app.gift_cards.actions import buy as buy_gift_card
from app.gift_cards.enums import Design
from app.memberships import gateway_flows as memberships
from app.memberships.actions import start_joining
from app.memberships.models import Membership
from app.packages.actions import buy as buy_package
from app.passes.enums import OfferKind
from app.passes.models import PassOffer
from tests.benchmarks.chaos.cards import enter_card
from tests.benchmarks.chaos.day import Day, Regular, answered
from tests.benchmarks.chaos.guests import pay_on_page
from tests.factories import make_user
from tests.sale_factories import make_offer
from tests.sandbox.servers import MailSandbox

CODE = re.compile(r"GIFT(?:-[0-9A-Z]{4}){4}")


@dataclass(frozen=True, slots=True)
class Offered:
    """A package and a membership of a venue for one of its services."""

    option_id: int
    package_id: int
    membership_id: int


def offer_passes(options: Sequence[int]) -> list[Offered]:
    """Offer a package of three bookings and a membership with one a month and 10% off others, at each venue."""
    offered = []
    for option_id in options:
        option = session.get_one(ServiceOption, option_id)
        package = make_offer(option, title="Three visits", uses=3, price_cents=9900, valid_days=30)
        monthly = {"kind": OfferKind.MEMBERSHIP, "uses": 1, "price_cents": 4500, "valid_days": None, "percent_off": 10}
        membership = make_offer(option, title="Circle", **monthly)
        offered.append(Offered(option_id, package.id, membership.id))
    session.commit()
    return offered


def sell(day: Day, offered: Sequence[Offered]) -> None:
    """Sell a gift card, a package, or a membership to a new guest, who books with it later."""
    chosen, guest = day.chance.choice(offered), make_user()
    session.commit()
    what = day.chance.choice(("gift card", "package", "membership"))
    if what == "membership":
        sold = join(day, guest.id, chosen)
    else:
        if what == "package":
            order = buy_package(user=guest, offer=session.get_one(PassOffer, chosen.package_id), text="Three visits")
        else:
            cents = 100 * day.chance.choice((12, day.chance.randint(10, 90)))  # laws allow to cash out $12
            wanted = Wanted(cents, guest.name, guest.email, guest.name, "", Design.BATH, clock.now(), "UTC")
            order = buy_gift_card(user=guest, wanted=wanted, text="Gift card")
        order_id = order.id
        session.commit()
        sold = pay_on_page(day, order_id)
    if sold:
        day.done[f"{what}s sold"] += 1
        day.regulars.append(Regular(guest.id, chosen.option_id))


def join(day: Day, user_id: int, chosen: Offered) -> bool:
    """Agree to a membership and pay its first month. Returns whether it was paid."""
    guest, offer = day.user(user_id), session.get_one(PassOffer, chosen.membership_id)
    member_id = start_joining(user=guest, offer=offer, text="As agreed.").id
    session.commit()
    if not answered(lambda: memberships.open_page(member_id)):
        return False
    page = session.scalar(select(Membership.session_id).where(Membership.id == member_id))
    session.commit()
    return enter_card(day, page or "")


def redeem_gift_cards(day: Day, outbox: MailSandbox) -> None:
    """Redeem the gift cards that came by email. A card that was sent twice has the code of its last email."""
    orders = select(Order.user_id).where(Order.state == OrderState.CONFIRMED)
    bought = set(session.scalars(orders))
    for guest in (day.user(regular.user_id) for regular in day.regulars if regular.user_id in bought):
        for mail in outbox.messages(guest.email):
            code = CODE.search(mail["text"])
            if code is None:
                continue
            try:
                redeem(user_id=guest.id, code=code[0])
                session.commit()
                day.done["gift cards redeemed"] += 1
            except DomainError:
                session.rollback()
