"""What checking out says, in words; what an order says once it is paid stands in bookings. Times are in each venue's
zone."""

from collections.abc import Sequence

from app.bookings.models import BookingItem, Order
from app.bookings.visits import Visit, visits_of
from app.bookings.words import is_always_free, late, lines, listed
from app.filters import clock as clock_time
from app.filters import spelled, usd, zone_name
from app.payments.models import Payment

__all__ = ["GONE", "NOTHING_LEFT", "OFFER_ENDED", "card", "held", "held_until", "lines", "rules", "venues", "visits_of"]

GONE = "A time has gone since you looked. Nothing was held or charged."
OFFER_ENDED = "This time is no longer held, and nothing was charged."
NOTHING_LEFT = "There is nothing left to check out. What you have paid for is among your bookings."

# As people know them; Stripe writes them small.
BRANDS = {"amex": "American Express", "jcb": "JCB", "unionpay": "UnionPay", "diners": "Diners Club"}


def card(payment: Payment | None) -> str:
    """Visa 4242; your card, where it is not known."""
    if payment is None or not payment.card_last4:
        return "your card"
    return f"{BRANDS.get(payment.card_brand, payment.card_brand.capitalize() or 'card')} {payment.card_last4}"


def moved_too_late(order: Order, payment: Payment | None) -> str:
    """The difference was paid when the new time had gone."""
    return (
        "The new time, or its price, had gone before your payment came. Your visit stays where it was, and all of"
        f" the difference, {usd(order.total_cents)}, goes back to {card(payment)}."
    )


def held(order: Order) -> str:
    number = len(visits_of(order))
    return "your time" if number == 1 else f"your {spelled(number)} times"


def held_until(order: Order) -> str:
    """10:30 AM PDT, in the first venue's zone: whoever pays may be in another one."""
    zone = visits_of(order)[0].venue.zone
    return f"{clock_time(order.held_until, zone)} {zone_name(order.held_until, zone)}"


def rules(order: Order) -> list[tuple[str, str]]:
    """The terms that hold: one for all visits, or one for each venue, or for what has its own there."""
    by_policy: dict[tuple[int, int], list[Visit]] = {}
    for visit in visits_of(order):
        by_policy.setdefault((visit.item.cancel_free_hours, visit.item.cancel_keep_percent), []).append(visit)
    shown = [
        ("undo-2", free(which(visits, order) if len(by_policy) > 1 else "", visits[0].item))
        for visits in by_policy.values()
    ]
    shown.append(("ban", "A visit that is missed is not refunded."))
    shown.append(("store", "If a venue cancels, you get all of that visit’s money back."))
    return shown


def free(what: str, item: BookingItem) -> str:
    """Hazel Bodywork: free until 24 hours before. After that, canceling gives nothing back."""
    begins = f"{what}: free" if what else "Free"
    if is_always_free(item):
        return f"{begins} to cancel until it starts."
    return f"{begins} until {item.cancel_free_hours} hours before. After that, {late(item)}."


def which(visits: Sequence[Visit], order: Order) -> str:
    """What visits of one policy are called: by their venues where all of a venue's are among them, else by name."""
    named = []
    for booking in order.bookings:
        here = [visit.item.title for visit in visits if visit.booking.id == booking.id]
        if len(here) == len(booking.items):
            named.append(booking.venue.name)
        else:
            named += list(dict.fromkeys(here))
    return listed(named)


def venues(order: Order) -> str:
    return listed([booking.venue.name for booking in order.bookings])
