"""What a cart says of itself, in words. Times are in the venue's zone."""

from app import clock
from app.availability.enums import Reason
from app.cart.expiry import Removed
from app.cart.journeys import Clash
from app.cart.queries import CartView, LineView, VenueGroup
from app.catalog.models import Service
from app.filters import clock as clock_time
from app.filters import day, duration, listed, miles, moment, plural, span, spelled, usd


def title(line: LineView) -> str:
    return f"{line.service.title}, {duration(line.minutes)}"


def on_day(line: LineView) -> str:
    """Tue, May 19"""
    return day(line.starts_at, line.venue.zone)


def hours(line: LineView) -> str:
    """1:00 – 2:00 PM"""
    return span(line.starts_at, line.ends_at, line.venue.zone)


def extras(line: LineView) -> str:
    """With Hot stones and Aromatherapy; empty without any."""
    return f"With {listed([add_on.title for add_on in line.line.extras])}" if line.line.extras else ""


def no_longer_with(line: LineView) -> str:
    """What was chosen with it and is no longer offered."""
    gone = [add_on.title for add_on in line.line.add_ons if not add_on.active]
    return f"{listed(gone)} {'is' if len(gone) == 1 else 'are'} no longer offered." if gone else ""


def with_whom(line: LineView) -> str:
    return f", with {line.line.member.first_name}" if line.line.member else ""


def where(group: VenueGroup) -> str:
    """The street, and how far it is from the venue before."""
    street = f"{group.venue.street}, {group.venue.city}"
    if group.walk_minutes is not None:
        return f"{street}, {group.walk_minutes} min walk from the one before"
    return f"{street}, {miles(group.miles)} from the one before" if group.miles is not None else street


def town(cart: CartView) -> str:
    """Where to look for more: around the last of the venues."""
    venue = cart.groups[-1].venue
    return f"{venue.city}, {venue.state}"


def deadline(line: LineView) -> str:
    """Until when it can be given back, and what it costs later."""
    if is_late(line):
        return f"Starts in under {line.service.free_hours} hours: {kept(line.service)}"
    return f"Free to cancel until {moment(line.free_until, line.venue.zone)}"


def is_late(line: LineView) -> bool:
    """Whether canceling would cost something already."""
    return line.free_until <= clock.now()


def kept(service: Service) -> str:
    """What the venue keeps of a price when somebody cancels late."""
    if service.keep_percent == 100:
        return "canceling gives nothing back"
    if service.keep_percent == 0:
        return "canceling is free until it starts"
    return f"canceling keeps {service.keep_percent}% of the price"


def gone(cart: CartView) -> str:
    """The bad news first."""
    lost = cart.gone
    if len(lost) > 1:
        return f"{spelled(len(lost)).capitalize()} times have gone."
    return "One time has just gone." if was_taken(lost[0]) else "One time is no longer offered."


def gone_detail(cart: CartView) -> str:
    lost = cart.gone
    names = " and ".join(
        f"your {clock_time(line.starts_at, line.venue.zone)} {line.service.title.lower()} at {line.venue.name}"
        for line in lost
    )
    taken = "was booked by someone else" if len(lost) == 1 else "were booked by others"
    what = taken if all(was_taken(line) for line in lost) else "can no longer be booked"
    return f"{names[:1].upper()}{names[1:]} {what}. Choose a near time below, or remove it."


def was_taken(line: LineView) -> bool:
    """Whether somebody else came first; else the venue or the clock has changed what is offered."""
    return line.refusal is not None and line.refusal.reason in {Reason.TAKEN, Reason.FULL}


def lost(line: LineView) -> str:
    return "Just gone" if was_taken(line) else "No longer offered"


def near_day(line: LineView) -> str | None:
    """Tuesday, where all of the nearest times are on one day."""
    days = {choice.start.at.astimezone(line.venue.zone).date() for choice in line.nearest}
    return f"{days.pop():%A}" if len(days) == 1 else None


def removed(gone: Removed) -> str:
    """We removed Sauna circuit: its time has passed. We removed Massage after 24 hours in your cart."""
    told = []
    if gone.passed:
        why = "its time has passed" if len(gone.passed) == 1 else "their times have passed"
        told.append(f"We removed {listed(gone.passed)}: {why}.")
    if gone.expired:
        told.append(f"We removed {listed(gone.expired)} after 24 hours in your cart.")
    return " ".join(told)


def clash(found: Clash) -> str:
    """Two visits that one person can hardly make both."""
    first, second = f"{found.first.name} at {found.first.venue}", f"{found.second.name} at {found.second.venue}"
    if found.first.venue_id == found.second.venue_id and found.first.begins == found.second.begins:
        both = f"{found.first.name} and {found.second.name}"
        return f"{both} start at the same time. Keep both only if two of you are coming."
    if found.overlaps:
        return f"These bookings overlap: {first} ends after {second} starts."
    gap = f"Only {found.gap_minutes} min" if found.gap_minutes else "No time"
    return f"{gap} between {first} and {second}. Getting there takes about {found.travel_minutes} min."


def waiting(cart: CartView) -> str:
    """Why checking out has to wait."""
    if cart.gone:
        one = cart.gone[0].service.title.lower()
        many = plural(len(cart.gone), "visit", "visits")
        return f"Choose a new time for the {one if len(cart.gone) == 1 else many}, or remove it, to go on."
    return "Accept the new price, or remove the visit, to go on."


def more_expensive(line: LineView) -> str:
    return f"It was {usd(line.line.agreed_cents)} when you added it and is {usd(line.quote.price_cents)} now."


def lines(cart: CartView) -> list[dict[str, object]]:
    """The order panel: each visit at its usual price, then what is less, by reason."""
    shown: list[dict[str, object]] = []
    less: dict[str, int] = {}
    for line in cart.lines:
        label = f"{line.service.title} × {line.line.quantity}" if line.line.quantity > 1 else line.service.title
        if not line.is_free:
            shown.append({"label": label, "kind": "waiting", "note": "needs a time"})
            continue
        shown.append({"label": label, "cents": line.quote.service_cents})
        shown += [{"label": each.title, "cents": each.price_cents * line.line.quantity} for each in line.line.extras]
        if line.quote.is_deal:
            less[line.quote.reason] = less.get(line.quote.reason, 0) + line.quote.discount_cents
    return shown + [{"label": reason, "cents": -cents, "kind": "less"} for reason, cents in less.items()]
