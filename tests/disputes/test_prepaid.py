"""Disputes of what guests paid for ahead: a gift card, a package, and a month of a membership."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.accounts.models import User
from app.bookings.models.orders import Order
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.credit.actions import take
from app.credit.enums import MovementKind
from app.credit.models import CreditMovement
from app.credit.queries import balance_of
from app.dispute_pages.copy import consequence_for_venue
from app.dispute_pages.evidence import texts_of
from app.disputes.models import Dispute
from app.disputes.queries.disputes import dispute_by_public_id
from app.finance.queries.balance import liabilities
from app.gift_cards import actions as cards
from app.gift_cards.actions import Wanted
from app.gift_cards.codes import code_of
from app.gift_cards.enums import Design, GiftCardState
from app.gift_cards.models import GiftCard
from app.invoices.actions import undo_settlement
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.packages import actions as packages
from app.passes.actions import WantedUse, expire_passes, return_uses, settle_uses, take_uses
from app.passes.enums import PassState
from app.passes.models import Pass, PassUse
from app.passes.queries import pass_rules
from app.payments import gateway_flows as payments
from app.payments.models import Payment
from app.payouts.gateway_flows import return_to_venue
from app.payouts.models import Transfer
from app.payouts.queries.overview import overview
from app.payouts.queries.transfers import owed_by_venue
from app.receivables.enums import SettlementKind
from app.receivables.models import VenueSettlement
from app.venues.models import Venue
from tests import database
from tests.disputes.test_dispute_model import Impossible, possible, send_refunds
from tests.disputes.test_reading import decide, dispute, read
from tests.email.outbox import Outbox
from tests.factories import first_option, make_booking, make_member, make_service, make_user, make_venue
from tests.pages import read as read_page
from tests.payments.test_ledger_model import NO_SHRINKING
from tests.payments.test_settle import page_of
from tests.payouts.paid_venues import check_transfers, venue_pays
from tests.payouts.test_transfers import set_up, transferred
from tests.sale_factories import make_offer
from tests.sandbox.servers import StripeSandbox
from tests.sizes import sized
from tests.support import NOW, Jobs, sign_in

CARD, PACKAGE = 5000, 40000
STEPS = (
    *("dispute", "inquiry", "read", "read", "win", "lose", "escalate", "reinstate"),
    *("use", "use", "return", "refund", "send refund", "venue pays"),
)


def buy_card(stripe: StripeSandbox) -> GiftCard:
    """Buy a gift card of $50 that is delivered."""
    user = make_user(name="Wren Abernathy")
    user.created_at = NOW - timedelta(days=90)
    to = {"to_name": "Robin", "to_email": "robin@example.com", "from_name": "Wren", "message": ""}
    wanted = Wanted(CARD, **to, design=Design.FLOWER, deliver_at=NOW, zone="America/Los_Angeles")
    order = cards.buy(user=user, wanted=wanted, text="Gift card for Robin")
    pay(order, stripe)
    cards.deliver(order_id=order.id, delivery=1)
    session.commit()
    return session.get_one(GiftCard, order.id)


def buy_package(stripe: StripeSandbox) -> Pass:
    """Buy five massages for $400 at a venue with a commission of 10%."""
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)], price_cents=10000)
    order = packages.buy(user=make_user(), offer=make_offer(first_option(service)), text="Five massages")
    pay(order, stripe)
    held = session.scalars(select(Pass)).one()
    held.commission_bps = 1000
    session.commit()
    return held


@pytest.fixture
def held(client: FlaskClient, stripe: StripeSandbox) -> Pass:
    """Return a package that its guest has used once."""
    bought = buy_package(stripe)
    use(bought)
    return bought


@contextmanager
def anew(app: Flask, stripe: StripeSandbox) -> Iterator[None]:
    """Begin with nothing, here and at Stripe, and leave nothing behind."""
    stripe.reset()
    stripe.set_clock(NOW)
    with app.app_context(), clock.pinned(NOW):
        try:
            yield
        finally:
            database.empty()


def pay(order: Order, stripe: StripeSandbox) -> None:
    stripe.pay(page_of(order))
    payments.catch_up(order.id)
    session.commit()


def redeem(card: GiftCard, user: User) -> None:
    cards.redeem(user_id=user.id, code=code_of(session.get_one(Order, card.order_id).public_id, card.deliveries))
    session.commit()


def use(held: Pass) -> int:
    """Use the package for a booking, and return the booking's id."""
    booking = make_booking(session.scalars(select(Service)).one(), NOW + timedelta(days=1))
    take_uses(wanted=[WantedUse(held.id, booking.id, 1)])
    settle_uses(booking_ids=[booking.id])
    session.commit()
    return booking.id


