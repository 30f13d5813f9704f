"""Random sequences of what the other models leave out: the ledger says what the rows and Stripe say.

Packages and gift cards, cash-outs and unclaimed money, taxes that we pay, what venues owe, payouts to our bank, and
corrections, beside bookings and the transfers to their venue.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.models import User
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.cash_outs.actions import HowPaid, ask, decline, record_paid
from app.cash_outs.enums import CashOutState, PaidBy
from app.cash_outs.models import CashOut
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.credit.actions import grant
from app.credit.enums import MovementKind
from app.credit.models import CreditMovement
from app.finance import gateway_flows as finance
from app.finance.actions.payouts import request_payout
from app.finance.actions.reconciliation import resolve
from app.finance.actions.tax_payments import NewTaxPayment, record_tax_payment, undo_tax_payment
from app.finance.enums import BankPayoutState
from app.finance.models import BankPayout, Difference, TaxPayment
from app.finance.queries.tax_payments import owed as taxes_owed
from app.gift_cards import actions as cards
from app.gift_cards.codes import code_of
from app.gift_cards.enums import Design, GiftCardState
from app.gift_cards.models import GiftCard
from app.invoices.actions import NewSettlement, issue_invoices, settle, start_payment, undo_settlement
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.packages import actions as packages
from app.passes.actions import WantedUse, expire_passes, settle_uses, take_uses
from app.passes.models import Pass, PassUse
from app.payments import gateway_flows as payments
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.payouts import gateway_flows as payouts
from app.payouts.queries.transfers import owed_by_venue
from app.receivables.enums import SettlementKind
from app.receivables.models import VenueSettlement
from app.unclaimed.actions import NewTurnover, turn_over, undo_turnover
from app.unclaimed.models import Turnover
from app.unclaimed.queries import dormant
from app.venues.models import Venue
from tests import database
from tests.disputes.test_dispute_model import send_refunds
from tests.factories import first_option, make_booking, make_user
from tests.ledger.driven import check_walk
from tests.ledger.owed import owed_to_guests, total
from tests.payments.test_ledger_model import NO_SHRINKING, release_if_held
from tests.payouts.paid_venues import check_transfers
from tests.payouts.test_transfer_model import paid_order, take_a_step
from tests.sale_factories import make_offer
from tests.sandbox.servers import StripeSandbox
from tests.sizes import sized
from tests.support import NOW

ZONE, TODAY = ZoneInfo("America/Los_Angeles"), NOW.date()
BILLED, EXPIRED, DORMANT = timedelta(days=60), timedelta(days=400), timedelta(days=1100)
Step = tuple[str, int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stage:
    """The stand-in, and who takes part: a guest with two paid bookings and a package, the venue, and an admin."""

    stripe: StripeSandbox
    account_id: str
    venue_id: int
    guest_id: int
    admin_id: int

    @property
    def guest(self) -> User:
        return session.get_one(User, self.guest_id)


def set_up(stripe: StripeSandbox) -> Stage:
    _, account_id = paid_order(stripe)
    venue, order = session.scalars(select(Venue)).one(), session.scalars(select(Order)).one()
    stage = Stage(stripe, account_id, venue.id, order.user_id or 0, make_user().id)
    offer = make_offer(first_option(session.scalars(select(Service)).one()))
    pay(stage, packages.buy(user=stage.guest, offer=offer, text="Five massages"))
    session.scalars(select(Pass)).one().commission_bps = 825
    session.commit()
    return stage


def pay(stage: Stage, order: Order) -> None:
    payments.open_page(order.id)
    session.commit()
    page = session.scalars(select(Payment.session_id).where(Payment.order_id == order.id)).one()
    stage.stripe.pay(page or "")
    payments.catch_up(order.id)
    session.commit()


def use(_stage: Stage, _number: int) -> None:
    """Use the package for a booking, tomorrow."""
    held, service = session.scalars(select(Pass)).one(), session.scalars(select(Service)).one()
    values: Any = {"list_cents": 0, "price_cents": 0, "commission_bps": 825, "state": BookingState.CONFIRMED}
    booking = make_booking(service, NOW + timedelta(days=1), **values)
    take_uses(wanted=[WantedUse(held.id, booking.id, 1)])
    settle_uses(booking_ids=[booking.id])


def return_use(_stage: Stage, number: int) -> None:
    """Cancel a booking that the package paid for."""
    booking_id = pick(session.scalars(select(PassUse.booking_id).order_by(PassUse.booking_id)).all(), number)
    cancel_booking(booking_id=booking_id, actor=Actor.PROVIDER, user_id=None)


def expire(_stage: Stage, _number: int) -> None:
    with clock.pinned(NOW + EXPIRED):
        expire_passes()


def refund_package(_stage: Stage, _number: int) -> None:
    held = session.scalars(select(Pass)).one()
    packages.refund_unused(pass_id=held.id, left_cents=held.left_cents, reason="")


def buy_card(stage: Stage, number: int) -> None:
    who = {"to_name": "Robin", "to_email": "robin@example.com", "from_name": "Wren", "message": ""}
    cents = 1000 + number % 400
    wanted = cards.Wanted(cents, **who, design=Design.FLOWER, deliver_at=NOW, zone=str(ZONE))
    order = cards.buy(user=stage.guest, wanted=wanted, text="Gift card")
    pay(stage, order)
    release_if_held(order.id)
    cards.deliver(order_id=order.id, delivery=1)


def redeem(stage: Stage, _number: int) -> None:
    card = pick(session.scalars(select(GiftCard).where(GiftCard.state == GiftCardState.DELIVERED)).all(), 0)
    cards.redeem(user_id=stage.guest_id, code=code_of(session.get_one(Order, card.order_id).public_id, 1))


def refund_card(_stage: Stage, number: int) -> None:
    card = pick(session.scalars(select(GiftCard).order_by(GiftCard.order_id)).all(), number)
    cards.refund_card(order_id=card.order_id, reason="")


def ask_for_cash(stage: Stage, _number: int) -> None:
    ask(user_id=stage.guest_id, law_state="CA", address="12 Oak St")


def decide_cash_out(stage: Stage, number: int) -> None:
    """Pay the guest, or refund their gift card, or decline."""
    key = pick(session.scalars(select(CashOut.public_id).where(CashOut.state == CashOutState.ASKED)).all(), 0)
    if number % 3 == 1:
        decline(key=key, reason="No.", user_id=stage.admin_id)
    else:
        how = HowPaid(PaidBy.REFUND if number % 3 else PaidBy.CHECK, TODAY, "1")
        record_paid(key=key, how=how, user_id=stage.admin_id, today=TODAY)


def turn_unclaimed_over(stage: Stage, _number: int) -> None:
    with clock.pinned(NOW + DORMANT):
        today = clock.now().date()
        new = NewTurnover("OR", [each.key for each in dormant(today, ZONE)], today, "1")
        turn_over(new, user_id=stage.admin_id, today=today, zone=ZONE)


def undo_unclaimed(stage: Stage, number: int) -> None:
    public_id = pick(session.scalars(select(Turnover.public_id)).all(), number)
    undo_turnover(public_id=public_id, why="By mistake.", user_id=stage.admin_id)


def give(stage: Stage, number: int) -> None:
    grant(user_id=stage.guest_id, cents=number + 1, reason="Sorry.")


def pay_tax(stage: Stage, number: int) -> None:
    (state, name), owed = pick(list(taxes_owed().items()), 0)
    new = NewTaxPayment(state, name, TODAY, TODAY, number % owed + 1 if owed > 0 else 1, TODAY, "1")
    record_tax_payment(new, user_id=stage.admin_id, today=TODAY)


def undo_tax(stage: Stage, number: int) -> None:
    payment_id = pick(session.scalars(select(TaxPayment.public_id)).all(), number)
    undo_tax_payment(payment_id=payment_id, why="Mistake.", user_id=stage.admin_id)


def settle_debt(stage: Stage, number: int) -> None:
    """Record that the venue paid us some of what it owes, or that it never will."""
    owed = owed_by_venue(stage.venue_id)
    kind = SettlementKind.BANK if number % 2 else SettlementKind.WRITE_OFF
    new = NewSettlement(kind, number % owed + 1 if owed > 0 else 1, TODAY, "1")
    settle(new, venue_id=stage.venue_id, user_id=stage.admin_id, today=TODAY)


def undo_debt(stage: Stage, number: int) -> None:
    recorded = select(VenueSettlement.public_id).where(VenueSettlement.kind != SettlementKind.CARD)
    public_id = pick(session.scalars(recorded.order_by(VenueSettlement.id)).all(), number)
    undo_settlement(public_id=public_id, why="By mistake.", user_id=stage.admin_id)


def pay_invoice(stage: Stage, _number: int) -> None:
    with clock.pinned(NOW + BILLED):
        issue_invoices()
        session.commit()
    pay(stage, start_payment(venue_id=stage.venue_id, user=stage.guest, text="Invoices"))


def pay_ourselves(stage: Stage, number: int) -> None:
    payout = request_payout(cents=number + 1, user_id=stage.admin_id)
    session.commit()
    finance.send_payout(payout.id)


def fail_payout(stage: Stage, number: int) -> None:
    made = select(BankPayout.stripe_id).where(BankPayout.state == BankPayoutState.MADE)
    stage.stripe.fail_payout(pick(session.scalars(made).all(), number) or "")
    reconcile()


def charge_us(stage: Stage, number: int) -> None:
    stage.stripe.adjust_balance(-number - 1)
    reconcile()


def correct(stage: Stage, number: int) -> None:
    """Have Stripe move money that we know nothing of, and resolve the difference."""
    stage.stripe.adjust_balance(10 * (number + 1), "topup")
    reconcile()
    for public_id in session.scalars(select(Difference.public_id).where(Difference.resolved_at.is_(None))).all():
        resolve(public_id=public_id, note="Our own money.", user_id=stage.admin_id)


def reconcile() -> None:
    with clock.pinned(NOW + timedelta(days=1)):
        finance.reconcile()
        session.commit()


MOVES: Mapping[str, Callable[[Stage, int], None]] = {
    "use": use,
    "return": return_use,
    "expire": expire,
    "refund package": refund_package,
    "buy card": buy_card,
    "redeem": redeem,
    "refund card": refund_card,
    "ask for cash": ask_for_cash,
    "decide cash-out": decide_cash_out,
    "turn over": turn_unclaimed_over,
    "undo turnover": undo_unclaimed,
    "give": give,
    "pay tax": pay_tax,
    "undo tax": undo_tax,
    "settle debt": settle_debt,
    "undo debt": undo_debt,
    "pay invoice": pay_invoice,
    "pay ourselves": pay_ourselves,
    "fail payout": fail_payout,
    "charge us": charge_us,
    "correct": correct,
}
OF_BOOKINGS = ("complete", "complete", "no-show", "cancel", "refund", "send refund", "pay", "pay", "pay out")
# The first booking is refunded after its payout, so the venue owes us.
WALK: list[Step] = [
    *[("complete", 0, 0), ("pay", 0, 0), ("pay out", 0, 0), ("refund", 0, 8000), ("pay", 0, 0)],
    *[("settle debt", 0, 2000), ("settle debt", 0, 1001), ("undo debt", 0, 0), ("pay invoice", 0, 0)],
    *[("pay tax", 0, 100), ("undo tax", 0, 0), ("give", 0, 500)],
    *[("use", 0, 0), ("complete", 0, 0), ("use", 0, 0), ("return", 0, 1), ("expire", 0, 0)],
    *[("buy card", 0, 0), ("redeem", 0, 0), ("ask for cash", 0, 0), ("decide cash-out", 0, 0)],
    *[("buy card", 0, 200), ("turn over", 0, 0), ("undo turnover", 0, 0), ("charge us", 0, 200)],
    *[("correct", 0, 9999), ("pay ourselves", 0, 5000), ("fail payout", 0, 0)],
]
RANDOM = st.tuples(st.sampled_from((*MOVES, *OF_BOOKINGS)), st.integers(0, 3), st.integers(0, 9999))


class Impossible(Exception):
    """There is nothing to take this step with."""


def pick(found: Sequence[T], number: int) -> T:
    """Return one of these. Raises Impossible if there are none."""
    if not found:
        raise Impossible
    return found[number % len(found)]


def take(stage: Stage, step: Step) -> None:
    """Take one step. Raises DomainError or Impossible if it isn't possible now."""
    name, which, number = step
    if name in MOVES:
        MOVES[name](stage, number)
    else:
        booking = pick(session.scalars(select(Booking).order_by(Booking.id)).all(), which)
        take_a_step(name, booking, number, stage.stripe, stage.account_id)


