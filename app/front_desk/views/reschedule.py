"""Pages where the venue reschedules a booking by form, drag or keys, and undoes it."""

from datetime import datetime

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.accounts.guards import current_user_or_403
from app.bookings.copy import series as series_copy
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import booking_of_venue, later_in_series
from app.core.db import session
from app.core.errors import DomainError
from app.core.formats import moment
from app.core.sentences import join_sentences
from app.front_desk.drag_drop import dropped
from app.front_desk.forms.reschedule import LONGEST, SHORTEST, MoveForm
from app.front_desk.queries import bookables
from app.front_desk.request_args import beside, calendar_at
from app.front_desk.responses import done, refused, undone
from app.front_desk.views import bp
from app.front_desk.views.free_times import Free, free_times, plan_to_move, take_time
from app.rescheduling import copy
from app.rescheduling.actions import by_venue
from app.rescheduling.actions.by_venue import reschedule_by_venue
from app.rescheduling.actions.records import VersionConflict
from app.rescheduling.actions.slot_choice import Destination, NeedsConfirmation
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.fields import sent_number
from app.web.htmx import render, wants_partial


@bp.route("/bookings/<booking_id>/reschedule", methods=["GET", "POST"])
@own_venue(Ability.CHANGE_BOOKINGS)
def reschedule(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Reschedule or reassign a booking. `force` confirms a question that was asked."""
    booking, among = booking_of_venue(venue.id, booking_id), bookables(venue)
    form = MoveForm.of(booking, venue.zone, among)
    if "look" in request.form:
        take_time(form.day, form.begins)
        return page(venue, booking, form, status=200)
    if not form.validate_on_submit():
        return page(venue, booking, form, status=422 if form.errors else 200)
    try:
        return moved(venue, booking, form.destination(venue.zone, among), form)
    except NeedsConfirmation as question:
        return page(
            venue,
            fresh(venue, booking_id),
            form,
            status=409,
            why=copy.unusual(question.places, question.service, question.venue),
        )
    except VersionConflict as error:
        booking = fresh(venue, booking_id)
        form.sequence.data = booking.sequence
        return page(venue, booking, form, status=409, stale=error.message)
    except DomainError as error:
        form.begins.errors = [*form.begins.errors, error.message]
        return page(venue, fresh(venue, booking_id), form, status=422)


@bp.post("/bookings/<booking_id>/drop")
@own_venue(Ability.CHANGE_BOOKINGS)
def drop(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Reschedule a booking after a drag or keys. If it needs confirmation, show the form with the question."""
    booking, among = booking_of_venue(venue.id, booking_id), bookables(venue)
    there, to = beside(booking, venue), dropped()
    begins, ends = to.between(venue.zone)
    ids = {each.key: each.member_id for each in among}
    goes_on = to.who != to.source
    wanted = Destination(begins, ends, ids.get(to.who) if goes_on else None, ids.get(to.source) if goes_on else None)
    form = MoveForm.of(booking, venue.zone, among)
    try:
        return moved(venue, booking, wanted, form, sequence=to.sequence)
    except NeedsConfirmation as question:
        again = MoveForm(formdata=typed(venue, wanted, to.who if goes_on else "", to.source, to.sequence))
        again.member.choices = form.member.choices
        return page(
            venue,
            fresh(venue, booking_id),
            again,
            status=409,
            why=copy.unusual(question.places, question.service, question.venue),
        )
    except DomainError as error:
        return refused(error, there)


@bp.post("/bookings/<booking_id>/undo-reschedule")
@own_venue(Ability.CHANGE_BOOKINGS)
def undo_reschedule(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Undo rescheduling; `sequence` is the version that it created."""
    booking = booking_of_venue(venue.id, booking_id)
    there = beside(booking, venue)
    try:
        by_venue.undo_reschedule(
            booking_id=booking.id,
            sequence=request.args.get("sequence", -1, type=sent_number),
            user_id=current_user_or_403().id,
        )
    except DomainError as error:
        return refused(error, there)
    session.expire_all()
    booking = booking_of_venue(venue.id, booking_id)
    return undone(
        _("Change undone. The booking is now %(time)s.", time=now_at(booking.starts_at, booking.served_by, venue)),
        beside(booking, venue),
    )


def moved(
    venue: Venue, booking: Booking, to: Destination, form: MoveForm, *, sequence: int | None = None
) -> ResponseReturnValue:
    """Reschedule the booking and report it. Raises the same errors as `reschedule_by_venue`."""
    order, public_id = booking.venue_order.order, booking.public_id
    made = reschedule_by_venue(
        booking_id=booking.id,
        to=to,
        sequence=form.seen if sequence is None else sequence,
        user_id=current_user_or_403().id,
        reason=form.reason.value,
        requested_by_guest=bool(form.requested_by_guest.data),
        force="force" in request.form,
    )
    when = now_at(made.to_starts_at, made.to_served_by, venue)
    message = _("%(guest)s’s booking is now %(time)s.", guest=order.name, time=when)
    if order.email:
        message = join_sentences(message, _("We’ll email %(guest)s.", guest=order.first_name))
    there = calendar_at(made.to_starts_at.astimezone(venue.zone).date(), booking=public_id)
    undo = url_for("front_desk.undo_reschedule", booking_id=public_id, sequence=made.sequence)
    return done(message, there, about=public_id, undo=undo)


def now_at(starts_at: datetime, member: str, venue: Venue) -> str:
    """Describe the new time, such as "Tue, May 19, 1:00 PM with June Castellano"."""
    when = moment(starts_at, venue.zone)
    return _("%(time)s with %(name)s", time=when, name=member) if member else when


def typed(venue: Venue, to: Destination, member: str, source: str, sequence: int) -> MultiDict[str, str]:
    """Return a drop as the form data that the owner could have typed."""
    begins = to.starts_at.astimezone(venue.zone)
    minutes = int((to.ends_at - to.starts_at).total_seconds() // 60)
    return MultiDict(
        {
            "day": str(begins.date()),
            "begins": f"{begins:%H:%M}",
            "minutes": str(minutes),
            "member": member,
            "instead_of": source if member else "",
            "sequence": str(sequence),
        }
    )


def fresh(venue: Venue, booking_id: str) -> Booking:
    """Roll back the failed attempt and reload the booking."""
    session.rollback()
    session.expire_all()
    return booking_of_venue(venue.id, booking_id)


def nearby(venue: Venue, booking: Booking, form: MoveForm) -> list[Free]:
    """List the available times nearest to the ones in the form; empty if the input makes no sense."""
    at, minutes = form.starts_at(venue.zone), form.minutes.data
    if at is None or minutes is None or not SHORTEST <= minutes <= LONGEST:
        return []
    among = bookables(venue)
    ids = {each.key: each.member_id for each in among}
    names = {each.member_id: each.first_name for each in among if each.member_id}
    member_id = (ids.get(form.member.data) or booking.member_id) if booking.quantity == 1 else None
    plan = plan_to_move(booking, at.astimezone(venue.zone).date(), minutes)
    return free_times(plan, at, names, quantity=booking.quantity, member_id=member_id)


def reasons(question: NeedsConfirmation) -> list[str]:
    """Return a sentence for each reason why the owner has to confirm."""
    return copy.unusual(question.places, question.service, question.venue)


def page(venue: Venue, booking: Booking, form: MoveForm, *, status: int, **more: object) -> ResponseReturnValue:
    return render(
        "front_desk/reschedule.html",
        "front_desk/_reschedule.html",
        status=status,
        venue=venue,
        booking=booking,
        later=later_in_series(booking),
        series_copy=series_copy,
        back_to=beside(booking, venue),
        form=form,
        times=nearby(venue, booking, form),
        at=form.starts_at(venue.zone),
        modal=wants_partial(),
        workplace=venue.name,
        **more,
    )
