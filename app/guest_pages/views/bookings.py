"""A guest's bookings: the list, one booking, and the receipt."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.accounts.guards import current_user_or_403, login_required
from app.bookings.actions.later import open_charge
from app.bookings.copy import rebook as rebook_copy
from app.bookings.enums import OrderState
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import booking_of_user, bookings_of_user
from app.bookings.queries.history import cancellations, history_of, reschedules_of
from app.bookings.queries.orders import held_bookings, order_of, paid_charges, reschedule_orders
from app.bookings.queries.refunds import refunds_of
from app.bookings.queries.served import members_who_performed
from app.bookings.rebook import suggest_rebooking
from app.bookings.tabs import BookingTabs, group_by_tab
from app.cart.actions.lines import add_line
from app.cart.current import own_cart
from app.cart.forms import slot_params
from app.core.errors import DomainError, NotFound
from app.core.formats import full_moment
from app.guest_pages.copy import BOOKING_COPY
from app.guest_pages.views import calendar_files, canceling
from app.guest_pages.views.outcomes import paid_bookings
from app.intake.queries.statuses import statuses_of
from app.later_charges.copy import what
from app.payments.copy import card
from app.payments.queries import paid_payment
from app.payments.what_paid import paid_by
from app.profiles.queries import preferred_by
from app.receipts.copy import later_note, policy, tax_cents, tax_reason
from app.receipts.forms import CompanyForm
from app.receipts.queries.receipts import receipts_of, venues_of_order
from app.receipts.stored_texts import agreed_texts
from app.rescheduling import copy as rescheduling_copy
from app.team.models import TeamMember
from app.tips.queries import can_tip, tip_cents
from app.venues.enums import PaymentTerms
from app.venues.models import Venue
from app.waitlist import copy as waitlist_copy
from app.waitlist.queries import entries_of
from app.web.htmx import flash_way, go

bp = Blueprint("bookings", __name__)
calendar_files.add_to(bp)
canceling.add_to(bp)

TABS = {"upcoming": lazy_gettext("Upcoming"), "past": lazy_gettext("Past"), "canceled": lazy_gettext("Canceled")}
RECENT = 3


@bp.get("/bookings/")
@login_required
def index() -> ResponseReturnValue:
    shelves = group_by_tab(bookings_of_user(current_user_or_403().id))
    chosen = request.args.get("show", "")
    chosen = chosen if chosen in TABS else "upcoming"
    shown: list[Booking] = getattr(shelves, chosen)
    recent = shelves.past[:RECENT] if chosen == "upcoming" else []
    return render_template(
        "bookings/index.html",
        tabs=tabs(shelves, chosen),
        chosen=chosen,
        bookings=shown,
        recent=recent,
        next=next((booking for booking in shown if booking.can_be_canceled), None),
        has_any=bool(shelves.upcoming or shelves.past or shelves.canceled),
        with_zone=len({booking.venue.zone_name for booking in [*shown, *recent]}) > 1,
        cancellations=cancellations([booking.id for booking in shelves.canceled]),
        waits=entries_of(current_user_or_403().id) if chosen == "upcoming" else [],
        waitlist_copy=waitlist_copy,
        **BOOKING_COPY,
    )


def tabs(shelves: BookingTabs, chosen: str) -> list[dict[str, object]]:
    """Build the tabs, each with its number of bookings."""
    return [
        {
            "label": f"{label} ({len(getattr(shelves, name))})",
            "href": url_for("bookings.index", show=None if name == "upcoming" else name),
            "current": name == chosen,
        }
        for name, label in TABS.items()
    ]


@bp.get("/bookings/<booking_id>")
@login_required
def show(booking_id: str) -> ResponseReturnValue:
    booking = booking_of_user(current_user_or_403().id, booking_id)
    moves = history_of(booking.id)
    return render_template(
        "bookings/show.html",
        booking=booking,
        history=rescheduling_copy.history(booking, moves, reschedules_of(booking.id)),
        ended=moves[-1] if moves else None,
        card=paid_by(booking.order, paid_payment(booking.venue_order.order_id)),
        moves=reschedule_orders(booking.id),
        charge=open_charge(booking.id) if booking.later_cents else None,
        charged=[] if booking.payment_terms is PaymentTerms.FULL else paid_charges(booking.id),
        name_of_charge=what,
        forms=statuses_of(booking),
        served=to_prefer(booking),
        can_tip=can_tip(booking),
        tip_cents=tip_cents(booking),
        **BOOKING_COPY,
    )


def to_prefer(booking: Booking) -> list[tuple[TeamMember, Venue]]:
    """Return who performed a completed booking, without those whom the guest prefers. At most two statements."""
    served = members_who_performed(booking)
    known = {member.id for member, _venue in preferred_by(current_user_or_403().id)} if served else set()
    return [(member, venue) for member, venue in served if member.id not in known]


@bp.get("/orders/<order_id>/receipt")
@login_required
def receipt(order_id: str) -> ResponseReturnValue:
    """Render a printable receipt of what was paid, with later refunds below.

    The payment date is in the first venue's time zone.
    """
    order = order_of(current_user_or_403().id, order_id)
    if order.is_from_front_desk:
        raise NotFound(_("This booking is paid at the venue. Ask the venue for a receipt."))
    if order.state not in {OrderState.CONFIRMED, OrderState.REFUNDED}:
        raise NotFound(_("This order isn’t paid yet, so there’s no receipt."))
    bookings = paid_bookings(order)
    venues = list({booking.venue.id: booking.venue for booking in bookings}.values()) or venues_of_order(order.id)
    if not venues:
        raise NotFound(_("This order isn’t for a booking, so there’s no receipt here."))
    payment = paid_payment(order.id)
    paid_at = (payment.paid_at if payment else None) or order.settled_at or order.created_at
    receipts = receipts_of(order.id)
    texts = agreed_texts(order, bookings, receipts)
    return render_template(
        "orders/receipt.html",
        order=order,
        bookings=bookings,
        venues=venues,
        paid_at=full_moment(paid_at, venues[0].zone),
        card=card(payment),
        paid_by=paid_by(order, payment),
        refunds=refunds_of(order.id),
        receipts=receipts,
        policies={
            venue.id: policy([booking for booking in bookings if booking.venue.id == venue.id], texts)
            for venue in venues
        },
        tax_cents=tax_cents(order.lines),
        tax_reason=tax_reason(order),
        later_note=later_note(),
        company_form=CompanyForm(formdata=None, obj=receipts[0] if receipts else None),
        **BOOKING_COPY,
    )


@bp.post("/bookings/<booking_id>/rebook")
@login_required
def rebook(booking_id: str) -> ResponseReturnValue:
    """Add the suggested booking to the cart with a message about what was chosen.

    If there is nothing to suggest, redirect to the times of the service; if the service is no longer offered, to the
    venue or the search.
    """
    booking = booking_of_user(current_user_or_403().id, booking_id)
    if not booking.venue.is_public or not booking.service.active:
        flash(str(rebook_copy.NO_LONGER_OFFERED), "error")
        here = booking.venue.is_public
        return go(url_for("venue_pages.venue", slug=booking.venue.slug) if here else url_for("search_pages.search"))
    cart = own_cart()
    found = suggest_rebooking(booking, own_bookings=held_bookings(cart))
    times = url_for("slot_picker.slots", slug=booking.venue.slug, service=booking.service.slug)
    if found is None:
        flash(rebook_copy.nothing_free(booking), "error")
        return go(times)
    try:
        line = add_line(cart=cart, slot=found.slot, own_bookings=held_bookings(cart))
    except DomainError as refused:
        flash(refused.message, "error")
        return go(times)
    chosen = slot_params(booking.venue, booking.service, found.option, found.slot, found.member, found.extras)
    args = {**chosen, "slug": chosen.pop("venue"), "line": line.public_id}
    other = url_for("slot_picker.slots", **{name: value for name, value in args.items() if name != "venue"})
    flash_way(rebook_copy.chosen_again(booking, found), _("Choose another time"), other)
    return go(url_for("cart.index"))
