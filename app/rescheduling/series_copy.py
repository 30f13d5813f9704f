"""Texts for a guest who reschedules a booking of a series together with the later ones."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.bookings.copy.bookings import title
from app.bookings.copy.terms import is_always_free
from app.bookings.models.bookings import Booking
from app.bookings.models.reschedules import Reschedule
from app.core.formats import duration, moment, usd, usd_short
from app.core.sentences import join_sentences
from app.rescheduling.copy import price_words
from app.rescheduling.quote import RescheduleQuote


def difference_short(cents: int) -> str:
    """Return the price difference below a time: "$12 more"."""
    if not cents:
        return _("Same price")
    if cents > 0:
        return _("%(amount)s more", amount=usd_short(cents))
    return _("Save %(amount)s", amount=usd_short(-cents))


def about(booking: Booking, *, anyone: bool) -> str:
    """Return "Deep tissue massage, 1 hr, Hazel Bodywork, with June Castellano"."""
    parts = [title(booking), booking.venue.name]
    if booking.served_by:
        parts.append(_("Anyone available") if anyone else _("with %(member)s", member=booking.served_by))
    return ", ".join(parts)


def current_price(number: int) -> str:
    return ngettext("Current price", "Current price of %(num)d bookings", number)


def new_price(number: int) -> str:
    return ngettext("New price", "New price of %(num)d bookings", number)


def now_at(booking: Booking) -> str:
    """Return "Now Tue, May 19, 10:00 AM"."""
    return _("Now %(time)s", time=moment(booking.starts_at, booking.venue.zone))


def button(number: int, total: int) -> str:
    if total > 0:
        return _("Continue to payment, %(amount)s", amount=usd(total))
    if total < 0:
        return ngettext(
            "Reschedule %(num)d booking and refund %(amount)s",
            "Reschedule %(num)d bookings and refund %(amount)s",
            number,
            amount=usd(-total),
        )
    return ngettext("Reschedule %(num)d booking", "Reschedule %(num)d bookings", number)


def policy(moves: Sequence[RescheduleQuote]) -> str:
    """Say until when each booking can be canceled at its new time: its terms stay the same."""
    booking = moves[0].booking
    if is_always_free(booking):
        return _("Free cancellation until each start time.")
    ahead = duration(booking.cancel_free_hours * 60)
    return _("Free cancellation ends %(duration)s before each new time.", duration=ahead)


def total_now(moves: Sequence[Reschedule]) -> str:
    """Say how the total price changed."""
    return price_words(sum(move.to_cents - move.from_cents for move in moves))


def rescheduled_now(moves: Sequence[Reschedule], card: str) -> str:
    """Return the message right after rescheduling. `card` is where a refund goes: "Visa 4242"."""
    sentence = ngettext("Your booking has a new time.", "Your %(num)d bookings have new times.", len(moves))
    more = sum(move.to_cents - move.from_cents for move in moves)
    if more >= 0:
        return sentence
    return join_sentences(sentence, _("We’re refunding %(amount)s to %(card)s.", amount=usd(-more), card=card))
