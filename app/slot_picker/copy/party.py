"""User-facing texts for booking a group. Times are in the venue's zone."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.core.formats import clock, duration, span
from app.core.sentences import join_sentences, listed
from app.slot_picker.party_booking import Lack, OtherDay, PartyItem, PartyOffer, PartyPicker, Turn
from app.venues.models import Venue

REASONS = {
    Lack.CLOSED: lazy_gettext("The venue is closed on this day."),
    Lack.OPENS_LATER: lazy_gettext("This day can’t be booked yet."),
    Lack.TOO_SHORT: lazy_gettext("One of your services takes longer than the hours you chose."),
    Lack.ROOMS: lazy_gettext("Not enough rooms are available for your group between these hours."),
    Lack.EQUIPMENT: lazy_gettext("Not enough equipment is available for your group between these hours."),
    Lack.SPOTS: lazy_gettext("Not enough spots are available for your group between these hours."),
    Lack.TEAM: lazy_gettext("Not enough team members are available for your group between these hours."),
}
NOT_TOGETHER = {
    Lack.ROOMS: lazy_gettext("You can’t all start at the same time. Not enough rooms are available."),
    Lack.EQUIPMENT: lazy_gettext("You can’t all start at the same time. Not enough equipment is available."),
    Lack.SPOTS: lazy_gettext("You can’t all start at the same time. Not enough spots are available."),
    Lack.TEAM: lazy_gettext("You can’t all start at the same time. Not enough team members are available."),
}


def title(shown: PartyPicker) -> str:
    return _("Everyone at the same time") if shown.turn is Turn.SAME else _("Back to back")


def about(shown: PartyPicker) -> str:
    """Return the sentence below the title of the results."""
    if shown.turn is Turn.SAME:
        if shown.shares_room:
            return _("You all start together. Guests who share a room have one booking.")
        return _("You all start together. Each guest has their own booking.")
    return str(NOT_TOGETHER.get(shown.lack or Lack.TEAM, NOT_TOGETHER[Lack.TEAM]))


def nothing(shown: PartyPicker) -> str:
    """Return why there are no times on the day."""
    return str(REASONS[shown.lack or Lack.TEAM])


def when(offer: PartyOffer, venue: Venue) -> str:
    """Return the time range: "10:00 AM – 12:15 PM"."""
    return span(offer.at, offer.ends, venue.zone)


def length(offer: PartyOffer) -> str:
    return _("%(duration)s in total", duration=duration(offer.minutes))


def lines(offer: PartyOffer, shown: PartyPicker, venue: Venue) -> list[tuple[str, int]]:
    """Return the lines of an offer, each with its price: by service if all start together, else by booking."""
    if shown.turn is Turn.IN_TURN:
        return [(line(item, venue), item.quote.price_cents) for item in offer.bookings]
    by_option: dict[int, list[PartyItem]] = {}
    for item in offer.bookings:
        by_option.setdefault(item.option.id, []).append(item)
    return [(together(items), sum(item.quote.price_cents for item in items)) for items in by_option.values()]


def line(item: PartyItem, venue: Venue) -> str:
    """Return one booking: "10:00 AM, Unwinding massage with June"."""
    time, service = clock(item.served.at, venue.zone), item.option.service.title
    if item.member:
        return _("%(time)s, %(service)s with %(name)s", time=time, service=service, name=item.member.first_name)
    return ngettext(
        "%(time)s, %(service)s, %(num)d guest",
        "%(time)s, %(service)s, %(num)d guests",
        item.quantity,
        time=time,
        service=service,
    )


def together(items: Sequence[PartyItem]) -> str:
    """Return the bookings of one service that start together: "Unwinding massage with June and Priya"."""
    option = items[0].option
    names = [item.member.first_name for item in items if item.member]
    service = _("%(service)s, %(duration)s", service=option.service.title, duration=duration(option.duration_minutes))
    if names:
        return _("%(service)s, with %(names)s", service=service, names=listed(names))
    number = sum(item.quantity for item in items)
    return ngettext("%(service)s, %(num)d guest", "%(service)s, %(num)d guests", number, service=service)


def other_day(other: OtherDay) -> str:
    return _("At the same time") if other.turn is Turn.SAME else _("Back to back")


def added(bookings: int) -> str:
    """Return the toast after a group was added to the cart."""
    return ngettext("%(num)d booking is in your cart.", "%(num)d bookings are in your cart.", bookings)


def over_limit(venue: Venue, booked: int, adding: int) -> str:
    """Return that the group needs more bookings than the venue allows."""
    limit = ngettext(
        "%(venue)s allows %(num)d upcoming booking per guest.",
        "%(venue)s allows %(num)d upcoming bookings per guest.",
        venue.max_upcoming or 0,
        venue=venue.name,
    )
    had = ngettext("You already have %(num)d.", "You already have %(num)d.", booked) if booked else ""
    needed = ngettext("Your group needs %(num)d booking.", "Your group needs %(num)d bookings.", adding)
    call = _("Call %(venue)s to book for your group.", venue=venue.name)
    return join_sentences(*(sentence for sentence in (limit, had, needed, call) if sentence))
