"""Sentences about gift cards and store credit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.formats import full_date
from app.core.zone_names import Zone, in_zone
from app.credit.enums import MovementKind
from app.credit.queries import Change


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change of a guest's credit as the page shows it."""

    on: str
    text: str
    cents: int
    order: str | None = None


def change_lines(changes: Sequence[Change], orders: Mapping[int, str], zone: Zone) -> list[ChangeLine]:
    """Return the lines of changes. `orders` are order numbers by id."""
    return [
        ChangeLine(
            full_date(in_zone(change.at, zone).date()),
            change_text(change),
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
    }[change.kind]
