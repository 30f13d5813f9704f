"""Random sequences of cancellations, no-shows, and refunds: the ledger always says what the rows say."""

from collections import Counter
from datetime import timedelta

from flask import Flask
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, func, select

from app.accounts.models import User
from app.bookings.actions.attendance import check_in, mark_no_show, undo_check_in, undo_no_show
from app.bookings.actions.cancel import cancel_booking, complete_finished
from app.bookings.actions.desk_payments import record_desk_payment, undo_desk_payment
from app.bookings.actions.refunds import issue_refund, retry_refund
from app.bookings.enums import Actor, BookingState, LineKind, OrderKind, RefundSource, RefundState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund, not_retried
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.desk_payments import desk_payments_of
from app.bookings.queries.orders import PAID_FOR, held_bookings
from app.bookings.queries.refunds import refundable_cents, refundable_tip_cents
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.commission.amounts import commission_cents
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.credit.enums import BY_VENUES, MovementKind
from app.credit.models import CreditMovement
from app.credit.queries import balances_of, credit_at
from app.gift_cards.actions import Wanted, buy, deliver, redeem, release
from app.gift_cards.enums import Design, GiftCardState
from app.gift_cards.queries import lock_card
from app.ledger.enums import Account
from app.ledger.models import LedgerPosting
from app.ledger.queries import balances
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.payments import actions
from app.payments.gateway import CheckoutSession, GatewayRefund, RefundStatus, SessionStatus
from app.tax.amounts import share
from app.tax.enums import Remitter
from app.tips.actions import start_tip
from app.tips.queries import LEAST_CENTS
from app.venue_credit.actions import GONE_FOR, Gift, give, settle_credit_at, take_back
from app.venue_credit.queries import balances_where_gone
from app.venues.actions.publication import reinstate_venue, suspend_venue
from app.venues.models import Venue
from tests import database
from tests.factories import make_service, make_user, make_venue
from tests.ledger.driven import check_walk
from tests.sale_factories import make_tax_rule
from tests.sizes import sized
from tests.support import NOW, utc

STARTS = ("2026-05-19 18:00", "2026-05-20 18:00")
# Shrinking runs hundreds of examples, and each takes a second.
NO_SHRINKING = [phase for phase in Phase if phase is not Phase.shrink]
# The guest keeps the refund of the second booking as credit, and the venue leaves.
WALK = [
    *(("complete", 0, 0), ("tip", 0, 300), ("cancel", 1, 57)),
    *(("refund", 0, 2100), ("succeed", 0, 0), ("fail", 0, 0)),
    *(("give credit", 0, 500), ("take credit back", 0, 1), ("venue gone", 0, 0)),
]
# A refund fails, and another way to refund some of it is found.
REFUNDED_TWICE = [("cancel as venue", 0, 0), ("refuse", 0, 0), ("refund", 0, 2100)]
EARNED = {BookingState.COMPLETED, BookingState.NO_SHOW, BookingState.CANCELED}
STEPS = (
    *("cancel", "cancel as venue", "no-show", "undo no-show", "complete", "arrive", "undo arrival", "pay in person"),
    *(
        "tip",
        "refund tip",
        "refund",
        "succeed",
        "refuse",
        "fail",
        "retry",
        "give credit",
        "take credit back",
        "venue gone",
    ),
)


def order_of_two(*, is_taxed: bool) -> Order:
    """Check out two bookings of one venue in one order, with taxes that we and the venue pay, if any. Commits."""
    venue = make_venue()
    service = make_service(venue, capacity=4, price_cents=11001)
    if is_taxed:
        make_tax_rule(service, rate=8875, taxes_fees=False)
        make_tax_rule(service, rate=4125, jurisdiction="Portland", remitter=Remitter.VENUE, taxes_fees=True)
    user = make_user()
    cart = open_cart(user_id=user.id)
    for start in STARTS:
        add_line(cart=cart, slot=SlotRequest(service.first_option.id, utc(start)))
    view = view_of(cart, except_bookings=held_bookings(cart))
    order = check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email)))
    session.commit()
    return order


def set_terms(order_id: int, *, funded_cents: int = 0) -> None:
    """Give the bookings of an order a cancellation fee, a commission, and a discount that we pay. Commits."""
    for booking in bookings_of_order(order_id):
        booking.cancel_free_hours, booking.cancel_keep_percent, booking.commission_bps = 48, 33, 825
        booking.list_cents += 2500
        booking.discount_cents, booking.funded_cents = 2500, funded_cents
    session.commit()