def books(*accounts: Account) -> tuple[int, ...]:
    session.commit()
    found = balances()
    assert sum(found.values()) == 0
    return tuple(found.get(one, 0) for one in (*accounts, Account.DISPUTES, Account.WRITE_OFFS))


def test_gift_card_of_a_disputed_payment_cannot_be_redeemed_and_ends_when_it_is_lost(
    client: FlaskClient, stripe: StripeSandbox
) -> None:
    card, robin = buy_card(stripe), make_user()
    made = dispute(stripe)
    for act in (lambda: redeem(card, robin), lambda: cards.refund_card(order_id=card.order_id, reason="")):
        with pytest.raises(DomainError, match="disputes the payment"):
            act()
    assert books(Account.GIFT_CARD_LIABILITY) == (-CARD, CARD, 0)
    decide(stripe, made, "lose")
    assert books(Account.GIFT_CARD_LIABILITY) == (0, 0, 0)
    with pytest.raises(DomainError, match="has ended"):
        redeem(card, robin)
    decide(stripe, made, "reinstate", 3000)
    redeem(card, robin)
    assert (balance_of(robin.id), books(Account.GUEST_CREDIT)) == (3000, (-3000, 0, 0))


def test_lost_dispute_ends_what_is_left_of_a_redeemed_card_and_we_bear_the_rest(
    client: FlaskClient, stripe: StripeSandbox
) -> None:
    card, robin = buy_card(stripe), make_user()
    redeem(card, robin)
    take(user_id=robin.id, order_id=card.order_id, parts={None: 1800})
    made = dispute(stripe)
    assert (balance_of(robin.id), books(Account.GUEST_CREDIT)) == (0, (-CARD, CARD, 0))
    decide(stripe, made, "lose")
    assert books(Account.GUEST_CREDIT) == (-1800, 0, 1800)
    decide(stripe, made, "reinstate")
    assert (balance_of(robin.id), books(Account.GUEST_CREDIT)) == (3200, (-CARD, 0, 0))


def test_disputed_package_pays_for_nothing_and_earns_its_venue_nothing_until_it_is_won(
    client: FlaskClient, held: Pass, stripe: StripeSandbox
) -> None:
    made = dispute(stripe)
    assert (held.state, pass_rules(held.user_id, held.option_ids)) == (PassState.DISPUTED, {})
    sign_in(client, session.get_one(User, held.user_id))
    assert "You can’t use it now" in read_page(client, f"/account/packages/{held.public_id}")
    sign_in(client, session.get_one(User, session.get_one(Venue, held.venue_id).owner_id))
    assert "The guest can’t use it now" in read_page(client, f"/venue/packages/sold/{held.public_id}")
    with clock.pinned(NOW + timedelta(days=400)):
        assert expire_passes() == 0
        decide(stripe, made, "win")
        assert (held.state, held.uses_left, books(Account.UNEARNED_REVENUE)) == (PassState.ACTIVE, 4, (-32000, 0, 0))
        assert held.option_ids[0] in pass_rules(held.user_id, held.option_ids)


def test_venue_owes_us_what_it_earned_with_a_package_whose_dispute_we_lost(
    held: Pass, stripe: StripeSandbox, jobs: Jobs
) -> None:
    booking_id = session.scalars(select(PassUse.booking_id)).one()
    made = dispute(stripe)
    decide(stripe, made, "lose")
    accounts = Account.UNEARNED_REVENUE, Account.VENUE_RECEIVABLE, Account.COMMISSION
    assert (held.state, books(*accounts)) == (PassState.CHARGED_BACK, (0, 7200, 800, 0, 0))
    return_uses(booking_ids=[booking_id])
    session.commit()
    jobs.run()
    session.expire_all()
    assert (held.state, books(*accounts)) == (PassState.CHARGED_BACK, (0, 0, 0, 0, 0))


