"""Factories for what guests buy besides bookings, and for tax."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.accounts.models import User
from app.bookings.enums import LineKind, OrderKind, OrderState
from app.bookings.models.orders import OrderLine
from app.cash_outs.actions import ask
from app.cash_outs.models import CashOut
from app.catalog.models import Service, ServiceOption
from app.core import clock
from app.core.db import session
from app.core.ids import token
from app.credit.actions import lock_account, move, take
from app.credit.enums import MovementKind
from app.credit.models import CreditMovement
from app.finance.models import TaxPayment
from app.gift_cards.enums import Design, GiftCardState
from app.gift_cards.models import GiftCard
from app.invoices.actions import NewSettlement, settle
from app.invoices.queries import next_number
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerPosting
from app.memberships.models import Membership, PlanPrice
from app.passes.enums import OfferKind, PassState
from app.passes.models import Pass, PassOffer
from app.receivables.enums import SettlementKind
from app.receivables.models import VenueInvoice, VenueInvoiceLine, VenueSettlement
from app.tax.enums import Remitter
from app.tax.models import TaxRule
from app.unclaimed.actions import NewTurnover, turn_over
from app.unclaimed.models import Turnover
from app.venue_credit.actions import Gift, give
from app.venues.models import Venue
from tests.factories import add, make_order, make_user
from tests.support import NOW


def make_gift_card(user: User, **values: object) -> GiftCard:
    """Make a paid gift card that is to be delivered."""
    order = make_order(user=user, kind=OrderKind.GIFT_CARD, total_cents=5000, state=OrderState.CONFIRMED)
    add(OrderLine(order_id=order.id, position=1, kind=LineKind.GIFT_CARD, text="Gift card", amount_cents=5000))
    given = {
        "order": order,
        "state": GiftCardState.SCHEDULED,
        "amount_cents": 5000,
        "to_name": "Robin Vale",
        "to_email": "robin@example.com",
        "from_name": user.name,
        "design": Design.FLOWER,
        "deliver_at": NOW,
        "zone": "America/Los_Angeles",
        "deliveries": 1,
    }
    return add(GiftCard(**{**given, **values}))


def make_cash_out(user: User, *, cents: int = 450) -> CashOut:
    """Let a guest ask for what is left from a gift card in cash, without an entry in the ledger for the card."""
    card = make_gift_card(make_user(), state=GiftCardState.REDEEMED, code_hash=token(), amount_cents=5000)
    account = lock_account(user.id)
    move(account, CreditMovement(kind=MovementKind.GIFT_CARD, amount_cents=5000, gift_card_id=card.order_id))
    spent = make_order(user=user, total_cents=5000 - cents, state=OrderState.CONFIRMED)
    take(user_id=user.id, order_id=spent.id, parts={None: 5000 - cents})
    return ask(user_id=user.id, law_state="OR", address="Robin Vale, 12 Oak St, Portland, OR 97202")


def make_venue_credit(user: User, venue: Venue, *, cents: int = 2000) -> CreditMovement:
    """Let a venue give a guest credit, who has none there yet."""
    return give(Gift(user.id, cents, 0, "Sorry about the noise."), venue_id=venue.id, by_id=venue.owner_id)


def make_offer(option: ServiceOption, **values: object) -> PassOffer:
    """Make a package of five bookings of a service option for $400."""
    venue_id = session.get_one(Service, option.service_id).venue_id
    given = {"venue_id": venue_id, "title": "Five massages", "uses": 5, "price_cents": 40000, "valid_days": 365}
    return add(PassOffer(**{**given, "option_ids": [option.id], **values}))


def make_pass(user: User, offer: PassOffer, **values: object) -> Pass:
    """Make a package that a guest has paid for."""
    price, uses = offer.price_cents, offer.uses
    order = make_order(user=user, kind=OrderKind.PACKAGE, total_cents=price, state=OrderState.CONFIRMED)
    add(OrderLine(order_id=order.id, position=1, kind=LineKind.PACKAGE, text=offer.title, amount_cents=price))
    given = {
        "offer_id": offer.id,
        "venue_id": offer.venue_id,
        "user_id": user.id,
        "order_id": order.id,
        "state": PassState.ACTIVE,
        "title": offer.title,
        "price_cents": price,
        "left_cents": price,
        "uses": uses,
        "uses_left": uses,
        "valid_days": offer.valid_days,
        "option_ids": offer.option_ids,
        "bought_at": NOW,
        "expires_at": NOW + timedelta(days=offer.valid_days),
    }
    return add(Pass(**{**given, **values}))


def make_membership(user: User, option: ServiceOption, **values: object) -> Membership:
    """Make a membership of $79 a month that a guest hasn't paid for yet."""
    offer = make_offer(
        option, kind=OfferKind.MEMBERSHIP, title="Monthly massage", price_cents=7900, valid_days=None, percent_off=10
    )
    terms = {"uses": offer.uses, "percent_off": offer.percent_off, "option_ids": offer.option_ids}
    price = add(PlanPrice(offer_id=offer.id, cents=offer.price_cents, **terms))
    given = {
        "offer_id": offer.id,
        "venue_id": offer.venue_id,
        "user_id": user.id,
        "price_id": price.id,
        "agreed_at": NOW,
        "agreed_text": "$79.00 is charged every month.",
        "page_expires_at": NOW,
    }
    return add(Membership(**{**given, **values}))