def leave_for_later(order: Order, cents: int) -> None:
    """Leave some of each booking's price for later, as a deposit does."""
    prices = OrderLine.order_id == order.id, OrderLine.kind == LineKind.BOOKING
    for line in session.scalars(select(OrderLine).where(*prices)):
        line.later_cents = cents
        order.later_cents += cents
        session.get_one(Booking, line.booking_id).later_cents = cents
    session.flush()


def paid_order(later: int, cents: int, given: int, *, is_taxed: bool, funded_cents: int) -> int:
    """Pay an order of two bookings, as Stripe would report it, and return its id. Commits.

    The guest first redeems a gift card of this many cents, gets this much credit from the venue, and uses both.
    """
    order = order_of_two(is_taxed=is_taxed)
    leave_for_later(order, later)
    if cents:
        redeem_gift_card(order.user_id or 0, cents)
    if given:
        give_credit(order.user_id or 0, given)
    if cents or given:
        actions.use_credit(order_id=order.id, wanted=True)
    pay(order, "1")
    set_terms(order.id, funded_cents=funded_cents)
    return order.id


def give_credit(user_id: int, cents: int) -> None:
    """Let the venue give a guest credit."""
    venue = session.scalars(select(Venue)).one()
    gift = Gift(user_id, cents, credit_at(venue.id, user_id), "Sorry about the noise.")
    give(gift, venue_id=venue.id, by_id=venue.owner_id)


def take_credit_back(number: int) -> None:
    """Let the venue take back some credit that it gave."""
    venue = session.scalars(select(Venue)).one()
    given = session.scalars(select(CreditMovement.id).where(CreditMovement.kind == MovementKind.GIVEN)).all()
    if given:
        take_back(movement_id=given[number % len(given)], venue_id=venue.id, by_id=venue.owner_id)


def settle_credit_when_gone() -> None:
    """Suspend the venue for a week, settle the guests' credit there, and reinstate it."""
    venue = session.scalars(select(Venue)).one()
    owner = session.get_one(User, venue.owner_id)
    suspend_venue(venue=venue, by=owner, reason="As a test.")
    with clock.pinned(clock.now() + GONE_FOR):
        for venue_id, user_id in balances_where_gone(since=clock.now() - GONE_FOR):
            settle_credit_at(venue_id=venue_id, user_id=user_id)
            assert credit_at(venue_id, user_id) == 0
    reinstate_venue(venue=venue, by=owner)


def redeem_gift_card(user_id: int, cents: int) -> None:
    """Buy a gift card, deliver it to a guest, and redeem it."""
    card = Wanted(cents, "Robin", "robin@example.com", "Wren", "", Design.FLOWER, NOW, "America/Chicago")
    bought = buy(user=session.get_one(User, user_id), wanted=card, text="Gift card")
    pay(bought, "gift")
    release_if_held(bought.id)
    delivered = deliver(order_id=bought.id, delivery=1)
    assert delivered is not None
    redeem(user_id=user_id, code=delivered[1])


def release_if_held(order_id: int) -> None:
    if lock_card(order_id).state is GiftCardState.HELD:
        release(order_id=order_id)


def pay(order: Order, name: str) -> None:
    """Pay what a card pays of an order, if anything."""
    if actions.prepare_payment(order_id=order.id) is None:
        return
    seen = CheckoutSession(
        f"cs_{name}",
        order.public_id,
        SessionStatus.COMPLETE,
        paid=True,
        amount_cents=order.card_cents,
        currency="usd",
        payment_intent_id=f"pi_{name}",
    )
    actions.settle(seen=seen)


def take(step: str, booking: Booking, number: int) -> None:
    """Take one step, as people and Stripe do. Raises DomainError if it isn't possible now."""
    owner_id = session.scalars(select(Venue.owner_id)).one()
    if step == "cancel":
        with clock.pinned(booking.starts_at - timedelta(hours=number % 60 + 1)):
            cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None, keep=number % 3 == 0)
    elif step == "cancel as venue":
        cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None)
    elif step == "no-show":
        with clock.pinned(booking.starts_at + timedelta(minutes=10)):
            mark_no_show(booking_id=booking.id, user_id=owner_id)
    elif step == "undo no-show":
        undo_no_show(booking_id=booking.id, user_id=owner_id)
    elif step == "complete":
        with clock.pinned(booking.ends_at + timedelta(hours=2)):
            complete_finished()
    elif step in {"arrive", "undo arrival", "pay in person"}:
        see_guest(step, booking, number)
    else:
        take_of_money(step, booking, number)


