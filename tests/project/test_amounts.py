"""Amounts that make no sense are refused in every form that takes one."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app.admin.forms.credit import CreditForm
from app.bookings.models.bookings import Booking
from app.catalog.queries import services_by_id
from app.core.errors import DomainError
from app.desk_payments.actions import open_link
from app.desk_payments.errors import DeskPaymentErrorCode
from app.desk_payments.forms import CashCountForm, LinkForm
from app.dispute_pages.forms import cents_of
from app.disputes.actions.allocation import correct_allocation
from app.disputes.enums import DisputeStatus
from app.disputes.errors import DisputeErrorCode
from app.disputes.models import Dispute
from app.memberships.forms import MembershipForm
from app.venue_credit.forms import GiveCreditForm
from app.web.forms import Form
from tests.factories import add, make_member, make_service, make_venue
from tests.front_desk.test_front_desk import walk_in
from tests.support import NOW

Refuses = Callable[[Booking, str], bool]
"""Whether a form refuses an amount as typed, about a booking of $110."""


def at_field(form: type[Form], name: str) -> Refuses:
    def refuses(_booking: Booking, typed: str) -> bool:
        filled = form(formdata=MultiDict({name: typed}))
        filled.validate()
        return bool(filled[name].errors)

    return refuses


def payment_link(booking: Booking, typed: str) -> bool:
    form = LinkForm(formdata=MultiDict({"link_amount": typed}))
    if not form.validate():
        return bool(form.link_amount.errors)
    try:
        open_link(booking_id=booking.id, cents=form.link_amount.value or 0)
    except DomainError as refused:
        return refused.reason is DeskPaymentErrorCode.LINK_AMOUNT
    return False


def dispute_allocation(booking: Booking, typed: str) -> bool:
    order_id = booking.venue_order.order_id
    values = {"stripe_id": f"du_{typed}", "order_id": order_id, "amount_cents": 11000, "opened_at": NOW, "read_at": NOW}
    dispute = add(Dispute(status=DisputeStatus.NEEDS_RESPONSE, allocations=[], **values))
    try:
        correct_allocation(dispute, {booking.id: cents_of(typed)})
    except DomainError as refused:
        return refused.reason in {DisputeErrorCode.ALLOCATED_TOO_MUCH, DisputeErrorCode.NOT_AN_AMOUNT}
    return False


FORMS: dict[str, Refuses] = {
    "membership price": at_field(MembershipForm, "price"),
    "store credit from an admin": at_field(CreditForm, "amount"),
    "credit from a venue": at_field(GiveCreditForm, "amount"),
    "cash count": at_field(CashCountForm, "counted"),
    "payment link": payment_link,
    "dispute allocation": dispute_allocation,
}
# An empty drawer, and a booking that the dispute isn't about.
TAKE_ZERO = ("cash count", "dispute allocation")


@pytest.mark.parametrize("name", FORMS)
def test_amounts_that_make_no_sense_are_refused(client: FlaskClient, name: str) -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)], price_cents=11000)
    booking = walk_in(venue, services_by_id([service.id])[0])
    with client.application.test_request_context(method="POST"):
        typed = ("-5", "-0.01", "0", "99999999999999", "1e9", "10.505", "0.001", "ten")
        taken = [each for each in typed if not FORMS[name](booking, each)]
        assert taken == ["0"] * (name in TAKE_ZERO)
        assert not FORMS[name](booking, "20.50")