def make_tax_payment(admin: User, *, jurisdiction: str = "Hawaii") -> TaxPayment:
    """Make a payment of tax for April, without an entry in the ledger."""
    return add(
        TaxPayment(
            state="HI",
            jurisdiction=jurisdiction,
            first_on=date(2026, 4, 1),
            last_on=date(2026, 4, 30),
            amount_cents=4500,
            paid_on=date(2026, 5, 10),
            reference="77-1",
            recorded_by_id=admin.id,
        )
    )


def make_tax_rule(service: Service, **values: object) -> TaxRule:
    """Make a rule for the category of a service where its venue is, by default for the whole state."""
    venue = session.get_one(Venue, service.venue_id)
    usual = {"state": venue.state, "category_id": service.category_id, "jurisdiction": "Oregon"}
    more = {"rate": 8875, "remitter": Remitter.PLATFORM, "first_on": date(2026, 1, 1)}
    return add(TaxRule(**{**usual, **more, **values}))


def make_venue_invoice(venue: Venue, *, cents: int = 5000, days: int = 40) -> VenueInvoice:
    """Let a venue owe us something for some days, and make the invoice for that."""
    owed = [debit(Account.VENUE_RECEIVABLE, cents, venue_id=venue.id), credit(Account.VENUE_PAYABLE, cents)]
    with clock.pinned(NOW - timedelta(days=days)):
        record_entries([Entry(LedgerEvent.RECEIVABLE, f"{venue.id}00", owed)])
    mine = LedgerPosting.account == Account.VENUE_RECEIVABLE, LedgerPosting.venue_id == venue.id
    posting_id = session.scalars(select(func.max(LedgerPosting.id)).where(*mine)).one()
    about = {"billed_name": venue.name, "billed_address": venue.address, "due_on": NOW.date()}
    invoice = VenueInvoice(
        venue_id=venue.id, year=2026, number=next_number(2026), amount_cents=cents, through_id=posting_id, **about
    )
    line = VenueInvoiceLine(invoice_id=add(invoice).id, posting_id=posting_id, amount_cents=cents)
    add(line)
    return invoice


def make_settlement(venue: Venue, admin: User) -> VenueSettlement:
    """Record that a venue paid our bank $20 of what it owes."""
    new = NewSettlement(SettlementKind.BANK, 2000, NOW.date(), "Wire 7")
    return settle(new, venue_id=venue.id, user_id=admin.id, today=NOW.date())


def make_turnover(admin: User) -> Turnover:
    """Record that Oregon got a gift card that nobody used for years."""
    long_ago = NOW - timedelta(days=1500)
    card = make_gift_card(make_user(), state=GiftCardState.DELIVERED, code_hash=token(), deliver_at=long_ago)
    zone, today = ZoneInfo("America/Los_Angeles"), NOW.date()
    new = NewTurnover("OR", [f"card-{card.order_id}"], today, "2026-1")
    return turn_over(new, user_id=admin.id, today=today, zone=zone)
