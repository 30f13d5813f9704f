"""What checking out says, in words; what an order says once it is paid stands in bookings. Times are in each venue's
zone."""

from app.bookings.models import Order
from app.bookings.visits import visits_of
from app.bookings.words import late, lines, listed
from app.filters import clock as clock_time
from app.filters import spelled, zone_name
from app.payments.models import Payment

__all__ = ["GONE", "NOTHING_LEFT", "card", "held", "held_until", "lines", "rules", "venues", "visits_of"]

GONE = "A time has gone since you looked. Nothing was held or charged."
NOTHING_LEFT = "There is nothing left to check out. What you have paid for is among your bookings."

# As people know them; Stripe writes them small.
BRANDS = {"amex": "American Express", "jcb": "JCB", "unionpay": "UnionPay", "diners": "Diners Club"}


def card(payment: Payment | None) -> str:
    """Visa 4242; your card, where it is not known."""
    if payment is None or not payment.card_last4:
        return "your card"
    return f"{BRANDS.get(payment.card_brand, payment.card_brand.capitalize() or 'card')} {payment.card_last4}"


def held(order: Order) -> str:
    number = len(visits_of(order))
    return "your time" if number == 1 else f"your {spelled(number)} times"


def held_until(order: Order) -> str:
    """10:30 AM PDT, in the first venue's zone: whoever pays may be in another one."""
    zone = visits_of(order)[0].venue.zone
    return f"{clock_time(order.held_until, zone)} {zone_name(order.held_until, zone)}"


def rules(order: Order) -> list[tuple[str, str]]:
    """The terms that hold, one for each venue where they differ."""
    policies = {(visit.item.cancel_free_hours, visit.item.cancel_keep_percent) for visit in visits_of(order)}
    shown = []
    for booking in order.bookings:
        item = booking.items[0]
        name = f"{booking.venue.name}: free" if len(policies) > 1 else "Free"
        free = f"{name} until {item.cancel_free_hours} hours before. After that, {late(item)}."
        if ("undo-2", free) not in shown:
            shown.append(("undo-2", free))
    shown.append(("ban", "A visit that is missed is not refunded."))
    shown.append(("store", "If a venue cancels, you get all of that visit’s money back."))
    return shown


def venues(order: Order) -> str:
    return listed([booking.venue.name for booking in order.bookings])
