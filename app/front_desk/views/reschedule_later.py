"""The page where the venue reschedules a booking of a series together with the later ones."""

from collections.abc import Sequence
from datetime import timedelta

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.guards import current_user_or_403
from app.bookings.copy import series as series_copy
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import booking_of_venue, later_in_series
from app.cart import repeats
from app.cart.forms import written
from app.core.db import session
from app.core.errors import DomainError
from app.core.sentences import join_sentences
from app.front_desk.forms.reschedule_later import MoveLaterForm
from app.front_desk.move_series import moved_dates
from app.front_desk.request_args import beside, calendar_at
from app.front_desk.responses import done
from app.front_desk.views import bp
from app.rescheduling.actions.series_by_venue import SeriesMove, reschedule_series_by_venue
from app.rescheduling.actions.slot_choice import Destination
from app.slot_picker.copy import series as date_copy
from app.slot_picker.series import SeriesDate
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import go, render, wants_partial


@bp.route("/bookings/<booking_id>/reschedule-later", methods=["GET", "POST"])
@own_venue(Ability.CHANGE_BOOKINGS)
def reschedule_later(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Reschedule a booking and the later ones of its series by the same difference, after showing all dates."""
    booking = booking_of_venue(venue.id, booking_id)
    if not later_in_series(booking):
        return go(beside(booking, venue))
    together, dates, form = loaded(venue, booking_id)
    if "look" in request.form or not form.validate_on_submit():
        return page(venue, together, dates, form, status=422 if form.errors and "look" not in request.form else 200)
    picked = [(one, date.picked.at) for one, date in zip(together, dates, strict=True) if date.picked]
    sent, problem = {at for at in repeats.picks_of(request.form).values() if at is not None}, ""
    if form.versions.data != versions(together):
        problem = _("These bookings changed while you were deciding. Check the list below.")
    elif not picked:
        problem = _("Choose a new time for at least one date.")
    elif sent != {at for _one, at in picked}:
        problem = _("Check the new times below, then reschedule.")
    if problem:
        return page(venue, together, dates, form, status=409, problem=problem)
    order = together[0].venue_order.order
    try:
        reschedule_series_by_venue(
            moves=[
                SeriesMove(one.id, Destination(at, at + timedelta(minutes=one.minutes)), one.sequence)
                for one, at in picked
                if at != one.starts_at
            ],
            user_id=current_user_or_403().id,
            reason=form.reason.value,
            requested_by_guest=bool(form.requested_by_guest.data),
        )
    except DomainError as error:
        session.rollback()
        session.expire_all()
        together, dates, form = loaded(venue, booking_id)
        return page(venue, together, dates, form, status=409, problem=error.message)
    there = picked[0][1].astimezone(venue.zone).date()
    message = ngettext(
        "%(num)d booking of %(guest)s rescheduled.",
        "%(num)d bookings of %(guest)s rescheduled.",
        len(picked),
        guest=order.name,
    )
    if order.email:
        message = join_sentences(message, _("We’ll email %(guest)s.", guest=order.first_name))
    return done(message, calendar_at(there, booking=booking_id), about=booking_id)


def loaded(venue: Venue, booking_id: str) -> tuple[list[Booking], list[SeriesDate], MoveLaterForm]:
    """Return the booking with the later ones, their new dates, and the form."""
    booking = booking_of_venue(venue.id, booking_id)
    together = [booking, *later_in_series(booking)]
    form = MoveLaterForm.of(booking, venue.zone)
    dates = moved_dates(venue, together, form.local, repeats.picks_of(request.form)) if form.local else []
    return together, dates, form


def versions(together: Sequence[Booking]) -> str:
    return " ".join(f"{one.public_id}:{one.sequence}" for one in together)


def page(
    venue: Venue,
    together: Sequence[Booking],
    dates: Sequence[SeriesDate],
    form: MoveLaterForm,
    *,
    status: int,
    problem: str = "",
) -> ResponseReturnValue:
    form.versions.data = versions(together)
    return render(
        "front_desk/reschedule_later.html",
        "front_desk/_reschedule_later.html",
        status=status,
        venue=venue,
        booking=together[0],
        later=together[1:],
        dates=dates,
        picked=sum(date.picked is not None for date in dates),
        unavailable=sum(not date.is_available for date in dates),
        form=form,
        problem=problem,
        series_copy=series_copy,
        date_copy=date_copy,
        written=written,
        back_to=beside(together[0], venue),
        modal=wants_partial(),
        workplace=venue.name,
    )