def take_of_money(step: str, booking: Booking, number: int) -> None:
    to_card = Refund.booking_id == booking.id, Refund.source == RefundSource.CARD
    refunds = session.scalars(select(Refund).where(*to_card).order_by(Refund.id)).all()
    refund = refunds[number % len(refunds)] if refunds else None
    if step == "tip":
        tip = start_tip(booking_id=booking.id, cents=number % 1000 + LEAST_CENTS)
        pay(tip, f"tip_{tip.id}")
    elif step == "refund tip":
        left, kept = refundable_cents(booking), refundable_tip_cents(booking)
        cents = number % kept + 1 if kept else 1
        issue_refund(booking_id=booking.id, cents=cents, left=left, reason="A mistake.", only_tips=True)
    elif step == "refund":
        left = refundable_cents(booking)
        issue_refund(booking_id=booking.id, cents=number % left + 1 if left else 1, left=left, reason="Cold room.")
    elif step == "give credit":
        give_credit(session.get_one(Order, booking.venue_order.order_id).user_id or 0, number + 1)
    elif step == "take credit back":
        take_credit_back(number)
    elif step == "venue gone":
        settle_credit_when_gone()
    elif refund is None:
        return
    elif step == "retry":
        retry_refund(refund_id=refund.id)
    elif step == "refuse" and refund.stripe_id is None:
        if actions.start_refund(refund_id=refund.id):
            actions.fail_refund(refund_id=refund.id, why="The charge is disputed.")
    elif step == "succeed" and actions.start_refund(refund_id=refund.id):
        made = GatewayRefund(f"re_{refund.id}", RefundStatus.SUCCEEDED)
        actions.note_refund(refund_id=refund.id, response=made)
    elif step == "fail" and refund.stripe_id:
        actions.note_refund_event(response=GatewayRefund(refund.stripe_id, RefundStatus.FAILED, "The card is closed."))


def see_guest(step: str, booking: Booking, number: int) -> None:
    """Mark the guest as arrived, or record a payment in person, or undo that."""
    owner_id, paid = session.scalars(select(Venue.owner_id)).one(), desk_payments_of([booking.id])
    if step != "pay in person":
        with clock.pinned(booking.ends_at + timedelta(hours=number % 60 - 1)):
            (check_in if step == "arrive" else undo_check_in)(booking_id=booking.id, user_id=owner_id)
    elif paid and number % 2:
        undo_desk_payment(booking_id=booking.id, payment_id=paid[0].id, user_id=owner_id)
    else:
        values = {"method": SettledBy.CASH, "cents": number % 7000 + 1}
        record_desk_payment(booking_id=booking.id, **values, user_id=owner_id)


def posted(booking: Booking, account: Account) -> int:
    """Return what the ledger says that we owe for a booking in an account, in cents."""
    which = LedgerPosting.booking_id == booking.id, LedgerPosting.account == account
    return -int(session.scalar(select(func.sum(LedgerPosting.amount_cents)).where(*which)) or 0)


def given_by_venues() -> int:
    """Return the credit that venues gave, less what they took back, in cents."""
    return int(
        session.scalar(select(func.sum(CreditMovement.amount_cents)).where(CreditMovement.kind.in_(BY_VENUES))) or 0
    )


def tips_of(booking: Booking) -> Select[int, int]:
    """Select the paid tips for a booking: (order id, cents)."""
    paid = Order.kind == OrderKind.TIP, Order.state.in_(PAID_FOR)
    return select(Order.id, Order.total_cents).join(OrderLine).where(OrderLine.booking_id == booking.id, *paid)


def paid_by_us(booking: Booking, kept: int, charged: int) -> int:
    """Return what we pay of the discount, in cents: the same part as what the venue kept of the price.

    If the venue says that the guest came, they paid there what wasn't charged.
    """
    here = booking.arrived_at or desk_payments_of([booking.id])
    at_venue = booking.price_cents - charged if here and booking.state is BookingState.COMPLETED else 0
    return share(booking.funded_cents, kept + at_venue, booking.price_cents)