def check(stage: Stage) -> None:
    """Compare the ledger with Stripe, and with the rows."""
    found, moved = balances(), stage.stripe.client().v1.balance_transactions.list({"limit": 100})
    assert sum(found.values()) == 0
    assert found[Account.CASH_AT_STRIPE] == sum(each.net for each in moved.auto_paging_iter())
    left = {
        **owed_to_guests(),
        Account.TAX_PAYABLE: sum(taxes_owed().values()),
        Account.PLATFORM_BANK: -in_bank(),
        Account.GOODWILL: -total(CreditMovement.amount_cents, CreditMovement.kind == MovementKind.GOODWILL),
        Account.UNCLAIMED_PROPERTY: 0,
    }
    assert {account: -found.get(account, 0) for account in left} == left


def in_bank() -> int:
    """Return what came to our bank from Stripe and venues, less what we paid from it, in cents."""
    came = total(BankPayout.amount_cents, BankPayout.state == BankPayoutState.MADE)
    recorded = VenueSettlement.kind == SettlementKind.BANK, VenueSettlement.undone_at.is_(None)
    came += total(VenueSettlement.amount_cents, *recorded)
    in_cash = CashOut.state == CashOutState.PAID, CashOut.paid_by != PaidBy.REFUND
    went = total(CashOut.amount_cents, *in_cash) + total(Turnover.amount_cents, Turnover.undone_at.is_(None))
    return came - went - total(TaxPayment.amount_cents, TaxPayment.undone_at.is_(None))


