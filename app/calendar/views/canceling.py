"""The venue cancels a visit, says no to one that waits for its yes, or gives a part of the money back."""

from flask import flash
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import person
from app.bookings.actions import (
    Cancellation,
    asked_refund,
    cancel_as_asked,
    cancel_item,
    cancel_refund,
    give_back,
)
from app.bookings.actions.refunding import PAID
from app.bookings.enums import Actor, ItemState
from app.bookings.models import BookingItem
from app.bookings.queries import item_of_venue, left_cents
from app.bookings.visits import STANDS, visit_of
from app.bookings.words import policy
from app.calendar.actions import Stretch, add_block
from app.calendar.blueprint import bp
from app.calendar.forms import GUEST, CancelForm, DeclineForm, RefundForm
from app.calendar.queries import serving
from app.calendar.views.asking import BESIDE, beside, under_it
from app.db import session
from app.errors import DomainError
from app.fields import MOST_SENT, whole_number
from app.filters import usd
from app.htmx import go, render
from app.venues.guards import own_venue
from app.venues.models import Venue


@bp.route("/bookings/<item_id>/cancel", methods=["GET", "POST"])
@own_venue
def cancel(venue: Venue, item_id: str) -> ResponseReturnValue:
    """Cancel a visit: all of its money goes back, or what was agreed where its guest asked for it."""
    item, form = item_of_venue(venue.id, item_id), CancelForm()
    if item.state in STANDS and form.validate_on_submit():
        with form.refusals(form.amount):
            flash(canceled(item, form, venue))
            return go(under_it(item, venue))
        session.rollback()
        item = item_of_venue(venue.id, item_id)
    least = asked_refund(item) if item.state in STANDS else 0
    if not form.is_submitted():
        form.amount.data = least
    return render(
        "calendar/cancel.html",
        "calendar/_cancel.html",
        status=422 if any(field.errors for field in form) else 200,
        workplace=venue.name,
        venue=venue,
        item=item,
        back_to=beside(item, venue, place=BESIDE),
        form=form,
        back=cancel_refund(item, actor=Actor.PROVIDER),
        least=least,
        policy=policy(visit_of(item), is_guest=False),
        stands=item.state in STANDS,
        can_keep=bool(item.with_whom) and item.ends_at > clock.now(),
    )


def canceled(item: BookingItem, form: CancelForm, venue: Venue) -> str:
    """Do it, and say what was done."""
    order = item.booking.order
    who = serving(item, venue) if form.keeps_closed and item.ends_at > clock.now() else []
    done = ended(item, form)
    if who:
        add_block(venue=venue, stretch=Stretch(who, item.starts_at, item.ends_at, "Kept closed"))
    mailed = ", who gets a mail" if order.email else ""
    said = ["Canceled."]
    if done.refund_cents:
        said.append(f"{usd(done.refund_cents)} goes back to {order.name}{mailed}.")
    elif mailed:
        said.append(f"{order.name} gets a mail.")
    if who:
        said.append("The time stays closed.")
    return " ".join(said)


def ended(item: BookingItem, form: CancelForm) -> Cancellation:
    """As the venue wants it, or as its guest asked."""
    why = form.reason.value
    if form.who.data != GUEST:
        return cancel_item(item_id=item.id, actor=Actor.PROVIDER, user_id=person().id, reason=why)
    back = asked_refund(item) if form.amount.value is None else form.amount.value
    return cancel_as_asked(item_id=item.id, user_id=person().id, back_cents=back, reason=why)


@bp.route("/bookings/<item_id>/decline", methods=["GET", "POST"])
@own_venue
def decline(venue: Venue, item_id: str) -> ResponseReturnValue:
    """Say no to a visit that waits for the venue's yes: all of its money goes back."""
    item, form = item_of_venue(venue.id, item_id), DeclineForm()
    if item.state is not ItemState.REQUESTED:
        flash("This visit no longer waits for an answer.", "error")
        return go(under_it(item, venue))
    if form.validate_on_submit():
        order, why = item.booking.order, form.reason.value
        done = cancel_item(item_id=item.id, actor=Actor.PROVIDER, user_id=person().id, reason=why)
        flash(f"Declined. {usd(done.refund_cents)} goes back to {order.name}, who gets a mail.")
        return go(under_it(item, venue))
    shown = {"workplace": venue.name, "venue": venue, "item": item, "form": form, "left": left_cents(item)}
    shown["back_to"] = beside(item, venue, place=BESIDE)
    return render("calendar/decline.html", "calendar/_decline.html", status=422 if form.errors else 200, **shown)


@bp.route("/bookings/<item_id>/refund", methods=["GET", "POST"])
@own_venue
def refund(venue: Venue, item_id: str) -> ResponseReturnValue:
    """Give a part of what was paid online back, or all of it; the visit stays as it is."""
    item = item_of_venue(venue.id, item_id)
    left, name = left_cents(item), item.booking.order.name
    if item.state not in PAID or not left:
        flash("Nothing that was paid online for this visit is left to give back.", "error")
        return go(under_it(item, venue))
    form = RefundForm(data={"left": str(left)})
    if form.validate_on_submit():
        shown = whole_number(form.left.data or "", most=MOST_SENT)
        known = -1 if shown is None else shown
        with form.refusals(form.amount, DomainError):
            done = give_back(item_id=item.id, cents=form.amount.value or 0, left=known, reason=form.reason.value)
            flash(f"{usd(sum(one.amount_cents for one in done))} goes back to {name}, who gets a mail.")
            return go(under_it(item, venue))
        session.rollback()
        item = item_of_venue(venue.id, item_id)
        left = left_cents(item)
    form.left.data = str(left)
    status = 422 if any(field.errors for field in form) else 200
    context = {"workplace": venue.name, "venue": venue, "item": item, "form": form, "left": left}
    context["back_to"] = beside(item, venue, place=BESIDE)
    return render("calendar/refund.html", "calendar/_refund.html", status=status, **context)
