"""Uses of passes: taken with a booking's hold, used once it is paid for, and returned; and passes that end.

They expire, or a bank takes their payment back.

Each change of what is unearned has its entry in the ledger.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.commission.amounts import commission_cents
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer, defer_once
from app.ledger.actions import Entry, Posting, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.passes.enums import PassState, UseState
from app.passes.errors import PassErrorCode
from app.passes.models import Pass, PassUse
from app.passes.queries import expired_passes, lock_pass_of, lock_passes, uses_of

# For how long a use that is returned after the pass has expired can be used again.
EXTRA_TIME = timedelta(days=30)
OVER = frozenset({PassState.EXPIRED, PassState.REFUNDED})


@dataclass(frozen=True, slots=True)
class WantedUse:
    """A booking that a pass is to pay for: one use for each guest."""

    pass_id: int
    booking_id: int
    uses: int


def take_uses(*, wanted: Sequence[WantedUse]) -> None:
    """Take uses for bookings that are held. Raises Conflict if a pass has fewer left; the caller must roll back."""
    passes = lock_passes({one.pass_id for one in wanted})
    short = _short(passes, wanted)
    if short is not None:
        raise Conflict(PassErrorCode.NOTHING_LEFT, title=short.title)
    for one in wanted:
        value = _take(passes[one.pass_id], one.uses)
        use = PassUse(booking_id=one.booking_id, pass_id=one.pass_id, uses=one.uses, value_cents=value)
        session.add(use)
    session.flush()


def _short(passes: Mapping[int, Pass], wanted: Iterable[WantedUse | PassUse]) -> Pass | None:
    """Return the first of these locked passes that has fewer uses left than are wanted, or None."""
    total: Counter[int] = Counter()
    for one in wanted:
        total[one.pass_id] += one.uses
    found = (passes[pass_id] for pass_id, uses in total.items() if passes[pass_id].uses_left < uses)
    return next(found, None) or next((passes[id_] for id_ in total if not passes[id_].is_usable), None)


def _take(held: Pass, uses: int) -> int:
    value = held.value_of(uses)
    held.uses_left, held.left_cents = held.uses_left - uses, held.left_cents - value
    return value


def settle_uses(*, booking_ids: Collection[int]) -> bool:
    """Note that bookings, now paid for, have used what they hold. Returns False if that is gone.

    It is certain while they are held. If the hold had expired, the guest may have used it elsewhere.
    """
    uses = uses_of(booking_ids)
    if not uses:
        return True
    passes = lock_passes({one.pass_id for one in uses})
    if _short(passes, [use for use in uses if use.state is UseState.RETURNED]) is not None:
        return False
    for use in uses:
        if use.state is UseState.RETURNED:
            use.value_cents = _take(passes[use.pass_id], use.uses)
        use.state, use.at = UseState.USED, clock.now()
    session.flush()
    record_entries([_entry(LedgerEvent.PACKAGE_USE, use, passes, use.value_cents) for use in uses])
    return True


def return_uses(*, booking_ids: Collection[int]) -> None:
    """Return what these bookings hold or have used. A pass that has expired since gets extra time for it."""
    uses = [use for use in uses_of(booking_ids) if use.state is not UseState.RETURNED]
    passes = lock_passes({one.pass_id for one in uses})
    were_used = [use for use in uses if use.state is UseState.USED]
    for use in uses:
        held = passes[use.pass_id]
        if held.state in OVER:
            held.state, held.uses_left = PassState.ACTIVE, 0
        elif held.state is PassState.CHARGED_BACK:
            # The bank has returned what this is worth to the guest, so their venue no longer owes it to us.
            defer("disputes.read_again", order_id=held.order_id)
        held.uses_left, held.left_cents = held.uses_left + use.uses, held.left_cents + use.value_cents
        if held.expires_at is None or held.expires_at <= clock.now():
            held.expires_at = clock.now() + EXTRA_TIME
        use.state = UseState.RETURNED
    session.flush()
    record_entries([_entry(LedgerEvent.PACKAGE_RETURN, use, passes, -use.value_cents) for use in were_used])


def _entry(event: LedgerEvent, use: PassUse, passes: Mapping[int, Pass], cents: int) -> Entry:
    """Return the entry that moves what a booking uses from unearned revenue to what is prepaid for it, or back."""
    return Entry(
        event,
        str(use.booking_id),
        [
            debit(Account.UNEARNED_REVENUE, cents, venue_id=passes[use.pass_id].venue_id),
            credit(Account.GUEST_PREPAYMENTS, cents, booking_id=use.booking_id),
        ],
    )


def expire_passes() -> int:
    """Expire passes whose time is over: the venue earns what wasn't used, less our commission. Returns how many."""
    passes = lock_passes(expired_passes()).values()
    for held in passes:
        if held.state is PassState.ACTIVE and held.expires_at is not None and held.expires_at <= clock.now():
            _expire(held)
    session.flush()
    return len(passes)


