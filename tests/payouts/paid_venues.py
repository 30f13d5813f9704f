"""What venues were paid, compared with what they have earned."""

from collections import defaultdict

from sqlalchemy import func, select

from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.charges import charges_of
from app.core import clock
from app.core.db import session
from app.invoices.actions import NewSettlement, settle
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.payouts.gateway_flows import return_to_venue
from app.payouts.models import PayoutAccount
from app.payouts.queries.transfers import owed_by_venue
from app.receivables.enums import SettlementKind
from app.venues.models import Venue
from tests.sandbox.servers import StripeSandbox

# What of a receivable was sent to the venue and not earned, or earned and not sent. The rest of it, such as credit that
# a venue gave, and payments of invoices, changes no transfer.
OF_TRANSFERS = (LedgerEvent.RECEIVABLE, LedgerEvent.TRANSFER)


def check_transfers(stripe: StripeSandbox) -> int:
    """Check that each venue with an account got what it earned less our commission, once, and its taxes.

    It earns bookings and tips, and what guests haven't used of packages and memberships. Returns how many transfers
    there were.
    """
    sent: dict[str, int] = defaultdict(int)
    transfers = list(stripe.client().v1.transfers.list({"limit": 100}).auto_paging_iter())
    for each in transfers:
        sent[str(each.destination)] += each.amount - each.amount_reversed
    accounts = dict(session.execute(select(PayoutAccount.venue_id, PayoutAccount.stripe_id)).all())
    for venue_id, account_id in accounts.items():
        got, due = sent[account_id or ""], earned_by(venue_id) + _posted(venue_id, Account.VENUE_RECEIVABLE)
        assert got == due, f"venue {venue_id} got {got} instead of {due}"
    return len(transfers)


def earned_by(venue_id: int) -> int:
    """Return what a venue has earned less our commission, with the taxes that it pays, in cents."""
    bookings = select(Booking.id).join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
    charges = charges_of(session.scalars(bookings.where(VenueOrder.venue_id == venue_id)).all())
    earned = sum(each.earned_cents - each.commission_cents + each.venue_tax_cents for each in charges)
    return earned - _posted(venue_id, Account.VENUE_PAYABLE, (LedgerEvent.BREAKAGE,))


def venue_pays(venue_id: int, kind: SettlementKind = SettlementKind.BANK) -> None:
    """Record that a venue paid us all that it owes, or never will. Then send back what it paid and no longer owes."""
    owed, today = owed_by_venue(venue_id), clock.now().date()
    if owed > 0:
        paid = NewSettlement(kind, owed, today, "1")
        settle(paid, venue_id=venue_id, user_id=session.get_one(Venue, venue_id).owner_id, today=today)
    return_to_venue(venue_id)
    session.commit()


def _posted(venue_id: int, account: Account, events: tuple[LedgerEvent, ...] = OF_TRANSFERS) -> int:
    query = select(func.sum(LedgerPosting.amount_cents)).join(LedgerEntry)
    of_venue = LedgerPosting.venue_id == venue_id, LedgerPosting.account == account
    return int(session.scalar(query.where(*of_venue, LedgerEntry.event.in_(events))) or 0)
