"""Sentences about memberships."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.formats import full_date, usd
from app.core.zone_names import Zone, in_zone
from app.memberships.enums import MembershipState
from app.memberships.gateway import PaidInvoice
from app.memberships.models import Membership, PlanPrice
from app.passes.models import Pass, PassOffer


def terms(cents: int) -> str:
    """Return what a guest agrees to when they join. It stands next to the button."""
    return _(
        "%(price)s is charged to your card today and every month until you cancel. You can cancel online at any time."
        " Then you aren’t charged again, and your membership ends with the month that you paid for.",
        price=usd(cents),
    )


def agreed(offer: PassOffer) -> str:
    """Return what the page of a membership said, so that a guest agrees to nothing else."""
    return f"{offer.price_cents} {offer.uses} {offer.percent_off} {' '.join(map(str, offer.option_ids))}"


def includes(offer: PassOffer | PlanPrice, services: str) -> list[str]:
    """Return what a membership has for its members."""
    found = []
    if offer.uses:
        found.append(
            ngettext(
                "%(num)d booking a month: %(services)s",
                "%(num)d bookings a month: %(services)s",
                offer.uses,
                services=services,
            )
        )
    if offer.percent_off:
        found.append(_("%(percent)s%% off all other bookings of these services", percent=offer.percent_off))
    return found


def ticked(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Return lines as a list with ticks: (icon, text) pairs."""
    return [("check", line) for line in lines]


def since(member: Membership) -> str:
    """Return the day on which a guest joined."""
    return full_date(in_zone(member.joined_at, member.venue.zone).date()) if member.joined_at else ""


def paid_on(month: Pass, zone: Zone) -> str:
    """Return the day on which a member paid for a month."""
    return full_date(in_zone(month.bought_at, zone).date()) if month.bought_at else ""


def period_text(offer: PassOffer, paid: PaidInvoice) -> str:
    """Return the text of the line of a period's order."""
    return _("%(membership)s until %(date)s", membership=offer.title, date=full_date(paid.period_ends_at.date()))


def change(member: Membership, following: PlanPrice) -> str:
    """Say from which payment on a member pays what, after a change that they have been told of."""
    on = full_date(in_zone(member.next_price_at or clock.now(), member.venue.zone).date())
    if following.cents == member.price.cents:
        return _(
            "From your payment on %(date)s, your membership includes other bookings. The price stays %(price)s.",
            date=on,
            price=usd(following.cents),
        )
    return _(
        "From your payment on %(date)s, your membership costs %(price)s a month instead of %(before)s.",
        date=on,
        price=usd(following.cents),
        before=usd(member.price.cents),
    )


def standing(member: Membership) -> str:
    """Say what happens next with a membership."""
    ends = member.period_ends_at
    on = full_date(in_zone(ends, member.venue.zone).date()) if ends else ""
    if member.state is MembershipState.ENDED:
        return _("Your membership has ended. You aren’t charged again.")
    if member.ends_with_period:
        return _("You canceled. Your membership ends on %(date)s, and you aren’t charged again.", date=on)
    if member.state is MembershipState.PAUSED:
        return _("Paused. You aren’t charged until you resume your membership.")
    if member.state is MembershipState.PAST_DUE:
        return _("Your last payment failed. We try your card again in the next days. Member prices stay for a week.")
    return _("Your card is charged %(price)s on %(date)s.", price=usd(member.price.cents), date=on)


def state(member: Membership) -> tuple[str, str]:
    """Return the label of a membership's state, and the kind of its tag."""
    if member.ends_with_period and member.is_open:
        return _("Canceled, still running"), "calm"
    return {
        MembershipState.JOINING: (_("Joining"), "wait"),
        MembershipState.ACTIVE: (_("Active"), "ok"),
        MembershipState.PAST_DUE: (_("Payment failed"), "no"),
        MembershipState.PAUSED: (_("Paused"), "calm"),
        MembershipState.ENDED: (_("Ended"), "no"),
    }[member.state]
