"""What canceling does, and what became of a visit and its money, in words."""

from collections.abc import Sequence

from app.bookings.enums import Actor, ItemState, RefundState
from app.bookings.models import BookingItem, ItemTransition, Refund, VisitMove
from app.bookings.states import WORDS as STATES
from app.bookings.visits import STANDS, Visit
from app.bookings.words.moving import moved
from app.bookings.words.visits import call
from app.filters import moment_zone, spelled, usd

BANK_TIME = "3 to 5 business days"


def others(visits: Sequence[Visit]) -> str:
    """What canceling one leaves as it is: the others of its order that stand; there is one at least."""
    if len(visits) > 1:
        return f"Your other {spelled(len(visits))} visits of this order stay booked."
    return f"“{visits[0].item.title}” at {visits[0].venue.name} stays booked."


def cancel_button(item: BookingItem, back: int) -> str:
    if back:
        return f"Cancel and refund {usd(back)}"
    return "Cancel without a refund" if item.price_cents and item.paid_here else "Cancel the visit"


def consequence(visit: Visit, back: int) -> str:
    """What canceling now means, below the amounts."""
    item = visit.item
    if back:
        return f"It takes {BANK_TIME}."
    if not item.price_cents:
        return "It was free, so there is nothing to give back."
    return f"It was free to cancel until {moment_zone(item.free_until, visit.venue.zone)}."


def already(visit: Visit, back: str) -> str:
    """Why it cannot be canceled (again); `back` is where money goes: Visa 4242."""
    if visit.item.state in STANDS:
        return f"This visit has begun, so it can no longer be canceled here. Call {call(visit)}."
    refunded = refunded_cents(visit.item) if visit.is_canceled else 0
    goes = f" {usd(refunded)} goes back to {back}." if refunded else ""
    return f"This visit is {STATES[visit.item.state]}.{goes}"


def canceled(item: BookingItem, cents: int, back: str) -> str:
    """What is said right after."""
    if cents:
        return f"{item.title} is canceled. {usd(cents)} goes back to {back} in {BANK_TIME}."
    kept = item.price_cents and item.paid_here
    return f"{item.title} is canceled." + (" Nothing comes back, as agreed." if kept else "")


def refunded_cents(item: BookingItem) -> int:
    """All that goes or went back of an item; `refunds` must be loaded."""
    return sum(refund.amount_cents for refund in item.money_back)


def refund(one: Refund, back: str) -> str:
    """How far a refund is."""
    amount = usd(one.amount_cents)
    return {
        RefundState.DUE: f"{amount} goes back to {back}. We are sending it now.",
        RefundState.SENT: f"{amount} is on its way to {back}. Banks take {BANK_TIME} to show it.",
        RefundState.SUCCEEDED: f"{amount} went back to {back}. Banks take {BANK_TIME} to show it.",
        RefundState.FAILED: f"{amount} could not be sent back to {back}. We see to it and write to you.",
    }[one.state]


BY = {
    Actor.PROVIDER: "by the venue",
    Actor.ADMIN: "by CozyWish",
    Actor.SYSTEM: "by CozyWish",
}


def by(actor: Actor, guest: str = "you") -> str:
    return BY.get(actor, f"by {guest}")


def canceled_by(actor: Actor | None, guest: str = "you") -> str:
    """The house itself cancels only what a venue did not answer."""
    if actor is Actor.SYSTEM:
        return "Not answered by the venue"
    return f"Canceled {by(actor, guest)}" if actor else "Canceled"


def history(
    visit: Visit, moves: Sequence[ItemTransition], shifts: Sequence[VisitMove] = (), *, guest: str = "you"
) -> list[tuple[str, str]]:
    """When, and what happened then: changes of its state, and moves to another time or member, in order. `guest` is how
    whoever reads it calls her."""
    zone, at_desk = visit.venue.zone, visit.order.is_from_desk
    told = [(move.at, happened(move, at_desk=at_desk, guest=guest)) for move in moves]
    told += [(shift.at, moved(shift, zone, guest)) for shift in shifts]
    return [(moment_zone(at, zone), words) for at, words in sorted(told, key=lambda one: one[0])]


def happened(move: ItemTransition, *, at_desk: bool = False, guest: str = "you") -> str:
    """One change of an item's state, or of who serves it."""
    if move.from_state is move.to_state:
        return f"{move.reason}."
    if move.from_state is ItemState.NO_SHOW:
        return "No longer marked as missed."
    if move.from_state is ItemState.REQUESTED:
        said = {Actor.PROVIDER: "Declined by the venue"}.get(move.actor, canceled_by(move.actor, guest))
        said = "The venue said yes" if move.to_state is ItemState.CONFIRMED else said
        return f"{said}: “{move.reason}”" if move.reason and move.actor is Actor.PROVIDER else f"{said}."
    said = {
        ItemState.REQUESTED: "Paid, and asked of the venue",
        ItemState.CONFIRMED: "Booked by the venue" if at_desk else "Paid and booked",
        ItemState.COMPLETED: "The visit was over",
        ItemState.NO_SHOW: f"Marked as missed {by(move.actor, guest)}",
        ItemState.CANCELLED: canceled_by(move.actor, guest),
        ItemState.EXPIRED: "The hold ended",
        ItemState.PENDING: f"Held for {guest}",
    }[move.to_state]
    told = move.reason if move.actor in {Actor.PROVIDER, Actor.ADMIN} else ""
    return f"{said}: “{told}”" if told else f"{said}."


def state_tag(item: BookingItem, actor: Actor | None = None) -> tuple[str, str]:
    """What became of a visit that is no longer to come, and the kind of its tag; empty when it simply was."""
    if item.state is ItemState.CANCELLED:
        return canceled_by(actor), "calm"
    return ("Missed", "no") if item.state is ItemState.NO_SHOW else ("", "calm")
