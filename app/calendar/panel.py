"""The panel beside the calendar that shows one booking in detail."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.guards import current_user_or_403
from app.bookings.actions.later import open_charge
from app.bookings.actions.messages import email_of
from app.bookings.charges import CHECK_IN_WITHIN
from app.bookings.copy.cancellation import was_declined
from app.bookings.enums import UPCOMING_STATES, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingMessage, BookingTransition
from app.bookings.models.reschedules import Reschedule
from app.bookings.queries.charges import charges_of
from app.bookings.queries.history import history_of, messages_of, reschedules_of
from app.bookings.queries.refunds import refundable_cents
from app.core import clock
from app.core.formats import day
from app.facility_changes.copy import change_label
from app.facility_changes.queries import other_places
from app.guest_history.queries import previous_bookings
from app.intake.access import may_open_health
from app.intake.care_notes import can_open_care_note
from app.intake.queries.statuses import statuses_of
from app.later_charges.copy import for_owner, if_no_show
from app.payouts import copy as payout_copy
from app.profiles.copy import facts_of
from app.profiles.queries import shared_with
from app.rescheduling.copy import history, is_by_venue
from app.tips.queries import tip_cents
from app.venues.copy import person_with_role
from app.venues.queries import names_at


def panel(booking: Booking | None, *, is_limited: bool = False) -> dict[str, Any]:
    """Build the context for the templates in calendar/panel.

    For a team member, who sees only their own bookings (`is_limited`), it says nothing about others. Nine statements,
    ten for a booking that a guest made online; one more with a commission; two more with intake forms; one more once it
    is over; one more for a guest with preferences and allergies, if the reader isn't an owner; none without a booking.
    """
    if booking is None:
        return {}
    now, moves = clock.now(), history_of(booking.id)
    zone = booking.venue.zone
    shared = shared_with(booking.venue.id, booking.venue_order.order.user_id)
    places = other_places(booking) if booking.state in UPCOMING_STATES and not is_limited else []
    reschedules, messages = reschedules_of(booking.id), messages_of(booking.id)
    charge = open_charge(booking.id) if booking.later_cents and not is_limited else None
    charges = charges_of([booking.id]) if booking.commission_bps or booking.funded_cents else ()
    left = refundable_cents(booking)
    unseen = sum(charge.unseen_funded_cents for charge in charges) if booking.can_be_checked_in else 0
    people = {} if is_limited else _others_at(booking, [*moves, *reschedules, *messages])
    return {
        "visit": booking,
        "known_as": "" if is_limited else _known_as(booking),
        "messages": messages,
        "history": history(
            booking,
            moves,
            reschedules,
            guest=booking.venue_order.order.first_name,
            to_owner=not is_limited,
            people=people,
        ),
        "writers": people,
        "forms": statuses_of(booking),
        "shared": shared,
        "shared_facts": facts_of(shared),
        "care_note": shared.has_care_note and can_open_care_note(booking) and may_open_health(booking),
        "places": places,
        "change_room": change_label(places),
        "declined": any(was_declined(move) for move in moves),
        "address": email_of(booking),
        "left": left,
        "if_no_show": if_no_show(booking, paid_cents=left),
        "earns": payout_copy.earned_with(charges, booking.commission_bps),
        "funded": sum(charge.funded_cents for charge in charges),
        "unseen": unseen,
        "unseen_until": (booking.starts_at + CHECK_IN_WITHIN).astimezone(zone).date(),
        "tip_cents": tip_cents(booking),
        "charge": charge and for_owner(charge, booking, zone),
        "can_arrive": booking.can_be_checked_in
        and (booking.state is BookingState.CONFIRMED or unseen > 0)
        and booking.starts_at.astimezone(zone).date() <= now.astimezone(zone).date(),
        "has_begun": booking.starts_at <= now,
    }


def _others_at(booking: Booking, events: Iterable[BookingTransition | Reschedule | BookingMessage]) -> dict[int, str]:
    """Name the people at the venue, besides the reader, who did something about a booking, by user id."""
    ids = {event.user_id for event in events if event.user_id and _is_by_venue(event, booking)}
    ids -= {current_user_or_403().id}
    return {id: person_with_role(*person) for id, person in names_at(booking.venue.id, ids).items()}


def _is_by_venue(event: BookingTransition | Reschedule | BookingMessage, booking: Booking) -> bool:
    """Return whether someone at the venue did it, also for the guest, as when the front desk cancels on the phone."""
    return isinstance(event, BookingMessage) or is_by_venue(event, booking)


def _known_as(booking: Booking) -> str:
    """Describe the guest's history: 3 previous bookings, most recently on Tue, May 5 with June."""
    number, last = previous_bookings(booking)
    if booking.venue_order.guest_id is None:
        return ""
    if last is None:
        if not number:
            return _("First booking.")
        return ngettext("%(num)d previous booking.", "%(num)d previous bookings.", number)
    when = day(last.starts_at, booking.venue_order.venue.zone)
    if not last.served_by:
        return ngettext(
            "%(num)d previous booking, most recently on %(day)s.",
            "%(num)d previous bookings, most recently on %(day)s.",
            number,
            day=when,
        )
    return ngettext(
        "%(num)d previous booking, most recently on %(day)s with %(name)s.",
        "%(num)d previous bookings, most recently on %(day)s with %(name)s.",
        number,
        day=when,
        name=last.served_by.split(" ", 1)[0],
    )