def _expire(held: Pass) -> None:
    unused, number = held.left_cents, int(held.expires_at.timestamp()) if held.expires_at else 0
    held.state, held.left_cents = PassState.EXPIRED, 0
    commission = commission_cents(unused, held.commission_bps)
    record_entries(
        [
            Entry(
                LedgerEvent.BREAKAGE,
                f"{held.id}:{number}",
                [
                    debit(Account.UNEARNED_REVENUE, unused, venue_id=held.venue_id),
                    credit(Account.VENUE_PAYABLE, unused - commission, venue_id=held.venue_id),
                    credit(Account.COMMISSION, commission, venue_id=held.venue_id),
                ],
            )
        ]
    )
    if unused:
        defer("payouts.pay_pass", lock=f"payouts.pay_pass:{held.id}", pass_id=held.id)


def follow_dispute(order_id: int, *, open_cents: int, lost_cents: int) -> list[Posting]:
    """Hold a pass while banks dispute its payment, and end what is left of it for what they have kept.

    What the venue has earned with it, it owes to us, less our commission: it bears disputes about its bookings, too.
    The order must be locked. Returns what changes in the ledger. Repeating it changes nothing.
    """
    held = lock_pass_of(order_id)
    before, owed = held.lost_cents, held.owed_cents
    _lose(held, lost_cents)
    _follow_state(held, is_disputed=open_cents > 0)
    session.flush()
    if held.membership_id is not None and open_cents + lost_cents:
        lock = f"memberships.read_again:{held.membership_id}"
        defer_once("memberships.read_again", lock=lock, membership_id=held.membership_id)
    if held.owed_cents < owed:
        # A transfer may have kept what the venue no longer owes.
        lock = f"payouts.return_to_venue:{held.venue_id}"
        defer("payouts.return_to_venue", lock=lock, venue_id=held.venue_id)
    commission = commission_cents(held.owed_cents, held.commission_bps) - commission_cents(owed, held.commission_bps)
    return [
        debit(Account.UNEARNED_REVENUE, held.lost_cents - before, venue_id=held.venue_id),
        debit(Account.VENUE_RECEIVABLE, held.owed_cents - owed - commission, venue_id=held.venue_id),
        debit(Account.COMMISSION, commission, venue_id=held.venue_id),
    ]


def _lose(held: Pass, cents: int) -> None:
    """End the uses of a locked pass that a loss covers, and restore the ones that an earlier loss ended."""
    uses, left = held.uses_left + held.lost_uses, held.left_cents + held.lost_cents
    held.lost_cents = min(cents, left)
    held.lost_uses = -(-uses * held.lost_cents // left) if left else 0
    held.uses_left, held.left_cents = uses - held.lost_uses, left - held.lost_cents
    held.owed_cents = cents - held.lost_cents


def _follow_state(held: Pass, *, is_disputed: bool) -> None:
    if held.state in OVER and not held.left_cents:
        return
    was = held.state
    if is_disputed:
        held.state = PassState.DISPUTED
    elif held.lost_cents + held.owed_cents and not held.left_cents:
        held.state = PassState.CHARGED_BACK
    else:
        held.state = PassState.ACTIVE
        if was is not PassState.ACTIVE and (held.expires_at is None or held.expires_at <= clock.now()):
            held.expires_at = clock.now() + EXTRA_TIME
