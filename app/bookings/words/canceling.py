"""What canceling does, and what became of a visit and its money, in words."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.bookings.enums import Actor, ItemState, RefundState
from app.bookings.models import BookingItem, ItemTransition, Refund, VisitMove
from app.bookings.states import WORDS as STATES
from app.bookings.visits import STANDS, Visit
from app.bookings.words.moving import moved
from app.bookings.words.visits import call
from app.filters import moment_zone, usd

BANK_TIME = lazy_gettext("3 to 5 business days")


def others(visits: Sequence[Visit]) -> str:
    """What canceling one leaves as it is: the others of its order that stand; there is one at least."""
    return ngettext(
        "Your %(service)s booking at %(venue)s isn’t affected.",
        "Your %(num)d other bookings in this order aren’t affected.",
        len(visits),
        service=visits[0].item.title,
        venue=visits[0].venue.name,
    )


def cancel_button(item: BookingItem, back: int) -> str:
    if back:
        return _("Cancel and refund %(amount)s", amount=usd(back))
    return _("Cancel without a refund") if item.price_cents and item.paid_here else _("Cancel booking")


def consequence(visit: Visit, back: int) -> str:
    """What canceling now means, below the amounts."""
    item = visit.item
    if back:
        return _("Your refund takes %(days)s to arrive.", days=BANK_TIME)
    if not item.price_cents:
        return _("This booking cost nothing, so there’s nothing to refund.")
    return _("Free cancellation ended %(time)s.", time=moment_zone(item.free_until, visit.venue.zone))


def already(visit: Visit, back: str) -> str:
    """Why it cannot be canceled (again); `back` is where money goes: Visa 4242."""
    if visit.item.state in STANDS:
        return _("This booking has started, so you can’t cancel it online. Call %(venue)s.", venue=call(visit))
    if not visit.is_canceled:
        return _("This booking’s status is %(state)s, so you can’t cancel it.", state=STATES[visit.item.state])
    refunded = refunded_cents(visit.item)
    if not refunded:
        return _("This booking is already canceled.")
    return _(
        "This booking is already canceled. Your refund of %(amount)s goes to %(card)s.", amount=usd(refunded), card=back
    )


def canceled(item: BookingItem, cents: int, back: str) -> str:
    """What is said right after."""
    if cents:
        return _(
            "Your %(service)s booking is canceled. Your refund of %(amount)s to %(card)s takes %(days)s.",
            service=item.title,
            amount=usd(cents),
            card=back,
            days=BANK_TIME,
        )
    if item.price_cents and item.paid_here:
        return _(
            "Your %(service)s booking is canceled. Per the cancellation policy, there’s no refund.", service=item.title
        )
    return _("Your %(service)s booking is canceled.", service=item.title)


def refunded_cents(item: BookingItem) -> int:
    """All that is or was refunded of an item; `refunds` must be loaded."""
    return sum(refund.amount_cents for refund in item.money_back)


def refund(one: Refund, back: str) -> str:
    """How far a refund is."""
    amount = usd(one.amount_cents)
    if one.state is RefundState.DUE:
        return _("We’re refunding %(amount)s to %(card)s.", amount=amount, card=back)
    if one.state is RefundState.FAILED:
        return _(
            "We couldn’t refund %(amount)s to %(card)s. We’re looking into it and will email you.",
            amount=amount,
            card=back,
        )
    return _(
        "We refunded %(amount)s to %(card)s. Banks take %(days)s to show it.", amount=amount, card=back, days=BANK_TIME
    )


YOU = "you"


def canceled_by(actor: Actor | None, guest: str = YOU) -> str:
    """The house itself cancels only what a venue did not answer."""
    if actor is None:
        return _("Canceled")
    if actor is Actor.SYSTEM:
        return _("Request expired")
    if actor is Actor.PROVIDER:
        return _("Canceled by the venue")
    if actor is Actor.ADMIN:
        return _("Canceled by CozyWish")
    return _("Canceled by you") if guest == YOU else _("Canceled by %(guest)s", guest=guest)


def missed(actor: Actor) -> str:
    return _("Marked as a no-show by the venue") if actor is Actor.PROVIDER else _("Marked as a no-show by CozyWish")


def history(
    visit: Visit, moves: Sequence[ItemTransition], shifts: Sequence[VisitMove] = (), *, guest: str = YOU
) -> list[tuple[str, str]]:
    """When, and what happened then: changes of its state, and moves to another time or member, in order. `guest` is how
    whoever reads it calls her."""
    zone, at_desk = visit.venue.zone, visit.order.is_from_desk
    told = [(move.at, happened(move, at_desk=at_desk, guest=guest)) for move in moves]
    told += [(shift.at, moved(shift, zone, guest)) for shift in shifts]
    return [(moment_zone(at, zone), words) for at, words in sorted(told, key=lambda one: one[0])]


def happened(move: ItemTransition, *, at_desk: bool = False, guest: str = YOU) -> str:
    """One change of an item's state, or of who serves it."""
    if move.from_state is move.to_state:
        return f"{move.reason}."
    if move.from_state is ItemState.NO_SHOW:
        return _("No longer marked as a no-show.")
    if move.from_state is ItemState.REQUESTED:
        said = _("Declined by the venue") if move.actor is Actor.PROVIDER else canceled_by(move.actor, guest)
        said = _("Accepted by the venue") if move.to_state is ItemState.CONFIRMED else said
        return _with_reason(said, move.reason if move.actor is Actor.PROVIDER else "")
    said = {
        ItemState.REQUESTED: _("Paid, request sent to the venue"),
        ItemState.CONFIRMED: _("Booked by the venue") if at_desk else _("Paid and booked"),
        ItemState.COMPLETED: _("Completed"),
        ItemState.NO_SHOW: missed(move.actor),
        ItemState.CANCELLED: canceled_by(move.actor, guest),
        ItemState.EXPIRED: _("Checkout expired"),
        ItemState.PENDING: _("Payment in progress"),
    }[move.to_state]
    return _with_reason(said, move.reason if move.actor in {Actor.PROVIDER, Actor.ADMIN} else "")


def _with_reason(event: str, reason: str) -> str:
    return _("%(event)s: “%(reason)s”", event=event, reason=reason) if reason else _("%(event)s.", event=event)


def state_tag(item: BookingItem, actor: Actor | None = None) -> tuple[str, str]:
    """What became of a visit that is no longer to come, and the kind of its tag; empty when it simply was."""
    if item.state is ItemState.CANCELLED:
        return canceled_by(actor), "calm"
    return (_("No-show"), "no") if item.state is ItemState.NO_SHOW else ("", "calm")
