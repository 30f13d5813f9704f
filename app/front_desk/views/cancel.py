"""Pages where the venue cancels a booking, declines a request, or issues a refund."""

from collections.abc import Sequence

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.guards import current_user_or_403
from app.bookings.actions.cancel import Cancellation, cancel_booking, cancel_refund, cancel_with_refund, default_refund
from app.bookings.actions.cancel_series import cancel_bookings, refunds_on_cancel
from app.bookings.actions.refunds import PAID, issue_refund
from app.bookings.copy import series as series_copy
from app.bookings.copy.terms import policy
from app.bookings.enums import UPCOMING_STATES, Actor, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import booking_of_venue, later_in_series
from app.bookings.queries.desk_payments import paid_in_person
from app.bookings.queries.refunds import refundable_cents, refundable_tip_cents
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.core.formats import usd
from app.core.sentences import join_sentences
from app.front_desk.actions.blocks import BlockedTime, add_block
from app.front_desk.forms.booking_actions import GUEST, CancelForm, DeclineForm, RefundForm
from app.front_desk.queries import serving
from app.front_desk.request_args import BESIDE, beside, under_it
from app.front_desk.views import bp
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.fields import MOST_SENT, whole_number
from app.web.htmx import go, render


@bp.route("/bookings/<booking_id>/cancel", methods=["GET", "POST"])
@own_venue(Ability.CHANGE_BOOKINGS)
def cancel(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Cancel a booking. The refund is full, or follows the cancellation policy if the guest asked to cancel."""
    booking, form = booking_of_venue(venue.id, booking_id), CancelForm()
    later = later_in_series(booking) if booking.state in UPCOMING_STATES else []
    if later and "later" in request.values:
        return cancel_later(venue, booking, later, form)
    if booking.state in UPCOMING_STATES and form.validate_on_submit():
        with form.refusals(form.amount):
            flash(canceled(booking, form, venue))
            return go(under_it(booking, venue))
        session.rollback()
        booking = booking_of_venue(venue.id, booking_id)
    least = default_refund(booking) if booking.state in UPCOMING_STATES else 0
    if not form.is_submitted():
        form.amount.data = least
    return render(
        "front_desk/cancel.html",
        "front_desk/_cancel.html",
        status=422 if any(field.errors for field in form) else 200,
        workplace=venue.name,
        venue=venue,
        booking=booking,
        later=later,
        series_copy=series_copy,
        back_to=beside(booking, venue, place=BESIDE),
        form=form,
        back=cancel_refund(booking, actor=Actor.PROVIDER),
        least=least,
        in_person=paid_in_person([booking.id]),
        tip=refundable_tip_cents(booking),
        policy=policy(booking, is_guest=False),
        stands=booking.state in UPCOMING_STATES,
        can_keep=bool(booking.served_by) and booking.ends_at > clock.now(),
    )


def cancel_later(venue: Venue, booking: Booking, later: Sequence[Booking], form: CancelForm) -> ResponseReturnValue:
    """Cancel a booking and the later ones of its series, if these are the ones that the page showed.

    If the guest asked, each refund follows the cancellation policy.
    """
    together = [booking, *later]
    numbers = " ".join(one.public_id for one in together)
    changed = form.is_submitted() and form.together.data != numbers
    if not changed and form.validate_on_submit():
        flash(canceled_later(together, form, venue))
        return go(under_it(booking, venue))
    form.together.data = numbers
    by_us, by_guest = (refunds_on_cancel(together, actor=actor) for actor in (Actor.PROVIDER, Actor.GUEST))
    return render(
        "front_desk/cancel_later.html",
        "front_desk/_cancel_later.html",
        status=409 if changed else 422 if any(field.errors for field in form) else 200,
        workplace=venue.name,
        venue=venue,
        booking=booking,
        together=together,
        later=later,
        changed=changed,
        series_copy=series_copy,
        back_to=beside(booking, venue, place=BESIDE),
        form=form,
        back=sum(by_us.values()),
        least=sum(by_guest.values()),
        in_person=paid_in_person([one.id for one in together]),
        can_keep=bool(booking.served_by),
    )


def canceled_later(together: Sequence[Booking], form: CancelForm, venue: Venue) -> str:
    """Cancel these bookings, block their times if requested, and return the message to show."""
    order, now = together[0].venue_order.order, clock.now()
    keeps = [(one, serving(one, venue)) for one in together if form.keeps_closed and one.ends_at > now]
    actor = Actor.GUEST if form.who.data == GUEST else Actor.PROVIDER
    ids = [one.id for one in together]
    done = cancel_bookings(
        booking_ids=ids, actor=actor, user_id=current_user_or_403().id, reason=form.reason.value, for_guest=True
    )
    for one, who in keeps:
        if who:
            add_block(venue=venue, blocked_time=BlockedTime(who, one.starts_at, one.ends_at, _("Canceled booking")))
    sentences = [ngettext("%(num)d booking canceled.", "%(num)d bookings canceled.", len(ids))]
    if done.refund_cents:
        sentences.append(refunding(done.refund_cents, order))
    elif order.email:
        sentences.append(_("We’ll email %(guest)s.", guest=order.name))
    if paid_in_person(ids):
        sentences.append(_("Refund this guest in person."))
    if any(who for _one, who in keeps):
        sentences.append(_("The times are blocked."))
    return " ".join(sentences)


def canceled(booking: Booking, form: CancelForm, venue: Venue) -> str:
    """Cancel the booking, block its time if requested, and return the message to show."""
    order = booking.venue_order.order
    who = serving(booking, venue) if form.keeps_closed and booking.ends_at > clock.now() else []
    done = ended(booking, form)
    if who:
        add_block(venue=venue, blocked_time=BlockedTime(who, booking.starts_at, booking.ends_at, _("Canceled booking")))
    sentences = [_("Booking canceled.")]
    if done.refund_cents:
        sentences.append(refunding(done.refund_cents, order))
    elif order.email:
        sentences.append(_("We’ll email %(guest)s.", guest=order.name))
    if paid_in_person([booking.id]):
        sentences.append(_("Refund this guest in person."))
    if who:
        sentences.append(_("The time is blocked."))
    return " ".join(sentences)


def refunding(cents: int, order: Order) -> str:
    if order.email:
        return _("We’re refunding %(amount)s to %(guest)s and will email them.", amount=usd(cents), guest=order.name)
    return _("We’re refunding %(amount)s to %(guest)s.", amount=usd(cents), guest=order.name)


def ended(booking: Booking, form: CancelForm) -> Cancellation:
    """Cancel on behalf of the venue, or at the request of the guest with the chosen refund."""
    why = form.reason.value
    if form.who.data != GUEST:
        return cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=current_user_or_403().id, reason=why)
    back = default_refund(booking) if form.amount.value is None else form.amount.value
    return cancel_with_refund(booking_id=booking.id, user_id=current_user_or_403().id, back_cents=back, reason=why)


@bp.route("/bookings/<booking_id>/decline", methods=["GET", "POST"])
@own_venue(Ability.CHANGE_BOOKINGS)
def decline(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Decline a pending request, with a full refund."""
    booking, form = booking_of_venue(venue.id, booking_id), DeclineForm()
    if booking.state is not BookingState.REQUESTED:
        flash(_("This request is no longer pending. Check the booking’s current status."), "error")
        return go(under_it(booking, venue))
    if form.validate_on_submit():
        order, why = booking.venue_order.order, form.reason.value
        done = cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=current_user_or_403().id, reason=why)
        consequence = (
            refunding(done.refund_cents, order) if done.refund_cents else _("We’ll email %(guest)s.", guest=order.name)
        )
        flash(join_sentences(_("Request declined."), consequence))
        return go(under_it(booking, venue))
    shown = {
        "workplace": venue.name,
        "venue": venue,
        "booking": booking,
        "form": form,
        "left": refundable_cents(booking),
    }
    shown["back_to"] = beside(booking, venue, place=BESIDE)
    return render("front_desk/decline.html", "front_desk/_decline.html", status=422 if form.errors else 200, **shown)


