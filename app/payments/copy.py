"""Texts about checkout. Texts about a paid order are in bookings.

Times are in each venue's time zone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.bookings.copy import policies
from app.bookings.copy.bookings import begins
from app.bookings.copy.terms import is_always_free
from app.bookings.enums import LineKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.core import clock
from app.core.formats import clock as clock_time
from app.core.formats import moment_zone, usd
from app.core.sentences import join_sentences, listed
from app.core.zone_names import zone_name
from app.credit.queries import ByVenue
from app.orders.copy import lines
from app.payment_policies.copy import name as policy_name
from app.payments.models import Payment
from app.venues import cancellation
from app.venues.enums import PaymentTerms

__all__ = [
    "NOTHING_LEFT",
    "OFFER_ENDED",
    "UNAVAILABLE",
    "card",
    "held_until",
    "lines",
    "needs_acceptance",
    "policies",
    "policy_name",
    "requests",
    "rules",
    "venues",
]

UNAVAILABLE = lazy_gettext("One of your times is no longer available. Nothing was reserved, and you weren’t charged.")
OFFER_ENDED = lazy_gettext("This time is no longer held, and you weren’t charged.")
NOTHING_LEFT = lazy_gettext("There’s nothing left to check out. Everything you paid for is in your bookings.")

# Names as guests know them; Stripe writes them in lowercase.
BRANDS = {"amex": "American Express", "jcb": "JCB", "unionpay": "UnionPay", "diners": "Diners Club"}


def card(payment: Payment | None) -> str:
    """Return the card that paid: "Visa 4242", or "your card" if it is unknown."""
    if payment is None or not payment.card_last4:
        return _("your card")
    brand = BRANDS.get(payment.card_brand, payment.card_brand.capitalize())
    if not brand:
        return _("card %(digits)s", digits=payment.card_last4)
    return f"{brand} {payment.card_last4}"


def moved_too_late(order: Order, payment: Payment | None, number: int = 1) -> str:
    """Say that the difference was paid after the new time, or one of the `number` new times, was gone."""
    return ngettext(
        "The new time was no longer available at that price when your payment arrived. Your booking hasn’t changed."
        " We’re refunding %(amount)s to %(card)s.",
        "One of the new times was no longer available at that price when your payment arrived. Your %(num)d bookings"
        " haven’t changed. We’re refunding %(amount)s to %(card)s.",
        number,
        amount=usd(order.total_cents),
        card=card(payment),
    )


def held_until(order: Order, at: datetime) -> str:
    """Return an instant as "10:30 AM PDT", in the first venue's time zone: the guest may be in another one."""
    zone = order.bookings[0].venue.zone
    return f"{clock_time(at, zone)} {zone_name(at, zone)}"


def needs_acceptance(booking: Booking) -> bool:
    """Return whether the venue must accept the booking once it is paid for."""
    return booking.accept_within_hours is not None


def requests(order: Order) -> list[Booking]:
    """Return the bookings that a venue must accept first."""
    return [booking for booking in order.bookings if needs_acceptance(booking)]


def rules(order: Order) -> list[tuple[str, str]]:
    """Return the terms that apply, each with its icon.

    What venues must accept, then one deadline for all bookings, for each venue, or for the bookings that have their
    own.
    """
    shown = [("clock", acceptance(booking)) for booking in requests(order)]
    if shown:
        shown.append(("credit-card", charged(order)))
    if not order.later_cents:
        shown += _of_policies(order)
    shown.append(("store", _("If a venue cancels a booking, you get a full refund for that booking.")))
    shown.append(("credit-card", taxes(order)))
    return shown


def taxes(order: Order) -> str:
    """Say whether taxes are in the total, and on what is due later. The order's `lines` must be loaded."""
    if order.awaits_tax:
        return _("Your total doesn’t include tax yet. No fees are added. Tips are optional.")
    if not any(line.kind is LineKind.TAX for line in order.lines):
        return _("No taxes or fees are added to your total. Tips are optional.")
    if not order.later_cents:
        return _("Your total includes tax. No fees are added. Tips are optional.")
    return _("Tax is on what you pay now. What you pay later is plus tax. No fees are added. Tips are optional.")


def _of_policies(order: Order) -> list[tuple[str, str]]:
    by_policy: dict[str, list[Booking]] = {}
    for booking in order.bookings:
        text = of_package(booking) if booking.is_from_package else policy(booking)
        by_policy.setdefault(text, []).append(booking)
    free_until = [
        ("ban" if is_late(bookings[0]) else "undo-2", free(which(bookings, order) if len(by_policy) > 1 else "", text))
        for text, bookings in by_policy.items()
    ]
    if all(booking.is_from_package and not booking.price_cents for booking in order.bookings):
        return [*free_until, ("ban", _("If you don’t show up, this booking counts as used."))]
    return [*free_until, ("ban", _("If you don’t show up, there’s no refund."))]


def by_terms(order: Order) -> list[tuple[str, list[Booking]]]:
    """Return the bookings of an order with the same terms together, each group with its venue and what it is."""
    groups: dict[tuple[object, ...], list[Booking]] = {}
    for booking in order.bookings:
        key = booking.venue.id, booking.payment_terms, booking.cancel_free_hours, booking.cancel_keep_percent
        groups.setdefault(key, []).append(booking)
    several = [venue for venue, *_rest in groups]
    return [
        (
            bookings[0].venue.name
            if several.count(bookings[0].venue.id) == 1
            else _("%(venue)s: %(bookings)s", venue=bookings[0].venue.name, bookings=which(bookings, order)),
            bookings,
        )
        for bookings in groups.values()
    ]


