"""What stands beside the calendar about one booking, besides the booking itself."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.bookings import words
from app.bookings.actions import address_of
from app.bookings.enums import ItemState
from app.bookings.guestbook import before
from app.bookings.models import BookingItem
from app.bookings.queries import history_of, left_cents, messages_of, moves_of
from app.bookings.visits import visit_of
from app.filters import day


def panel(item: BookingItem | None) -> dict[str, Any]:
    """For the templates in calendar/panel. Six statements; none without a booking."""
    if item is None:
        return {}
    visit, now, moves = visit_of(item), clock.now(), history_of(item.id)
    zone = visit.venue.zone
    return {
        "visit": visit,
        "known_as": _known_as(item),
        "messages": messages_of(item.id),
        "history": words.history(
            visit, moves, moves_of(item.id), guest=item.venue_order.order.first_name, to_owner=True
        ),
        "declined": any(words.was_declined(move) for move in moves),
        "address": address_of(item),
        "left": left_cents(item),
        "can_arrive": item.state is ItemState.CONFIRMED
        and item.starts_at.astimezone(zone).date() <= now.astimezone(zone).date(),
        "has_begun": item.starts_at <= now,
    }


def _known_as(item: BookingItem) -> str:
    """3 previous bookings, most recently on Tue, May 5 with June."""
    number, last = before(item)
    if item.venue_order.guest_id is None:
        return ""
    if last is None:
        if not number:
            return _("First booking.")
        return ngettext("%(num)d previous booking.", "%(num)d previous bookings.", number)
    when = day(last.starts_at, item.venue_order.venue.zone)
    if not last.with_whom:
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
        name=last.with_whom.split(" ", 1)[0],
    )