def check(booking: Booking) -> tuple[int, int]:
    """Compare the ledger with a booking's rows. Returns what Stripe and store credit have refunded, in cents."""
    refunds = session.scalars(select(Refund).where(Refund.booking_id == booking.id)).all()
    at_stripe = sum(one.amount_cents for one in refunds if one.stripe_id and one.state is not RefundState.FAILED)
    to_credit = sum(one.amount_cents for one in refunds if not one.is_to_card)
    tips = dict(session.execute(tips_of(booking)).all())
    promised, back = Counter[int](), 0
    for one in not_retried(refunds):
        promised[one.order_id] += one.amount_cents
        back += one.tax_cents
    assert sum(one.tax_cents for one in refunds if one.state is not RefundState.FAILED) <= booking.tax_cents
    kept_tips = sum(max(0, cents - promised.pop(order_id, 0)) for order_id, cents in tips.items())
    kept = max(0, booking.paid_cents - sum(tips.values()) - promised.total())
    is_earned = booking.state in EARNED
    tax = max(0, min(kept, booking.tax_cents - back)) if is_earned else 0
    paid = kept - tax if is_earned else 0
    charged = booking.paid_cents - sum(tips.values()) - booking.tax_cents
    ours = paid_by_us(booking, paid, charged) if is_earned else 0
    assert posted(booking, Account.PLATFORM_DISCOUNTS) == -ours
    earned = paid + ours
    commission = commission_cents(earned, 825)
    assert posted(booking, Account.COMMISSION) == commission
    of_tax = posted(booking, Account.TAX_PAYABLE), posted(booking, Account.VENUE_PAYABLE) - earned + commission
    assert sum(of_tax) == tax
    assert all(0 <= part <= booking.tax_cents for part in of_tax)
    assert posted(booking, Account.TIPS_PAYABLE) == kept_tips
    left = booking.paid_cents - at_stripe - to_credit - paid - tax - kept_tips
    assert posted(booking, Account.GUEST_PREPAYMENTS) == left
    return at_stripe, to_credit


@settings(max_examples=sized(300, 11), phases=NO_SHRINKING)
@given(
    st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 1), st.integers(0, 20000)), min_size=3, max_size=12),
    st.sampled_from((0, 7001)),
    st.sampled_from((0, 6000, 22002)),
    st.sampled_from((0, 5000, 13000)),
    st.booleans(),
    st.sampled_from((0, 1833)),
)
@example(steps=WALK, later=0, cents=6000, given=5000, is_taxed=True, funded=1833)
@example(steps=REFUNDED_TWICE, later=7001, cents=0, given=0, is_taxed=True, funded=1833)
def test_the_ledger_agrees_with_the_rows_after_any_sequence(
    app: Flask, steps: list[tuple[str, int, int]], later: int, cents: int, given: int, is_taxed: bool, funded: int
) -> None:
    with app.app_context(), clock.pinned(NOW):
        try:
            order_id = paid_order(later, cents, given, is_taxed=is_taxed, funded_cents=funded)
            order = session.get_one(Order, order_id)
            by_card, by_credit, refunded = order.card_cents, order.credit_cents, [(0, 0)]
            for step, which, number in steps:
                try:
                    take(step, bookings_of_order(order_id)[which], number)
                    session.commit()  # checks that every entry balances
                except DomainError:
                    session.rollback()
                session.expire_all()
                refunded = [check(booking) for booking in bookings_of_order(order_id)]
            at_stripe, to_credit = (sum(parts) for parts in zip(*refunded, strict=True))
            tips = sum(cents for which in bookings_of_order(order_id) for _, cents in session.execute(tips_of(which)))
            gifts, found = given_by_venues(), balances()
            owed = cents + gifts - by_credit + to_credit
            assert by_card + by_credit == 2 * (11001 - later + 1430 * is_taxed)
            assert found.get(Account.CASH_AT_STRIPE, 0) == by_card + cents + tips - at_stripe
            assert -found.get(Account.GUEST_CREDIT, 0) == owed == sum(balances_of(order.user_id or 0).values())
            assert found.get(Account.VENUE_RECEIVABLE, 0) == gifts
            assert found.get(Account.GIFT_CARD_LIABILITY, 0) == 0
            if steps is WALK:
                check_walk("tests/payments/test_ledger_model.py")
        finally:
            database.empty()
