"""Many orders on a bad day: events come shuffled, twice, late or never, calls get no answer, and processes are killed.

The web server, the worker, and Stripe's stand-in run as processes of their own. Guests buy gift cards, packages, and
memberships; they order, pay in full, a deposit, or with a card on file, with tax, use what they bought or store credit,
or don't pay; their cards are declined or ask for 3-D Secure; they reschedule, cancel, don't come, pay at the front
desk, get refunds, keep them as credit, tip, and dispute payments. Venues are paid out, suspended, and owe us; payouts,
refunds, and payments of memberships fail. We pay taxes and ourselves. In the end, after nightly jobs, nothing may be
lost, doubled, or unexplained: `check_the_end` says what that means. `CHAOS_ORDERS` sets how many orders there are,
besides a tenth as many sales of gift cards, packages, and memberships, and as many walk-ins, `CHAOS_SEED` which ones.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import func, select

from app.bookings.enums import BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.core.db import retry_deadlocks, session
from tests.benchmarks.chaos.changes import change_booking, decide, dispute_some, pay_later_charges, refund_late, tip
from tests.benchmarks.chaos.checks import Findings, check_the_end
from tests.benchmarks.chaos.day import Day, bad_day, close_the_books, move_on, wait_until_quiet
from tests.benchmarks.chaos.desk import collect, walk_in
from tests.benchmarks.chaos.guests import place_order
from tests.benchmarks.chaos.members import empty_cards, fill_cards
from tests.benchmarks.chaos.money_of_venues import (
    pay_venues_out,
    reinstate_all,
    replace_banks,
    settle_invoices,
    suspend_some,
)
from tests.benchmarks.chaos.office import cash_out, fail_our_payouts, pay_ourselves, pay_taxes, retry_refunds
from tests.benchmarks.chaos.reschedules import reschedule
from tests.benchmarks.chaos.sales import offer_passes, redeem_gift_cards, sell
from tests.benchmarks.chaos.unreliable import killed_at_random
from tests.benchmarks.chaos.venues import open_venues

ORDERS = int(os.environ.get("CHAOS_ORDERS", "1000"))
EVENTS = {"delay": [0.0, 3.0], "double_percent": 25, "drop_percent": 10}
AFTERWARDS = timedelta(days=15)
# What people do after which night. Memberships renew every month, packages expire after one, and what venues owe is
# invoiced after one.
NIGHTS: Mapping[timedelta, Sequence[Callable[[Day], None]]] = {
    timedelta(days=16): (pay_venues_out, refund_late),
    timedelta(days=17): (),
    timedelta(days=33): (fill_cards, replace_banks, reinstate_all, decide),
    timedelta(days=41): (pay_taxes, pay_ourselves),
    timedelta(days=50): (settle_invoices, fail_our_payouts),
    timedelta(days=51): (pay_ourselves, decide),
}
# What was earned again on the last day, after a dispute, is due a day later.
LAST = timedelta(days=53)


def main() -> None:
    seed = int(os.environ.get("CHAOS_SEED", "17"))
    with bad_day(random.Random(seed)) as (day, outbox):
        options = open_venues(day)
        offered = offer_passes(options)
        began = time.monotonic()
        day.stripe.webhooks(**EVENTS, seed=seed)
        with killed_at_random(day.programs, seconds=(8, 20), chance=day.chance):
            for _ in range(ORDERS // 10):
                sell(day, offered)
            wait_until_quiet(day)
            close_the_books()
            wait_until_quiet(day)
            redeem_gift_cards(day, outbox)
            cash_out(day)
            for _ in range(ORDERS):
                retry_deadlocks(partial(place_order, day, options))
            for _ in range(ORDERS // 10):
                walk_in(day, options)
            wait_until_quiet(day)
            move_on(day, timedelta(hours=2))
            close_the_books()
            for booking_id in session.scalars(select(Booking.id).order_by(Booking.id)).all():
                retry_deadlocks(partial(reschedule, day, booking_id))
                retry_deadlocks(partial(change_booking, day, booking_id))
            suspend_some(day)
            wait_until_quiet(day)
            spend_night(day, AFTERWARDS)
            for booking_id in session.scalars(select(Booking.id).where(Booking.state == BookingState.COMPLETED)).all():
                retry_deadlocks(partial(tip, day, booking_id))
            for act in (pay_later_charges, collect):
                retry_deadlocks(partial(act, day))
            dispute_some(day)
            empty_cards(day)
            wait_until_quiet(day)
            retry_refunds(day)
            decide(day)
            for night, acts in NIGHTS.items():
                spend_night(day, night)
                for act in acts:
                    retry_deadlocks(partial(act, day))
                wait_until_quiet(day)
        spend_night(day, LAST)
        show(day, check_the_end(day.stripe), minutes=(time.monotonic() - began) / 60)


def spend_night(day: Day, night: timedelta) -> None:
    move_on(day, night)
    close_the_books()
    wait_until_quiet(day)


def show(day: Day, found: Findings, *, minutes: float) -> None:
    states = Counter(each["state"] for each in day.stripe.deliveries())
    kills = ", ".join(f"{each.program.name} {each.kills}" for each in day.programs)
    rows = {
        **dict(sorted(day.done.items())),
        "orders confirmed": session.scalar(select(func.count()).where(Order.state == OrderState.CONFIRMED)),
        **{f"events {state}": number for state, number in sorted(states.items())},
        "processes killed": kills,
        "minutes": f"{minutes:.1f}",
        **found.rows,
    }
    for name, value in rows.items():
        print(f"{name:<44}{value:>24}")
