"""Sentences about packages."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.commission.amounts import commission_cents
from app.core.formats import duration, full_date, usd
from app.core.sentences import any_of, listed
from app.core.zone_names import Zone, in_zone
from app.packages.queries import Covered, Covering, Usage
from app.passes.enums import OfferKind, PassState, UseState
from app.passes.models import Pass, PassOffer

# The label of each state, and the kind of its tag.
STATES = {
    PassState.UNPAID: (_l("Not paid"), "no"),
    PassState.ACTIVE: (_l("Active"), "ok"),
    PassState.EXPIRED: (_l("Expired"), "no"),
    PassState.REFUNDED: (_l("Refunded"), "no"),
    PassState.DISPUTED: (_l("On hold"), "wait"),
    PassState.CHARGED_BACK: (_l("Ended by a dispute"), "no"),
}
USES = {
    UseState.HELD: (_l("Payment in progress"), "wait"),
    UseState.USED: (_l("Used"), "ok"),
    UseState.RETURNED: (_l("Returned"), "calm"),
}


def bookings(number: int) -> str:
    return ngettext("%(num)d booking", "%(num)d bookings", number)


def services(sold: Covering, covered: Mapping[int, Covered]) -> str:
    """Return what a package pays for: "Swedish massage (1 hr, 1 hr 30 min) or Facial (45 min)".

    Each of its bookings is for one of them. A membership that has only a discount has it on all of them: "and".
    """
    lengths: dict[str, list[str]] = {}
    for id_, one in covered.items():
        if id_ in sold.option_ids:
            lengths.setdefault(one.service, []).append(duration(one.minutes))
    join = any_of if sold.uses else listed
    return join([f"{service} ({', '.join(minutes)})" for service, minutes in lengths.items()])


def each(offer: PassOffer) -> str:
    """Return what one booking of a package costs: "$80.00 per booking", or for a membership, that it's for a month."""
    if offer.kind is OfferKind.MEMBERSHIP:
        return _("a month")
    return _("%(price)s per booking", price=usd(offer.price_cents // offer.uses))


def saving(offer: PassOffer, covered: Mapping[int, Covered]) -> str:
    """Return what the bookings cost less than at the usual prices, at least; "" if nothing."""
    usual = [covered[id_].cents for id_ in offer.option_ids if id_ in covered]
    cents = min(usual) * offer.uses - offer.price_cents if usual else 0
    if cents <= 0:
        return ""
    if min(usual) == max(usual):
        return _("Save %(amount)s", amount=usd(cents))
    return _("Save at least %(amount)s", amount=usd(cents))


def earned(offer: PassOffer, rate_bps: int) -> str:
    """Return what the venue earns with a package or membership, if all of it is used: "You earn $340.00"."""
    return _("You earn %(amount)s", amount=usd(offer.price_cents - commission_cents(offer.price_cents, rate_bps)))


def valid_for(days: int) -> str:
    """Return for how long a package is valid, in months if they are whole."""
    months = {30: 1, 91: 3, 182: 6, 365: 12, 730: 24}.get(days)
    if months is None:
        return ngettext("Valid for %(num)d day", "Valid for %(num)d days", days)
    return ngettext("Valid for %(num)d month", "Valid for %(num)d months", months)


def left(held: Pass) -> str:
    """Return what is left: "3 of 5 left", or of a month without bookings, the member price."""
    if not held.uses:
        return _("%(percent)s%% off", percent=held.percent_off)
    return _("%(left)s of %(uses)s left", left=held.uses_left, uses=held.uses)


def expires(held: Pass, zone: Zone) -> str:
    """Return until when a package can be used."""
    on = last_day(held, zone)
    return _("Expired on %(date)s", date=on) if held.state is PassState.EXPIRED else _("Valid until %(date)s", date=on)


def last_day(held: Pass, zone: Zone) -> str:
    """Return the last day of a package in the venue's time zone; "" before it is paid for."""
    return full_date(in_zone(held.expires_at, zone).date()) if held.expires_at else ""


def used(usage: Usage) -> str:
    """Return how many bookings of packages are used: "7 of 25"."""
    return _("%(used)s of %(all)s", used=f"{usage.used:,}", all=f"{usage.uses:,}")


def line_text(offer: PassOffer) -> str:
    """Return the text of the order's line."""
    return _("%(package)s at %(venue)s", package=offer.title, venue=offer.venue.name)


def disputed(held: Pass) -> str:
    """Tell the guest why they can't use a package, or a month, of a disputed payment; "" if they can."""
    return {
        PassState.DISPUTED: _(
            "You can’t use it now: the bank of the card that paid for it disputes the payment. Bookings that you made"
            " stay. If the bank decides for us, you can use it again."
        ),
        PassState.CHARGED_BACK: _(
            "It has ended, because the bank of the card that paid for it took back the payment. Bookings that you made"
            " stay."
        ),
    }.get(held.state, "")


def disputed_for_venue(held: Pass) -> str:
    """Tell the owner why a guest can't use a package, or a month, of a disputed payment; "" if they can."""
    if held.state is PassState.CHARGED_BACK and held.owed_cents:
        return _(
            "It has ended: the guest’s bank took back the payment. It counts as a refund, so you owe us what you earned"
            " with it, less our commission. We keep that from your next payouts. Bookings that the guest made stay."
        )
    return {
        PassState.DISPUTED: _(
            "The guest can’t use it now: their bank disputes the payment. Bookings that they made stay, and it doesn’t"
            " expire. If the bank decides for us, they can use it again. If not, it ends, and you owe us what you"
            " earned with it, less our commission."
        ),
        PassState.CHARGED_BACK: _("It has ended: the guest’s bank took back the payment. You owe us nothing."),
    }.get(held.state, "")
