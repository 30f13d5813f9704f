"""Texts about repeating bookings."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.bookings.copy.cancellation import BANK_TIME
from app.bookings.models.bookings import Booking
from app.core.formats import usd
from app.core.sentences import join_sentences


def place(booking: Booking) -> str:
    """Return "3 of 6"; empty if the booking doesn't repeat."""
    if booking.series is None:
        return ""
    return _("%(number)d of %(times)d", number=booking.series_number or 0, times=booking.series.times)


def repeats(booking: Booking) -> str:
    """Return "Repeats every 2 weeks, 3 of 6"; empty if the booking doesn't repeat."""
    if booking.series is None:
        return ""
    return ngettext(
        "Repeats every week, %(place)s",
        "Repeats every %(num)d weeks, %(place)s",
        booking.series.every_weeks,
        place=place(booking),
    )


def this_and_later(later: Sequence[Booking]) -> str:
    return ngettext("This and the %(num)d later one", "This and the %(num)d later ones", len(later))


def keeps_its_time(number: int) -> str:
    """Say how many bookings can't go to the new time."""
    return ngettext(
        "%(num)d new time isn’t available. Choose another one, or keep the current time.",
        "%(num)d new times aren’t available. Choose others, or keep the current times.",
        number,
    )


def cancel_button(number: int, back: int) -> str:
    if back:
        return ngettext(
            "Cancel %(num)d booking and refund %(amount)s",
            "Cancel %(num)d bookings and refund %(amount)s",
            number,
            amount=usd(back),
        )
    return ngettext("Cancel %(num)d booking", "Cancel %(num)d bookings", number)


def canceled(bookings: Sequence[Booking], cents: int, back: str) -> str:
    """Return the message right after canceling several bookings."""
    sentence = ngettext(
        "Your %(num)d %(service)s booking is canceled.",
        "Your %(num)d %(service)s bookings are canceled.",
        len(bookings),
        service=bookings[0].title,
    )
    if not cents:
        return sentence
    refund = _("Your refund of %(amount)s to %(card)s takes %(days)s.", amount=usd(cents), card=back, days=BANK_TIME)
    return join_sentences(sentence, refund)
