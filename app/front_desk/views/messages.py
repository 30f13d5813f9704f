"""Messages from the venue to a guest."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.queries.users import user_of_id
from app.bookings.actions.messages import email_of, message_guest
from app.bookings.email_quotas import no_message
from app.bookings.queries.bookings import booking_of_venue
from app.bookings.queries.history import messages_of
from app.front_desk.forms.booking_actions import MessageForm
from app.front_desk.request_args import BESIDE, beside, under_it
from app.front_desk.views import bp
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import go, render
from app.web.route_limits import limited


@bp.route("/bookings/<booking_id>/message", methods=["GET", "POST"])
@limited("messages")
@own_venue(Ability.CHANGE_BOOKINGS)
def message(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Email a guest about a booking. Replies go to the owner's email, even if another person at the venue writes."""
    answers_to = user_of_id(venue.owner_id).email
    booking, form = booking_of_venue(venue.id, booking_id), MessageForm()
    if form.validate_on_submit():
        with form.refusals(form.text):
            message_guest(booking=booking, user_id=current_user_or_403().id, text=form.text.value)
            flash(
                _(
                    "Message sent to %(guest)s. Replies go to %(email)s.",
                    guest=booking.venue_order.order.name,
                    email=answers_to,
                )
            )
            return go(under_it(booking, venue))
    return render(
        "front_desk/message.html",
        "front_desk/_message.html",
        status=422 if any(field.errors for field in form) else 200,
        workplace=venue.name,
        venue=venue,
        booking=booking,
        back_to=beside(booking, venue, place=BESIDE),
        form=form,
        address=email_of(booking),
        messages=messages_of(booking.id),
        answers_to=answers_to,
        refused=no_message(booking, venue),
    )