def check_the_end(stage: Stage) -> None:
    """Check that once all is sent, guests are owed nothing for what is over, and the venue has what it earned."""
    send_refunds()
    correct(stage, 20000)  # the platform's balance never keeps a transfer waiting
    for booking_id in session.scalars(select(Booking.id)).all():
        with clock.pinned(NOW + timedelta(days=20)):
            payouts.pay_booking(booking_id)
            session.commit()
    with clock.pinned(NOW + EXPIRED + timedelta(days=20)):
        payouts.pay_pass(session.scalars(select(Pass.id)).one())
        session.commit()
    check(stage)
    check_transfers(stage.stripe)
    assert balances().get(Account.VENUE_PAYABLE, 0) == 0
    assert balances().get(Account.VENUE_RECEIVABLE, 0) == owed_by_venue(stage.venue_id) >= 0
    kinds = Counter(session.scalars(select(Payment.state)))
    assert set(kinds) == {PaymentState.PAID}


@settings(
    max_examples=sized(100, 2),
    phases=NO_SHRINKING,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(RANDOM, min_size=10, max_size=25))
@example(steps=WALK)
def test_the_ledger_agrees_with_stripe_and_the_rows_after_any_sequence(
    app: Flask, stripe: StripeSandbox, steps: list[Step]
) -> None:
    stripe.reset()
    stripe.set_clock(NOW)
    with app.app_context(), clock.pinned(NOW):
        try:
            stage = set_up(stripe)
            for step in steps:
                try:
                    take(stage, step)
                    session.commit()
                except (DomainError, Impossible):
                    session.rollback()
                session.expire_all()
                check(stage)
            check_the_end(stage)
            if steps == WALK:
                check_walk("tests/ledger/test_other_money_model.py")
        finally:
            database.empty()
