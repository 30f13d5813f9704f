"""Credit that venues gave, which they owe us, with the invoices for it; and gift cards that guests cash out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import User
from app.accounts.queries.users import user_by_email
from app.cash_outs.actions import HowPaid, ask, decline, record_paid
from app.cash_outs.enums import CashOutState, PaidBy
from app.core import clock
from app.core.db import session
from app.credit.queries import credit_at
from app.demo.accounts import ACCOUNTS
from app.demo.payments import pay
from app.gift_cards.actions import Wanted, buy, deliver, redeem
from app.gift_cards.copy import line_text
from app.gift_cards.enums import Design
from app.invoices.actions import NewSettlement, issue_invoices, settle
from app.receivables.enums import SettlementKind
from app.receivables.queries import invoices_of
from app.venue_credit.actions import Gift, give
from app.venues.models import Venue

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Courtesy:
    """Credit that a venue gives one of its guests: which venue and which guest, by position, and how long ago."""

    venue: int
    guest: int
    cents: int
    days: int
    reason: str


COURTESIES = (
    Courtesy(0, 3, 4500, 82, "The steam room was closed."),
    Courtesy(1, 4, 8000, 75, "We had to cancel on short notice."),
    Courtesy(2, 5, 2500, 73, "A voucher from before you booked here."),
    Courtesy(0, 6, 3000, 66, "We started 20 minutes late."),
    Courtesy(0, 7, 6000, 43, "The wrong oil: we’re sorry."),
)
# When the nightly job found what was owed for long, in days ago.
INVOICED = (40, 12)
# The venue, by position, whose debt we give up.
GIVES_UP = 2


@dataclass(frozen=True, slots=True)
class Cash:
    """A gift card that a guest redeems and cashes out: by which state's law, how many days ago, and the outcome."""

    cents: int
    law_state: str
    address: str
    days: int
    state: CashOutState = CashOutState.ASKED
    # What finds the payment, or why there is none.
    words: str = ""


CASH = (
    Cash(1400, "CA", "84 Alameda Ave, Burbank, CA 91502", 31, CashOutState.PAID, "Check 1042"),
    Cash(1000, "CA", "2216 Telegraph Ave, Berkeley, CA 94705", 19, CashOutState.DECLINED, "You told us to keep it."),
    Cash(1200, "CA", "501 Harrison St, San Francisco, CA 94105", 4),
    Cash(1000, "CA", "19 Cedar St, San Jose, CA 95112", 1),
)


def add_credits(venues: Sequence[Venue]) -> None:
    """Let venues give credit and be invoiced for it, and guests cash out gift cards."""
    admin = user_by_email(ACCOUNTS[-1].email)
    if admin is None:
        raise LookupError(ACCOUNTS[-1].email)
    guests = _guests()
    for each in COURTESIES:
        if each.venue < len(venues):
            give_credit(each, venues[each.venue], guests[each.guest])
    first, second = INVOICED
    invoice(days=first)
    settle_first(venues[0], SettlementKind.BANK, "Wire 20419", days=30, admin=admin)
    invoice(days=second)
    if len(venues) > GIVES_UP:
        settle_first(venues[GIVES_UP], SettlementKind.WRITE_OFF, "Agreed with the owner", days=5, admin=admin)
    for number, cash in enumerate(CASH):
        cash_out(cash, buyer=guests[10 + number], guest=guests[20 + number], admin=admin)


def _guests() -> Sequence[User]:
    """Return the first guests after the one of the printed account."""
    return session.scalars(select(User).where(User.role == Role.GUEST).order_by(User.id).offset(1).limit(30)).all()


def give_credit(courtesy: Courtesy, venue: Venue, guest: User) -> None:
    with clock.pinned(clock.now() - courtesy.days * DAY):
        gift = Gift(guest.id, courtesy.cents, credit_at(venue.id, guest.id), courtesy.reason)
        give(gift, venue_id=venue.id, by_id=venue.owner_id)


def invoice(*, days: int) -> None:
    """Send the invoices that were due this many days ago."""
    with clock.pinned(clock.now() - days * DAY):
        issue_invoices()


def settle_first(venue: Venue, kind: SettlementKind, reference: str, *, days: int, admin: User) -> None:
    """Record, this many days ago, that a venue's first invoice was paid or written off."""
    cents = invoices_of(venue.id)[-1].open_cents
    with clock.pinned(clock.now() - days * DAY):
        today = clock.now().astimezone(venue.zone).date()
        settle(NewSettlement(kind, cents, today, reference), venue_id=venue.id, user_id=admin.id, today=today)


def cash_out(cash: Cash, *, buyer: User, guest: User, admin: User) -> None:
    """Let a guest redeem a gift card that another one bought, and ask for it in cash."""
    zone = "America/Los_Angeles"
    now = clock.now()
    with clock.pinned(now - (cash.days + 40) * DAY):
        wanted = Wanted(
            amount_cents=cash.cents,
            to_name=guest.name,
            to_email=guest.email,
            from_name=buyer.name,
            message="Take an hour for yourself.",
            design=Design.BATH,
            deliver_at=clock.now(),
            zone=zone,
        )
        order = buy(user=buyer, wanted=wanted, text=line_text(guest.name))
        pay(order)
        order.created_at = clock.now()
        delivered = deliver(order_id=order.id, delivery=1)
    if delivered is None:
        raise LookupError(order.public_id)
    with clock.pinned(now - cash.days * DAY):
        redeem(user_id=guest.id, code=delivered[1])
        asked = ask(user_id=guest.id, law_state=cash.law_state, address=cash.address)
    with clock.pinned(now - max(0, cash.days - 2) * DAY):
        key, today = asked.public_id, clock.now().astimezone(ZoneInfo(zone)).date()
        if cash.state is CashOutState.PAID:
            record_paid(key=key, how=HowPaid(PaidBy.CHECK, today, cash.words), user_id=admin.id, today=today)
        elif cash.state is CashOutState.DECLINED:
            decline(key=key, reason=cash.words, user_id=admin.id)
