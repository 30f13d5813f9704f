"""User-facing texts for a venue and its times. Times are in the venue's zone."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.catalog.models import AddOn, Service
from app.core import clock
from app.core.formats import day, duration, moment, short_span, span, usd_short
from app.core.sentences import any_of, listed
from app.deals.from_price import FromPrice
from app.deals.pricing import Quote
from app.payment_policies.copy import in_short
from app.venues import cancellation
from app.venues.enums import PaymentTerms
from app.venues.models import Venue
from app.venues.payment_policy import PaymentPolicy


def off_text(quote: Quote) -> str | None:
    """Return "30% off", or None at the usual price."""
    return _("%(percent)s%% off", percent=quote.off_percent) if quote.is_deal and quote.off_percent else None


def when(at: datetime, ends: datetime, venue: Venue) -> str:
    """Return "Thu, May 14, 2:30 – 3:30 PM"."""
    return f"{day(at, venue.zone)}, {span(at, ends, venue.zone)}"


def quiet_hours(segments: list[tuple[str, int, int]]) -> str:
    """Return "2 PM – 4 PM and 8 PM – 10 PM"."""
    return all_of([(begins, ends) for _, begins, ends in segments])


def about_line(segments: Sequence[object]) -> str:
    """Return the explanation of a day's timeline."""
    if segments:
        return _("The line shows business hours. Off-peak hours cost less.")
    return _("No off-peak prices on this day.")


def all_of(spans: Sequence[tuple[int, int]]) -> str:
    """Return "2 PM – 4 PM and 8 PM – 10 PM" for spans of minutes of a day."""
    return listed([short_span(*span) for span in spans]) if spans else ""


def rule(service: Service, free_until: datetime) -> str:
    """Return what canceling the chosen time would cost."""
    hours, keep, terms = service.free_hours, service.keep_percent, service.payment_policy.terms
    if cancellation.is_always_free(hours, keep):
        return cancellation.in_general(hours, keep)
    if terms is not PaymentTerms.FULL:
        is_late, until = free_until <= clock.now(), moment(free_until, service.venue.zone)
        late = cancellation.soon_before_payment(terms, keep) if is_late else ""
        return _with_payment(
            service.payment_policy, late or cancellation.before_payment(terms, hours, keep, until=until)
        )
    if free_until <= clock.now():
        return cancellation.soon(hours, keep)
    return cancellation.in_time(moment(free_until, service.venue.zone), keep)


def service_line(service: Service, minutes: int) -> str:
    return f"{service.title}, {duration(minutes)}"


def lengths(service: Service) -> str:
    """Return the durations that a guest can choose from: "1 hr", "1 hr or 1 hr 30 min"."""
    return any_of([duration(option.duration_minutes) for option in service.options])


def price_from(price: FromPrice) -> str:
    """Return the lowest price in short: "$110", "from $77"."""
    cents = price.quote.price_each
    lowest = usd_short(cents) if cents else _("free")
    return _("from %(price)s", price=lowest) if price.varies and cents else lowest


def more(add_on: AddOn) -> str:
    """Return the extra time and price of an add-on: "+15 min, +$20"."""
    parts = [f"+{duration(add_on.minutes)}"] * bool(add_on.minutes)
    return ", ".join([*parts, f"+{usd_short(add_on.price_cents)}" if add_on.price_cents else _("free")])


def toggled(add_ons: Sequence[AddOn], add_on: AddOn) -> list[str]:
    """Return the keys of the chosen add-ons after this one is added, or removed if it was chosen."""
    others = [other.key for other in add_ons if other.id != add_on.id]
    return others if len(others) < len(add_ons) else [*others, add_on.key]


def guests(number: int) -> str:
    return ngettext("%(num)d guest", "%(num)d guests", number)


def policy(venue: Venue, service: Service | None) -> str:
    """Return how a service, or the venue, is paid if not in full, and its cancellation policy, in one line."""
    hours = service.free_hours if service else venue.cancel_free_hours
    kept = service.keep_percent if service else venue.cancel_keep_percent
    policy = service.payment_policy if service else venue.payment_policy
    if policy.terms is PaymentTerms.FULL:
        return cancellation.in_general(hours, kept)
    return _with_payment(policy, cancellation.before_payment(policy.terms, hours, kept))


def _with_payment(policy: PaymentPolicy, cancellation: str) -> str:
    return _("%(payment)s. %(cancellation)s", payment=in_short(policy), cancellation=cancellation)


def price_lines(quote: Quote, extras: Sequence[AddOn], quantity: int) -> list[dict[str, object]]:
    """Return the regular price, the add-ons and the discount with its reason. Empty if it is only the regular price."""
    if not (quote.is_deal or extras):
        return []
    lines: list[dict[str, object]] = [{"label": _("Regular price"), "cents": quote.service_cents}]
    lines += [{"label": add_on.title, "cents": add_on.price_cents * quantity} for add_on in extras]
    if quote.is_deal:
        lines.append({"label": quote.reason, "cents": -quote.discount_cents, "kind": "less"})
    return lines
