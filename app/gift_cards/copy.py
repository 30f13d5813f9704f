"""Sentences about gift cards and store credit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.formats import full_date, usd
from app.core.zone_names import Zone, in_zone
from app.credit.enums import MovementKind
from app.credit.queries import Change
from app.gift_cards.enums import GiftCardState
from app.gift_cards.models import GiftCard
from app.venues.models import Venue

# The label of each state, and the kind of its tag.
STATES = {
    GiftCardState.UNPAID: (_l("Not paid"), "no"),
    GiftCardState.HELD: (_l("In review"), "wait"),
    GiftCardState.SCHEDULED: (_l("Scheduled"), "wait"),
    GiftCardState.DELIVERED: (_l("Delivered"), "ok"),
    GiftCardState.REDEEMED: (_l("Redeemed"), "ok"),
    GiftCardState.REFUNDED: (_l("Refunded"), "no"),
    GiftCardState.TURNED_OVER: (_l("Turned over to a state"), "no"),
    GiftCardState.CHARGED_BACK: (_l("Ended by a dispute"), "no"),
}


def state(card: GiftCard) -> tuple[str, str]:
    """Return the label of a card's state, and the kind of its tag. Its order must be loaded."""
    if card.order.refunds_blocked:
        return _("On hold"), "wait"
    if card.is_sending:
        return _("Sending"), "wait"
    label, kind = STATES[card.state]
    return str(label), kind


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change of a guest's credit as the page shows it."""

    on: str
    text: str
    cents: int
    order: str | None = None


def change_lines(
    changes: Sequence[Change], orders: Mapping[int, str], venues: Mapping[int, Venue], zone: Zone
) -> list[ChangeLine]:
    """Return the lines of changes. `orders` are order numbers by id."""
    return [
        ChangeLine(
            full_date(in_zone(change.at, zone).date()),
            change_text(change) if change.venue_id is None else change_at_venue(change, venues[change.venue_id].name),
            change.cents,
            orders.get(change.order_id or 0),
        )
        for change in changes
    ]


def change_text(change: Change) -> str:
    return {
        MovementKind.GIFT_CARD: _("Gift card redeemed"),
        MovementKind.GOODWILL: _("Credit from CozyWish: %(reason)s", reason=change.reason),
        MovementKind.USE: _("Used for an order"),
        MovementKind.RELEASE: _("Returned, because the order wasn’t paid"),
        MovementKind.REFUND: _("Refund"),
        MovementKind.CASH_OUT: _("Cashed out"),
        MovementKind.TURNED_OVER: _("Turned over to a state, because it wasn’t used for years"),
        MovementKind.TURNED_OVER_BACK: _("Returned, because it wasn’t turned over to a state after all"),
        MovementKind.CASH_OUT_BACK: _("Returned, because it can’t be cashed out"),
        MovementKind.DISPUTED: _("On hold or ended, because a bank disputes the payment for a gift card"),
        MovementKind.DISPUTE_WON: _("Returned, because the bank gave the payment for a gift card back"),
        MovementKind.MOVED_IN: _("From a venue that’s no longer on CozyWish"),
    }[change.kind]


def change_at_venue(change: Change, venue: str) -> str:
    """Return the text of a change of credit at a venue."""
    text = {
        MovementKind.GIVEN: _("Credit from the venue: %(reason)s", reason=change.reason),
        MovementKind.TAKEN_BACK: _("The venue took it back"),
        MovementKind.KEPT: _("Kept from a refund"),
        MovementKind.USE: _("Used for an order"),
        MovementKind.RELEASE: _("Returned, because the order wasn’t paid"),
        MovementKind.REFUND: _("Refund"),
        MovementKind.CHARGED_BACK: _("Ended, because your bank returned the payment"),
        MovementKind.ENDED: _("Ended, because the venue is no longer on CozyWish"),
        MovementKind.MOVED_OUT: _("Moved to your store credit, because the venue is no longer on CozyWish"),
    }[change.kind]
    return _("%(venue)s: %(change)s", venue=venue, change=text)


def line_text(name: str) -> str:
    """Return the text of the order's line."""
    return _("Gift card for %(name)s", name=name)


def review(above: int) -> str:
    """Say before a purchase from which amount on we look at it before we email the gift card."""
    if not above:
        return _("We review your purchase before we email the gift card. That usually takes less than a day.")
    return _(
        "If you buy for more than %(amount)s today, we review your purchase before we email the gift card. That usually"
        " takes less than a day.",
        amount=usd(above),
    )


def delivery(card: GiftCard) -> str:
    """Say where a card is, or when it will be delivered."""
    name, email = card.to_name, card.to_email
    if card.order.refunds_blocked:
        return _(
            "No one can use what is left of the gift card now: the bank of the card that paid for it disputes the"
            " payment. If the bank decides for us, it works again."
        )
    if card.state is GiftCardState.HELD:
        return _("We’re reviewing your purchase. That usually takes less than a day. Then we email the gift card.")
    if card.state is GiftCardState.DELIVERED and card.delivered_at:
        on = full_date(in_zone(card.delivered_at, card.zone).date())
        return _("We emailed the gift card to %(email)s on %(date)s.", email=email, date=on)
    ended = {
        GiftCardState.REDEEMED: _("%(name)s redeemed the gift card.", name=name),
        GiftCardState.REFUNDED: _("The gift card was refunded."),
        GiftCardState.CHARGED_BACK: _(
            "The gift card has ended, because the bank of the card that paid for it took back the payment."
        ),
        GiftCardState.TURNED_OVER: _("No one used the gift card for years, so we had to turn it over to a state."),
    }
    if card.state in ended:
        return ended[card.state]
    if card.is_sending:
        return _("We’re emailing the gift card to %(email)s now.", email=email)
    on = full_date(in_zone(card.deliver_at, card.zone).date())
    return _("We’ll email the gift card to %(email)s on %(date)s.", email=email, date=on)