def test_venue_gets_back_what_it_paid_for_a_package_whose_dispute_is_won_after_all(
    client: FlaskClient, held: Pass, stripe: StripeSandbox, jobs: Jobs
) -> None:
    set_up(held.venue_id, stripe)
    made = dispute(stripe)
    decide(stripe, made, "lose")
    venue_pays(held.venue_id)
    assert books(Account.VENUE_RECEIVABLE) == (0, 0, 0)
    stripe.advance(3 * 24 * 3600)  # the payment is available
    decide(stripe, made, "reinstate")
    assert (overview(held.venue_id).earned, overview(held.venue_id).owed) == (7200, 0)
    owed = liabilities()
    jobs.run()
    assert owed - liabilities() == 7200, "it was no money of ours"
    assert (books(Account.VENUE_RECEIVABLE), transferred(stripe)) == ((0, 0, 0), [(7200, 0)])
    [back], about = session.scalars(select(Transfer)).all(), session.scalars(select(Dispute)).one()
    assert (back.order_id, back.dispute_id, owed_by_venue(held.venue_id)) == (None, about.id, 0)
    return_to_venue(held.venue_id)
    assert transferred(stripe) == [(7200, 0)]
    sign_in(client, session.get_one(User, session.get_one(Venue, held.venue_id).owner_id))
    assert f"Dispute {about.public_id} −$72.00" in read_page(client, "/venue/payouts/transactions?period=2026")
    page = read_page(client, "/venue/payouts/statement?period=2026")
    assert "Invoices that you paid, or that we wrote off $72.00" in page
    assert "Sent to your account at Stripe −$72.00 $72.00" in page


def test_owner_reads_what_a_dispute_of_a_package_means_for_them(
    client: FlaskClient, held: Pass, stripe: StripeSandbox, jobs: Jobs, outbox: Outbox
) -> None:
    owner = session.get_one(User, session.get_one(Venue, held.venue_id).owner_id)
    made = dispute(stripe)
    jobs.run()
    [mail] = [one for one in outbox.mails(owner.email) if "disputes a payment of $400.00" in one["subject"]]
    assert held.title in mail["text"]
    sign_in(client, owner)
    number = session.scalars(select(Dispute.public_id)).one()
    assert f"{number} Needs evidence" in read_page(client, "/venue/disputes/")
    page = f"/venue/disputes/{number}"
    assert "the package pays for no new bookings, and doesn’t expire. Bookings that" in read_page(client, page)
    assert client.post(page, data={"uncategorized_text": "They came.", "version": "0"}).status_code == 303
    found = decide(stripe, made, "lose")
    assert "You owe us $72.00: what you earned with it, less our commission." in read_page(client, page)
    found.settled_at = None
    assert "The membership ends with its current month" in consequence_for_venue(found, 1, Pass(membership_id=1))


def test_venue_gets_nothing_back_for_what_we_wrote_off(held: Pass, stripe: StripeSandbox) -> None:
    set_up(held.venue_id, stripe)
    stripe.advance(3 * 24 * 3600)  # the payment is available
    made = dispute(stripe)
    decide(stripe, made, "lose")
    venue_pays(held.venue_id, SettlementKind.WRITE_OFF)
    decide(stripe, made, "reinstate")
    return_to_venue(held.venue_id)
    assert (transferred(stripe), books(Account.VENUE_RECEIVABLE)) == ([], (-7200, 0, 7200))
    written_off = session.scalars(select(VenueSettlement)).one()
    undo_settlement(public_id=written_off.public_id, why="They won.", user_id=written_off.recorded_by_id or 0)
    return_to_venue(held.venue_id)
    assert (transferred(stripe), books(Account.VENUE_RECEIVABLE)) == ([], (0, 0, 0))


def test_first_draft_of_evidence_says_who_used_what_was_paid_for(held: Pass, stripe: StripeSandbox) -> None:
    dispute(stripe)
    texts = texts_of(dispute_by_public_id(session.scalars(select(Dispute.public_id)).one()))
    assert "Five massages" in texts["product_description"]
    assert "paid for a booking" in texts["access_activity_log"]


def test_pages_say_why_a_disputed_package_or_gift_card_cannot_be_used(
    client: FlaskClient, stripe: StripeSandbox
) -> None:
    card, admin = buy_card(stripe), make_user(role=Role.ADMIN)
    dispute(stripe)
    sign_in(client, session.get_one(User, session.get_one(Order, card.order_id).user_id))
    assert "No one can use what is left" in read_page(
        client, f"/gift-cards/{session.get_one(Order, card.order_id).public_id}"
    )
    sign_in(client, admin)
    number = session.scalars(select(Dispute.public_id)).one()
    assert "This payment is for a gift card." in read_page(client, f"/admin/disputes/{number}")
    assert "On hold" in read_page(client, "/admin/gift-cards")


def take_card_step(step: str, number: int, card_id: int, user_id: int) -> None:
    card, user = session.get_one(GiftCard, card_id), session.get_one(User, user_id)
    if step == "use" and card.state is not GiftCardState.REDEEMED:
        redeem(card, user)
    elif step == "use":
        take(user_id=user.id, order_id=card.order_id, parts={None: number % 2000 + 1})
    elif step == "refund":
        cards.refund_card(order_id=card.order_id, reason="")


