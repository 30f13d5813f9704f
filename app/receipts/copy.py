"""What a receipt says."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.bookings.copy import bookings as booking_copy
from app.bookings.copy import policies
from app.bookings.enums import LineKind, RefundSource
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.core.formats import full_date, full_moment, usd
from app.core.sentences import join_sentences, listed
from app.core.zone_names import in_zone
from app.packages import copy as package_copy
from app.payment_policies.copy import name as terms_name
from app.payments.copy import card, paid_by
from app.receipts.pdf import Document, Row
from app.receipts.queries import BoughtTerms, Contents, Movement
from app.venues import cancellation
from app.venues.enums import PaymentTerms


def document_of(contents: Contents) -> Document:
    """Return a receipt as it's printed."""
    receipt, order, refund = contents.receipt, contents.receipt.order, contents.receipt.refund
    paid_with = card(contents.payment) if refund else paid_by(order, contents.payment)
    if refund and not refund.is_to_card:
        paid_with = _("store credit") if refund.source is RefundSource.CREDIT else _("credit at the venue")
    facts = [
        (_("Receipt number"), receipt.name),
        (_("Refunded on") if refund else _("Paid on"), full_moment(receipt.at, receipt.venue.zone)),
        (_("Refunded to") if refund else _("Paid with"), paid_with),
        (_("Order number"), order.public_id),
        (_("Refund number"), refund.public_id if refund else ""),
        (_("Venue"), receipt.venue.name if receipt.venue.name != receipt.seller_name else ""),
        (_("Name"), order.name),
        (_("Company"), receipt.company),
        (_("Reference"), receipt.reference),
    ]
    lines, total, after = _refund(refund, contents.taxes_back) if refund else _payment(contents)
    notes = [] if refund or tax_cents(contents.lines) else [tax_reason(order)]
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
        policy=policy(order, contents.bookings, contents.bought),
        notes=[*notes, agent],
    )


def _named(booking: Booking) -> str:
    name = booking_copy.named(booking)
    return _("%(booking)s, canceled", booking=name) if booking.is_canceled else name


def _when(booking: Booking) -> str:
    return f"{booking_copy.when(booking)}\n{booking.public_id}"


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
    after = [(_("Paid, credit at the venue"), at_venue), (_("Paid, store credit"), credit - at_venue)]
    after += [(_("Paid, %(card)s", card=card(contents.payment)), by_card)]
    due = {one.booking_id: one.later_cents for one in contents.lines if one.later_cents}
    after += [
        (_("%(due)s, %(venue)s", due=policies.due_later(each), venue=each.venue.name), due[each.id])
        for each in contents.bookings
        if each.id in due and not each.is_canceled
    ]
    sums: dict[str, int] = {}
    for label, cents in after:
        sums[label] = sums.get(label, 0) + cents
    return lines, (_("Total"), usd(total)), [(label, usd(cents)) for label, cents in sums.items() if cents]


def policy(order: Order, bookings: Sequence[Booking], bought: BoughtTerms | None = None) -> list[str]:
    """Return the heading of the policy that the guest accepted at a venue, and what it says; nothing for a tip.

    It names no dates or amounts, which change with a booking.
    """
    if bought is not None:
        return [_("What you agreed to"), bought.agreed_text or _package(bought)]
    by_text: dict[str, list[Booking]] = {}
    for booking in bookings if not order.is_tip else ():
        by_text.setdefault(_policy(booking), []).append(booking)
    texts = [
        text
        if len(by_text) == 1
        else _("%(bookings)s: %(policy)s", bookings=listed([each.title for each in about]), policy=text)
        for text, about in by_text.items()
    ]
    if not texts:
        return []
    agreed_at, zone = bookings[0].order.agreed_at, bookings[0].venue.zone
    if agreed_at is None:
        # A venue that adds a booking doesn't note that the guest agreed.
        return [_("Policy") if bookings[0].order.is_from_front_desk else _("Policy you agreed to"), *texts]
    return [_("Policy you agreed to on %(date)s", date=full_date(agreed_at.astimezone(zone).date())), *texts]


def _package(bought: BoughtTerms) -> str:
    return _(
        "If you cancel a booking in time, you can use it for another time. What you haven’t used by %(date)s expires"
        " without a refund.",
        date=package_copy.last_day(bought.held, bought.held.venue.zone),
    )


def _policy(booking: Booking) -> str:
    """Return what a guest accepted for a booking: "Deposit. Free cancellation up to 24 hours before the start…"."""
    terms, hours, keep = booking.payment_terms, booking.cancel_free_hours, booking.cancel_keep_percent
    if booking.is_from_package and not booking.price_cents:
        return _package_booking(booking)
    if not booking.price_cents:
        return cancellation.in_general(hours, keep)
    is_split = terms is not PaymentTerms.FULL
    cancel = cancellation.before_payment(terms, hours, keep) if is_split else cancellation.in_general(hours, keep)
    return join_sentences(f"{terms_name(terms)}.", cancel, cancellation.no_show(terms))


def _package_booking(booking: Booking) -> str:
    if cancellation.is_always_free(booking.cancel_free_hours, booking.cancel_keep_percent):
        return _("If you cancel before the start time, you can use this booking for another time.")
    return ngettext(
        "If you cancel %(num)d hour before the start or earlier, you can use this booking for another time. After"
        " that, it counts as used.",
        "If you cancel %(num)d hours before the start or earlier, you can use this booking for another time. After"
        " that, it counts as used.",
        booking.cancel_free_hours,
    )


def tax_cents(lines: Sequence[OrderLine]) -> int:
    return sum(line.amount_cents for line in lines if line.kind is LineKind.TAX)


def tax_reason(order: Order) -> str:
    """Say why an order has no tax."""
    if order.is_tip:
        return _("No tax: a voluntary tip isn’t taxed.")
    return _("No tax: none was collected for these services.")


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
