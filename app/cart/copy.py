"""The texts of the cart. Times are in the venue's zone."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.availability.enums import UnavailableReason
from app.cart.due import later_of
from app.cart.expiry import Removed
from app.cart.shown import CartView, LineView, VenueGroup
from app.cart.travel_time import LONGEST_DRIVE_MINUTES, TravelConflict
from app.core import clock
from app.core.formats import clock as clock_time
from app.core.formats import day, duration, miles, moment, span, usd, weekday
from app.core.sentences import join_sentences, listed
from app.core.zone_names import zone_words
from app.venues import cancellation


def title(line: LineView) -> str:
    return f"{line.service.title}, {duration(line.minutes)}"


def on_day(line: LineView) -> str:
    """Return the day: 'Tue, May 19'."""
    return day(line.starts_at, line.venue.zone)


def hours(line: LineView) -> str:
    """Return the time: '1:00 – 2:00 PM'."""
    return span(line.starts_at, line.ends_at, line.venue.zone)


def extras(line: LineView) -> str:
    """Return 'Add-ons: Hot stones and Aromatherapy', or '' without add-ons."""
    if not line.line.extras:
        return ""
    return _("Add-ons: %(add_ons)s", add_ons=listed([add_on.title for add_on in line.line.extras]))


def no_longer_with(line: LineView) -> str:
    """Return a note on the chosen add-ons that are no longer offered, or ''."""
    inactive_add_ons = [add_on.title for add_on in line.line.add_ons if not add_on.active]
    if not inactive_add_ons:
        return ""
    return ngettext(
        "%(add_ons)s is no longer offered.",
        "%(add_ons)s are no longer offered.",
        len(inactive_add_ons),
        add_ons=listed(inactive_add_ons),
    )


def with_team_member(line: LineView) -> str:
    """Return 'with June' or 'Anyone available'; '' for a service without team members."""
    if line.line.member:
        return _("with %(member)s", member=line.line.member.first_name)
    return _("Anyone available") if line.service.is_staffed else ""


def where(group: VenueGroup, cart: CartView) -> str:
    """Return the address, with the distance from the previous venue, and the time zone if the cart has several."""
    address = f"{group.venue.street}, {group.venue.city}"
    if len({one.venue.zone_name for one in cart.groups}) > 1:
        address = _("%(address)s (%(zone)s time)", address=address, zone=zone_words(group.venue.zone))
    if group.walk_minutes is not None:
        return _(
            "%(address)s, %(duration)s walk from your previous venue",
            address=address,
            duration=duration(group.walk_minutes),
        )
    if group.miles is not None:
        return _("%(address)s, %(distance)s from your previous venue", address=address, distance=miles(group.miles))
    return address


def town(cart: CartView) -> str:
    """Return the town of the last venue, where the guest can look for more."""
    venue = cart.groups[-1].venue
    return f"{venue.city}, {venue.state}"


def deadline(line: LineView) -> str:
    """Return until when cancellation is free, and what it costs after that."""
    hours, keep = line.service.free_hours, line.service.keep_percent
    if cancellation.is_always_free(hours, keep) or is_late(line):
        return (cancellation.soon if keep and hours else cancellation.in_general)(hours, keep)
    until = moment(line.free_until, line.venue.zone)
    return _("Free cancellation until %(time)s.", time=until) if later_of(line) else cancellation.in_time(until, keep)


def is_late(line: LineView) -> bool:
    """Return whether canceling would already cost a fee."""
    return line.free_until <= clock.now()


def needs_acceptance(line: LineView) -> bool:
    """Return whether the venue must accept the booking once it is paid for."""
    return line.venue.accept_within_hours is not None


def has_requests(cart: CartView) -> bool:
    return any(line.is_free and needs_acceptance(line) for line in cart.lines)


def acceptance(line: LineView) -> str:
    """Return by when the venue accepts or declines the request, never later than the start."""
    return ngettext(
        "Request: after you pay, %(venue)s has up to %(num)d hour to accept this booking.",
        "Request: after you pay, %(venue)s has up to %(num)d hours to accept this booking.",
        line.venue.accept_within_hours or 0,
        venue=line.venue.name,
    )


def unavailable(cart: CartView) -> str:
    """Return the headline about the times that are no longer available."""
    lost = cart.unavailable
    if len(lost) > 1:
        return _("%(number)s of your times are no longer available.", number=len(lost))
    if was_taken(lost[0]):
        return _("One of your times was just booked by another guest.")
    return _("One of your times is no longer offered.")


def unavailable_detail(cart: CartView) -> str:
    lost = cart.unavailable
    if len(lost) == 1 and not lost[0].is_offered:
        return not_offered(lost[0])
    if len(lost) == 1:
        return _("Choose another time for your %(booking)s below, or remove the booking.", booking=_named(lost[0]))
    return _(
        "Choose other times for these bookings below, or remove them: %(bookings)s.",
        bookings=listed([_named(line) for line in lost]),
    )


def not_offered(line: LineView) -> str:
    """Return the message for a service or venue that is no longer offered, so that there is no other time."""
    return _(
        "%(venue)s no longer offers %(service)s. Remove it to check out.",
        venue=line.venue.name,
        service=line.service.title,
    )


def _named(line: LineView) -> str:
    """Return a booking in words: '1:00 PM Sauna circuit at Hazel Bodywork'."""
    return _(
        "%(time)s %(service)s at %(venue)s",
        time=clock_time(line.starts_at, line.venue.zone),
        service=line.service.title,
        venue=line.venue.name,
    )


def was_taken(line: LineView) -> bool:
    """Return whether another guest booked the time; otherwise it is no longer offered or too late to book."""
    return line.refusal is not None and line.refusal.reason in {UnavailableReason.TAKEN, UnavailableReason.FULL}


def lost(line: LineView) -> str:
    return _("No longer available") if was_taken(line) else _("No longer offered")


def near_day(line: LineView) -> str | None:
    """Return the weekday ('Tuesday') if all of the nearest times are on one day."""
    days = {choice.start.at.astimezone(line.venue.zone).date() for choice in line.nearest}
    return weekday(days.pop(), long=True) if len(days) == 1 else None


def removed_notice(removed: Removed) -> str:
    """Return the notice about removed lines.

    'We removed Sauna circuit because its time has passed. We removed Massage after 24 hours in your cart.'
    """
    messages = []
    if removed.passed:
        messages.append(
            ngettext(
                "We removed %(services)s because its time has passed.",
                "We removed %(services)s because their times have passed.",
                len(removed.passed),
                services=listed(removed.passed),
            )
        )
    if removed.expired:
        messages.append(_("We removed %(services)s after 24 hours in your cart.", services=listed(removed.expired)))
    return " ".join(messages)


def clashes(found: Sequence[TravelConflict]) -> list[str]:
    """Return the warnings about bookings that one guest can hardly attend; one for all that overlap at a venue, because
    they are probably for a group."""
    overlaps = Counter(each.first.venue_id for each in found if is_at_one_venue(each))
    groups = {each.first.venue_id: each.first.venue for each in found if overlaps[each.first.venue_id] > 1}
    texts = [
        _("Some of your bookings at %(venue)s overlap. Keep them only if they’re for different guests.", venue=name)
        for name in groups.values()
    ]
    single = [each for each in found if not (is_at_one_venue(each) and each.first.venue_id in groups)]
    return [*texts, *(join_sentences(clash(each), _("You can still book both.")) for each in single)]


def is_at_one_venue(found: TravelConflict) -> bool:
    return found.overlaps and found.first.venue_id == found.second.venue_id


def clash(found: TravelConflict) -> str:
    """Return a warning about two bookings that one guest can hardly attend both."""
    first, second = found.first, found.second
    if first.venue_id == second.venue_id and first.begins == second.begins:
        return _(
            "%(first)s and %(second)s start at the same time. Keep both only if they’re for two different guests.",
            first=first.name,
            second=second.name,
        )
    names = {"first": first.name, "first_venue": first.venue, "second": second.name, "second_venue": second.venue}
    if found.overlaps:
        return _(
            "These bookings overlap: %(first)s at %(first_venue)s ends at %(ends)s, but %(second)s at %(second_venue)s"
            " starts at %(starts)s.",
            ends=clock_time(first.ends, first.zone),
            starts=clock_time(second.begins, second.zone),
            **names,
        )
    if found.gap_minutes:
        between = _(
            "There’s only %(gap)s between %(first)s at %(first_venue)s and %(second)s at %(second_venue)s.",
            gap=duration(found.gap_minutes),
            **names,
        )
    else:
        between = _("There’s no time between %(first)s at %(first_venue)s and %(second)s at %(second_venue)s.", **names)
    return join_sentences(between, _trip(found))


def _trip(found: TravelConflict) -> str:
    """Say how long the trip between two venues takes, or only how far apart they are if no one drives that far."""
    if found.travel_minutes > LONGEST_DRIVE_MINUTES:
        return _("The venues are about %(distance)s apart.", distance=miles(found.miles))
    return _("Getting there takes about %(travel)s.", travel=duration(found.travel_minutes))


def waiting(cart: CartView) -> str:
    """Return what the guest must do before checkout."""
    if len(cart.unavailable) == 1 and not cart.unavailable[0].is_offered:
        return _("To check out, remove %(service)s.", service=cart.unavailable[0].service.title)
    if len(cart.unavailable) == 1:
        return _(
            "To check out, choose a new time for %(service)s or remove the booking.",
            service=cart.unavailable[0].service.title,
        )
    if cart.unavailable:
        return _("To check out, choose new times for %(number)s bookings or remove them.", number=len(cart.unavailable))
    return _("To check out, accept the new price or remove the booking.")


def more_expensive(line: LineView) -> str:
    return _(
        "The price was %(old)s when you added this booking. It’s %(new)s now.",
        old=usd(line.line.quoted_cents),
        new=usd(line.quote.price_cents),
    )


def lines(cart: CartView) -> list[dict[str, Any]]:
    """Return the lines of the order panel: each booking at its usual price, then the discounts by reason.

    A repeating booking is one line, with its add-ons.
    """
    shown: list[dict[str, Any]] = []
    less: dict[str, int] = {}
    series: dict[str, dict[str, Any]] = {}
    for line in cart.lines:
        label = f"{line.service.title} × {line.line.quantity}" if line.line.quantity > 1 else line.service.title
        if not line.is_free:
            shown.append({"label": label, "kind": "waiting", "note": _("Choose a time")})
            continue
        extras = sum(each.price_cents for each in line.line.extras) * line.line.quantity
        known = series.get(line.line.series_key or "")
        if known is not None:
            known["number"] += 1
            known["cents"] += line.quote.service_cents + extras
            known["label"] = _("%(number)d × %(service)s", number=known["number"], service=label)
        elif line.line.series_key:
            shown.append({"label": label, "number": 1, "cents": line.quote.service_cents + extras})
            series[line.line.series_key] = shown[-1]
        else:
            shown.append({"label": label, "cents": line.quote.service_cents})
            shown += [
                {"label": each.title, "cents": each.price_cents * line.line.quantity} for each in line.line.extras
            ]
        if line.quote.is_deal:
            less[line.quote.reason] = less.get(line.quote.reason, 0) + line.quote.discount_cents
    return shown + [{"label": reason, "cents": -cents, "kind": "less"} for reason, cents in less.items()]