def take_package_step(step: str, held_id: int) -> None:
    held = session.get_one(Pass, held_id)
    if step == "use":
        use(held)
    elif step == "venue pays":
        venue_pays(held.venue_id)
    elif step == "return":
        return_uses(booking_ids=session.scalars(select(PassUse.booking_id)).all())
    elif step == "refund":
        packages.refund_unused(pass_id=held.id, left_cents=held.left_cents, reason="")


def run(stripe: StripeSandbox, steps: list[tuple[str, int]], act: Callable[[str, int], None]) -> None:
    """Take random steps, and then have everything decided and settled."""
    last = [*[("lose", number) for number in range(12)], ("read", 0), ("send refund", 0), ("read", 0)]
    for step, number in [*steps, *last]:
        try:
            found = stripe.client().v1.disputes.list({"limit": 100}).data
            with possible():
                if step in {"dispute", "inquiry"}:
                    intent = session.scalars(select(Payment.payment_intent_id)).one() or ""
                    amount = None if number % 2 else number % 4000 + 1
                    stripe.dispute(intent, amount=amount, inquiry=step == "inquiry")
                elif step in {"win", "lose", "escalate", "reinstate"}:
                    cents = number % 4000 + 1 if step == "reinstate" and number % 2 else None
                    stripe.decide(found[number % len(found)].id, step, cents)
            if step == "read":
                for each in found:
                    read(each.id)
            elif step == "send refund":
                send_refunds()
            act(step, number)
            session.commit()
        except (DomainError, Impossible):
            session.rollback()
        session.expire_all()


MODEL = settings(
    max_examples=sized(60, 3),
    phases=NO_SHRINKING,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
WALKS = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 20000)), min_size=5, max_size=12)


def check_losses(stripe: StripeSandbox, owed_in: dict[Account, int]) -> None:
    """Check that we owe what is left, and lose at most what somebody has used, or banks took beyond the payment."""
    found = balances()
    assert sum(found.values()) == 0
    assert found[Account.CASH_AT_STRIPE] == sum(
        each.net for each in stripe.client().v1.balance_transactions.list({"limit": 100}).data
    )
    assert {one: -found.get(one, 0) for one in owed_in} == owed_in
    assert found.get(Account.DISPUTES, 0) == 0
    assert found.get(Account.WRITE_OFFS, 0) >= 0


@MODEL
@given(steps=WALKS)
def test_gift_card_is_never_worth_more_than_what_banks_left_of_its_payment(
    app: Flask, stripe: StripeSandbox, steps: list[tuple[str, int]]
) -> None:
    with anew(app, stripe):
        card_id, user_id = buy_card(stripe).order_id, make_user().id
        session.commit()
        run(stripe, steps, lambda step, number: take_card_step(step, number, card_id, user_id))
        card = session.get_one(GiftCard, card_id)
        is_open = card.state is GiftCardState.DELIVERED
        # What is set aside for an order stays in the account until the order is paid.
        credit = select(func.sum(CreditMovement.amount_cents)).where(CreditMovement.kind != MovementKind.USE)
        left = {Account.GIFT_CARD_LIABILITY: card.left_cents if is_open else 0}
        check_losses(stripe, {**left, Account.GUEST_CREDIT: session.scalar(credit) or 0})


@MODEL
@given(steps=WALKS)
def test_package_never_loses_more_than_what_banks_took_beyond_its_payment(
    app: Flask, stripe: StripeSandbox, steps: list[tuple[str, int]]
) -> None:
    with anew(app, stripe):
        held_id = buy_package(stripe).id
        venue_id = session.get_one(Pass, held_id).venue_id
        set_up(venue_id, stripe)
        run(stripe, steps, lambda step, _: take_package_step(step, held_id))
        held = session.get_one(Pass, held_id)
        check_losses(stripe, {Account.UNEARNED_REVENUE: held.left_cents})
        refunded = sum(each.amount for each in stripe.client().v1.refunds.list({"limit": 100}).data)
        taken = sum(each.taken_cents for each in session.scalars(select(Dispute)))
        assert balances().get(Account.WRITE_OFFS, 0) == max(0, refunded + taken - PACKAGE)
        stripe.adjust_balance(4 * PACKAGE, "topup")  # an empty balance keeps no transfer waiting
        return_to_venue(venue_id)
        assert balances().get(Account.VENUE_RECEIVABLE, 0) >= 0
        check_transfers(stripe)