def credit_lines(order: Order, credit: ByVenue) -> list[dict[str, object]]:
    """Return what credit pays: at each venue, and for all venues."""
    names = {one.venue_id: _("Your credit at %(venue)s", venue=one.venue.name) for one in order.venue_orders}
    lines = [(label, credit.get(venue_id, 0)) for venue_id, label in names.items()]
    lines.append((_("Store credit"), credit.get(None, 0)))
    return [{"label": label, "cents": -cents, "kind": "less"} for label, cents in lines if cents]


def use_credit(order: Order, credit: ByVenue) -> str:
    """Return the label of the check box to pay with credit: credit at venues isn't store credit."""
    at = [one.venue.name for one in order.venue_orders if credit.get(one.venue_id)]
    if not at:
        return _("Use my store credit")
    return _("Use all my credit") if credit.get(None) else _("Use my credit at %(venues)s", venues=listed(at))


def later_lines(order: Order) -> list[dict[str, object]]:
    """Return what is due later at each venue."""
    owed = [(one.venue.name, sum(booking.later_cents for booking in one.bookings)) for one in order.venue_orders]
    return [{"label": venue, "cents": cents} for venue, cents in owed if cents]


def promises(order: Order) -> list[str]:
    """Return what a guest lets venues charge to their card later, as they agree to it."""
    found: dict[tuple[str, PaymentTerms, bool], int] = {}
    for booking in order.bookings:
        if booking.later_cents and booking.payment_terms.saves_card:
            key = booking.venue.name, booking.payment_terms, booking.later_taxed
            found[key] = found.get(key, 0) + booking.later_cents
    return [_promise(venue, terms, cents, is_taxed=is_taxed) for (venue, terms, is_taxed), cents in found.items()]


def _promise(venue: str, terms: PaymentTerms, cents: int, *, is_taxed: bool) -> str:
    amount = _("%(amount)s plus tax", amount=usd(cents)) if is_taxed else usd(cents)
    if terms is PaymentTerms.CARD:
        return _(
            "%(venue)s may charge my card up to %(amount)s if I cancel late or don’t come.",
            venue=venue,
            amount=amount,
        )
    if terms is PaymentTerms.EACH_DATE:
        return _(
            "%(venue)s may charge each date to my card after it, %(amount)s in all, or up to its price if I cancel it"
            " late or don’t come.",
            venue=venue,
            amount=amount,
        )
    return _(
        "%(venue)s may charge %(amount)s to my card after the booking, or up to that much if I cancel late or don’t"
        " come.",
        venue=venue,
        amount=amount,
    )


def acceptance(booking: Booking) -> str:
    """Say by when the venue accepts or declines: some hours after the payment, never later than the start."""
    what, venue = booking.title, booking.venue.name
    hours = booking.accept_within_hours or 0
    if clock.now() + timedelta(hours=hours) >= booking.starts_at:
        return _(
            "Request: %(venue)s has until the start, %(time)s, to accept %(service)s.",
            venue=venue,
            time=begins(booking),
            service=what,
        )
    return ngettext(
        "Request: after you pay, %(venue)s has %(num)d hour to accept %(service)s.",
        "Request: after you pay, %(venue)s has %(num)d hours to accept %(service)s.",
        hours,
        venue=venue,
        service=what,
    )


def charged(order: Order) -> str:
    """Say that a request is charged now, and when it is refunded."""
    if not order.due_now_cents:
        return _("You can cancel a request until the venue accepts.")
    return _(
        "You’re charged when you pay, before the venue accepts. If a venue declines or doesn’t respond, you get a full"
        " refund for that booking."
        " You can also cancel for free until the venue accepts."
    )


def is_late(booking: Booking) -> bool:
    """Return whether canceling already costs something."""
    return not is_always_free(booking) and booking.free_until <= clock.now()


def policy(booking: Booking) -> str:
    """Return "Free cancellation until Mon, May 18, 1:00 PM PDT. After that, no refund."."""
    hours, keep = booking.cancel_free_hours, booking.cancel_keep_percent
    if is_always_free(booking):
        return cancellation.in_general(hours, keep)
    if is_late(booking):
        return cancellation.soon(hours, keep)
    return cancellation.in_time(moment_zone(booking.free_until, booking.venue.zone), keep)


def of_package(booking: Booking) -> str:
    """Say what canceling costs a guest whose package or membership pays for the service."""
    add_ons = policy(booking) if booking.price_cents else ""
    if is_always_free(booking):
        used = _("If you cancel before the start time, you can use this booking for another time.")
    elif is_late(booking):
        used = _("If you cancel, this booking counts as used. This time starts soon.")
    else:
        until = moment_zone(booking.free_until, booking.venue.zone)
        used = _(
            "If you cancel by %(time)s, you can use this booking for another time. After that, it counts as used.",
            time=until,
        )
    return join_sentences(used, _("Add-ons: %(policy)s", policy=add_ons) if add_ons else "")


def free(what: str, policy: str) -> str:
    """Return a policy. `what` comes first if it does not apply to all bookings."""
    return _("%(what)s: %(policy)s", what=what, policy=policy) if what else policy


def which(bookings: Sequence[Booking], order: Order) -> str:
    """Name the bookings of one policy: by venue if it covers all bookings there, otherwise by title."""
    named = []
    for venue_order in order.venue_orders:
        here = [booking.title for booking in bookings if booking.venue_order.id == venue_order.id]
        if len(here) == len(venue_order.bookings):
            named.append(venue_order.venue.name)
        else:
            named += list(dict.fromkeys(here))
    return listed(named)


def venues(order: Order) -> str:
    return listed([venue_order.venue.name for venue_order in order.venue_orders])
