"""Numbering receipts, and what a business guest adds to theirs."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from app.bookings.models.bookings import Booking
from app.bookings.models.refunds import Refund
from app.bookings.queries.orders import PAID_FOR, lock_order
from app.core import clock
from app.core.db import session
from app.receipts.models import Receipt, ReceiptCounter
from app.receipts.queries.receipts import bookings_on_receipts, receipts_of, refunds_without_receipt, venues_of_order
from app.receipts.stored_texts import PACKAGE, agreed_texts
from app.venues.models import Venue


def issue_receipts(*, order_id: int) -> None:
    """Give an order the receipts that it lacks: one for each venue, and one for each refund that Stripe has made.

    Repeating it changes nothing. Counters are locked by venue and year, so two orders can't deadlock.
    """
    order = lock_order(order_id)
    if order.state not in PAID_FOR or order.is_from_front_desk:
        return
    known = receipts_of(order_id)
    company, reference = next(((one.company, one.reference) for one in known), ("", ""))
    venues = {venue.id: venue for venue in venues_of_order(order_id)}
    have = {one.venue_id for one in known if one.refund_id is None}
    paid_at = order.settled_at or order.created_at
    wanted: list[tuple[int, datetime, Refund | None]] = [(id, paid_at, None) for id in venues if id not in have]
    wanted += [
        (venue_id, refund.ended_at or refund.created_at, refund)
        for refund, venue_id in refunds_without_receipt(order_id)
    ]
    if not wanted:
        return
    bookings = bookings_on_receipts(order_id)
    texts = agreed_texts(order, bookings, known)
    receipts = [
        Receipt(
            venue_id=venue_id,
            year=at.astimezone(venues[venue_id].zone).year,
            order_id=order_id,
            refund_id=refund.id if refund else None,
            company=company,
            reference=reference,
            agreed_texts=_texts_about(texts, venue_id, refund, bookings),
        )
        for venue_id, at, refund in wanted
    ]
    # A venue's payment comes before its refunds.
    for receipt in sorted(receipts, key=lambda each: (each.venue_id, each.year, each.refund_id or 0)):
        _issue(receipt, venues[receipt.venue_id])


def _texts_about(
    texts: Mapping[str, str], venue_id: int, refund: Refund | None, bookings: Sequence[Booking]
) -> dict[str, str]:
    """Return the texts for a receipt of a venue: about its package, its bookings, or the refunded one."""
    about = {refund.booking_id} if refund else {one.id for one in bookings if one.venue_order.venue_id == venue_id}
    return {key: text for key, text in texts.items() if key == PACKAGE or int(key) in about}


def _issue(receipt: Receipt, venue: Venue) -> None:
    receipt.number = next_number(venue.id, receipt.year)
    receipt.seller_name, receipt.seller_address = venue.legal_name or venue.name, venue.address
    receipt.issued_at = clock.now()
    session.add(receipt)
    session.flush()


def next_number(venue_id: int, year: int) -> int:
    """Return the next number of a venue's receipts in a year. Others wait for it until the transaction ends."""
    return session.scalars(
        insert(ReceiptCounter)
        .values(venue_id=venue_id, year=year, last_number=1)
        .on_conflict_do_update(
            index_elements=["venue_id", "year"], set_={"last_number": ReceiptCounter.last_number + 1}
        )
        .returning(ReceiptCounter.last_number)
    ).one()


def set_company(*, order_id: int, company: str, reference: str) -> None:
    """Write a company and its reference on all receipts of an order."""
    session.execute(update(Receipt).where(Receipt.order_id == order_id).values(company=company, reference=reference))


def set_legal_name(*, venue: Venue, name: str) -> None:
    """Set the name on a venue's receipts from now on. Empty for its usual name."""
    venue.legal_name = name
    session.flush()