@bp.route("/bookings/<booking_id>/refund", methods=["GET", "POST"])
@own_venue(Ability.CHANGE_BOOKINGS)
def refund(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Refund part or all of what was paid online; the booking itself does not change."""
    booking = booking_of_venue(venue.id, booking_id)
    left, order = refundable_cents(booking), booking.venue_order.order
    if booking.state not in PAID or not left:
        flash(_("There’s nothing left to refund online for this booking."), "error")
        return go(under_it(booking, venue))
    form = RefundForm(data={"left": str(left)})
    if form.validate_on_submit():
        shown = whole_number(form.left.data or "", most=MOST_SENT)
        known = -1 if shown is None else shown
        with form.refusals(form.amount, DomainError):
            done = issue_refund(
                booking_id=booking.id,
                cents=form.amount.value or 0,
                left=known,
                reason=form.reason.value,
                only_tips=bool(form.tip.data),
            )
            flash(refunding(sum(one.amount_cents for one in done), order))
            return go(under_it(booking, venue))
        session.rollback()
        booking = booking_of_venue(venue.id, booking_id)
        left = refundable_cents(booking)
    form.left.data = str(left)
    status = 422 if any(field.errors for field in form) else 200
    context = {"workplace": venue.name, "venue": venue, "booking": booking, "form": form, "left": left}
    context["tip_left"] = refundable_tip_cents(booking)
    context["back_to"] = beside(booking, venue, place=BESIDE)
    return render("front_desk/refund.html", "front_desk/_refund.html", status=status, **context)
