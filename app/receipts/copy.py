"""What a receipt says."""

from collections import Counter
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from app.bookings.copy import bookings as booking_copy
from app.bookings.enums import LineKind, RefundSource
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.core.formats import full_date, full_moment, usd
from app.core.sentences import listed
from app.core.zone_names import in_zone
from app.orders.copy import due_when_booked
from app.payments.copy import card
from app.payments.what_paid import paid_with
from app.receipts.pdf import Document, Row
from app.receipts.queries.movements import Movement
from app.receipts.queries.receipts import Contents
from app.receipts.stored_texts import PACKAGE


def document_of(contents: Contents) -> Document:
    """Return a receipt as it's printed."""
    receipt, order, refund = contents.receipt, contents.receipt.order, contents.receipt.refund
    to = card(contents.payment)
    if refund and not refund.is_to_card:
        is_ours = refund.source is RefundSource.CREDIT
        to = _("store credit") if is_ours else _("credit at %(venue)s", venue=receipt.venue.name)
    facts = [
        (_("Receipt number"), receipt.name),
        (_("Refunded on") if refund else _("Paid on"), full_moment(receipt.at, receipt.venue.zone)),
        (_("Refunded to") if refund else _("Paid with"), to if refund else _paid_with(contents)),
        (_("Order number"), order.public_id),
        (_("Refund number"), refund.public_id if refund else ""),
        (_("Venue"), receipt.venue.name if receipt.venue.name != receipt.seller_name else ""),
        (_("Name"), order.name),
        (_("Company"), receipt.company),
        (_("Reference"), receipt.reference),
    ]
    lines, total, after = _refund(refund, contents.taxes_back) if refund else _payment(contents)
    notes = [] if refund or tax_cents(contents.lines) else [tax_reason(order)]
    if not refund and any(line.later_cents for line in contents.lines):
        notes.append(later_note())
    agent = (
        _("CozyWish made this refund for %(venue)s, as its agent.", venue=receipt.seller_name)
        if refund
        else _("CozyWish took this payment for %(venue)s, as its agent.", venue=receipt.seller_name)
    )
    return Document(
        title=_("Refund receipt") if refund else _("Receipt"),
        seller=(receipt.seller_name, receipt.seller_address),
        facts=[(label, value) for label, value in facts if value],
        bookings=[(_named(booking), _when(booking)) for booking in contents.bookings],
        lines=lines,
        total=total,
        after=after,
        policy=policy(contents.bookings, receipt.agreed_texts),
        notes=[*notes, agent],
    )


def _named(booking: Booking) -> str:
    name = booking_copy.named(booking)
    return _("%(booking)s, canceled", booking=name) if booking.is_canceled else name


def _when(booking: Booking) -> str:
    return f"{booking_copy.when(booking)}\n{booking.public_id}"


def _paid_with(contents: Contents) -> str:
    """Return what paid for the lines of a receipt."""
    credit = sum(line.credit_cents for line in contents.lines)
    at_venue = sum(line.venue_credit_cents for line in contents.lines)
    return paid_with(
        contents.payment,
        by_card=contents.cents > credit,
        by_credit=credit > at_venue,
        at_venues=[contents.receipt.venue.name] if at_venue else [],
    )


Amounts = tuple[Sequence[Row], Row, Sequence[Row]]


def _refund(refund: Refund, taxes: Mapping[str, int]) -> Amounts:
    total, tax = refund.amount_cents, refund.tax_cents
    back = taxes or ({_("Tax"): tax} if tax else {})
    lines = [(_("Refund"), usd(tax - total)), *((text, usd(-cents)) for text, cents in back.items())]
    return lines, (_("Total refunded"), usd(-total)), []


def _payment(contents: Contents) -> Amounts:
    """Return the lines of a payment, its total, and how that was paid, if not all by card at once."""
    lines = [(line.text, usd(line.amount_cents)) for line in contents.lines if line.kind is not LineKind.TAX]
    taxes: dict[str, int] = {}
    for line in contents.lines:
        if line.kind is LineKind.TAX:
            taxes[line.text] = taxes.get(line.text, 0) + line.amount_cents
    lines += [(text, usd(cents)) for text, cents in (taxes or {_("Tax"): 0}).items()]
    total = sum(line.amount_cents for line in contents.lines)
    later = sum(line.later_cents for line in contents.lines)
    credit = sum(line.credit_cents for line in contents.lines)
    if not later and not credit:
        return lines, (_("Paid"), usd(total)), []
    by_card = total - later - credit
    at_venue = sum(line.venue_credit_cents for line in contents.lines)
    venue = contents.receipt.venue.name
    after = [(_("Paid, credit at %(venue)s", venue=venue), at_venue), (_("Paid, store credit"), credit - at_venue)]
    after += [(_("Paid, %(card)s", card=card(contents.payment)), by_card)]
    due = Counter[int | None]()
    for line in contents.lines:
        due[line.booking_id] += line.later_cents
    after += [(due_when_booked(each), due[each.id]) for each in contents.bookings]
    sums: dict[str, int] = {}
    for label, cents in after:
        sums[label] = sums.get(label, 0) + cents
    return lines, (_("Total"), usd(total)), [(label, usd(cents)) for label, cents in sums.items() if cents]


def policy(bookings: Sequence[Booking], texts: Mapping[str, str]) -> list[str]:
    """Return the heading of the policy that the guest accepted at a venue, and what it says; nothing for a tip.

    `texts` are those of a receipt. They name no dates or amounts, which change with a booking.
    """
    if PACKAGE in texts:
        return [_("What you agreed to"), texts[PACKAGE]]
    by_text: dict[str, list[Booking]] = {}
    for booking in bookings:
        if str(booking.id) in texts:
            by_text.setdefault(texts[str(booking.id)], []).append(booking)
    lines = [
        text
        if len(by_text) == 1
        else _("%(bookings)s: %(policy)s", bookings=listed([each.title for each in about]), policy=text)
        for text, about in by_text.items()
    ]
    if not lines:
        return []
    agreed_at, zone = bookings[0].order.agreed_at, bookings[0].venue.zone
    if agreed_at is None:
        # A venue that adds a booking doesn't note that the guest agreed.
        return [_("Policy") if bookings[0].order.is_from_front_desk else _("Policy you agreed to"), *lines]
    return [_("Policy you agreed to on %(date)s", date=full_date(agreed_at.astimezone(zone).date())), *lines]


def tax_cents(lines: Sequence[OrderLine]) -> int:
    return sum(line.amount_cents for line in lines if line.kind is LineKind.TAX)


def tax_reason(order: Order) -> str:
    """Say why an order has no tax."""
    if order.is_tip:
        return _("No tax: a voluntary tip isn’t taxed.")
    return _("No tax: none was collected for these services.")


def later_note() -> str:
    """Say that a receipt documents only what was paid with its order."""
    return _("What is paid later isn’t on this receipt.")


def on(movement: Movement, zone: str) -> str:
    """Return the date of a payment or refund: May 19, 2026."""
    return full_date(in_zone(movement.at, zone).date())


def what(movement: Movement) -> str:
    """Say what a payment or refund is."""
    if movement.is_charged_back:
        return _("Refund by your bank")
    if movement.cents < 0:
        return _("Refund to store credit") if movement.is_credit else _("Refund")
    return _("Payment with store credit") if movement.is_credit else _("Payment")
