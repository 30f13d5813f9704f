"""The first draft of evidence: what we know of the bookings, in Stripe's fields."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from app.bookings.copy.cancellation import happened
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.core.formats import full_moment, usd
from app.dispute_pages.forms import EvidenceForm
from app.dispute_pages.prepaid import prepaid_draft
from app.dispute_pages.queries import messages_of, transitions_of
from app.disputes.actions.prepaid import is_prepaid
from app.disputes.models import Dispute
from app.receipts.queries.receipts import first_keep_percents


def texts_of(dispute: Dispute) -> dict[str, str]:
    """Return the evidence as it was saved last, or else the first draft. At most seven statements."""
    if dispute.evidence is not None:
        return dispute.evidence.texts
    return first_draft(dispute)


def evidence_form(dispute: Dispute) -> EvidenceForm:
    """Return the form with the evidence as it is now."""
    evidence = dispute.evidence
    is_complete = evidence is not None and evidence.completed_at is not None
    version = str(evidence.version if evidence else 0)
    return EvidenceForm(formdata=None, data={**texts_of(dispute), "is_complete": is_complete, "version": version})


def first_draft(dispute: Dispute) -> dict[str, str]:
    """Fill in what we know. The dispute must be loaded whole."""
    bookings = [one.booking for one in dispute.allocations]
    if dispute.order is None:
        return {}
    if is_prepaid(dispute.order):
        return prepaid_draft(dispute.order)
    if not bookings:
        return {}
    ids = [booking.id for booking in bookings]
    zones = {booking.id: booking.venue.zone for booking in bookings}
    is_paid = {booking.id: booking.is_paid_when_booked for booking in bookings}
    name = dispute.order.first_name
    steps = [
        f"{full_moment(step.at, zones[step.booking_id])}: "
        + happened(step, guest=name, is_paid=is_paid[step.booking_id])
        for step in transitions_of(ids)
    ]
    arrived = [
        _("%(time)s: The venue checked the guest in.", time=full_moment(booking.arrived_at, booking.venue.zone))
        for booking in bookings
        if booking.arrived_at
    ]
    messages = [f"{full_moment(one.at, zones[one.booking_id])}: {one.text}" for one in messages_of(ids)]
    accepted = dispute.order.agreed_at or dispute.order.created_at
    kept = first_keep_percents(ids)
    policy = "\n".join(
        _policy(booking, accepted, kept.get(booking.id, booking.cancel_keep_percent)) for booking in bookings
    )
    return {
        "customer_name": dispute.order.name,
        "customer_email_address": dispute.order.email,
        "product_description": "\n".join(_service(booking) for booking in bookings),
        "service_date": "; ".join(full_moment(booking.starts_at, booking.venue.zone) for booking in bookings),
        "access_activity_log": "\n".join([*steps, *arrived]),
        "cancellation_policy_disclosure": policy,
        "refund_policy_disclosure": policy,
        "cancellation_rebuttal": _rebuttal(bookings),
        "uncategorized_text": "\n".join(_letters(dispute, messages)),
    }


def _service(booking: Booking) -> str:
    return _(
        "%(service)s, %(minutes)d minutes, at %(venue)s, for %(price)s (booking %(number)s)",
        service=booking.title,
        minutes=booking.minutes,
        venue=booking.venue.name,
        price=usd(booking.price_cents),
        number=booking.public_id,
    )


def _policy(booking: Booking, accepted: datetime, keep: int) -> str:
    """Say what the guest agreed to; `keep` is the percentage that a late cancellation cost before any reschedule."""
    zone, back = booking.venue.zone, 100 - keep
    late = _("they got %(percent)d%% of the price back", percent=back) if back else _("they got nothing back")
    return _(
        "%(service)s: the guest could cancel without a charge until %(time)s. After that, %(late)s. The guest agreed to"
        " this at checkout, on %(agreed)s, and the confirmation email repeated it.",
        service=booking.title,
        time=full_moment(booking.free_until, zone),
        late=late,
        agreed=full_moment(accepted, zone),
    )


def _rebuttal(bookings: Sequence[Booking]) -> str:
    if any(booking.state is BookingState.CANCELED for booking in bookings):
        return ""
    return _("The guest didn’t cancel.")


def _letters(dispute: Dispute, messages: Sequence[str]) -> list[str]:
    email = dispute.order.email if dispute.order else ""
    confirmed = _("CozyWish emailed the confirmation with the cancellation policy to %(email)s.", email=email)
    sent = [_("The venue emailed the guest through CozyWish:"), *messages] if messages else []
    return [confirmed, *sent]
