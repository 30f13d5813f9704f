"""Emails about gift cards."""

from flask_babel import gettext as _

from app.bookings.copy.cancellation import BANK_TIME
from app.bookings.models.refunds import Refund
from app.core.formats import full_date, usd
from app.core.zone_names import in_zone
from app.email.body import ActionLink, EmailBody, Facts, QuotedText, Text
from app.email.links import link
from app.email.message import Attachment, Email, Recipient
from app.gift_cards.card import redeem_url
from app.gift_cards.copy import delivery
from app.gift_cards.enums import GiftCardState
from app.gift_cards.models import GiftCard


def delivered(card: GiftCard, code: str, pdf: bytes) -> Email:
    """Build the email that delivers a card. Only it and the PDF show the code."""
    amount = usd(card.amount_cents)
    letter = EmailBody(
        subject=_("%(name)s sent you a %(amount)s gift card", name=card.from_name, amount=amount),
        preview=_("Use it for any booking on CozyWish."),
        title=_("A gift card for %(name)s", name=card.to_name),
        blocks=[
            *([QuotedText(card.from_name, card.message)] if card.message else []),
            Facts(
                [
                    (_("Amount"), amount),
                    (_("From"), card.from_name),
                    (_("Code"), code),
                ]
            ),
            ActionLink(_("Redeem gift card"), redeem_url(code), main=True),
            Text(
                _(
                    "Redeeming adds the amount to your store credit. It doesn’t expire, and you can use it in parts."
                    " The attached PDF is for printing."
                )
            ),
            Text(_("Anyone who has this code can redeem it, so keep this email to yourself.")),
        ],
        why=_("You’re getting this email because %(name)s sent you a gift card.", name=card.from_name),
    )
    return Email(
        f"gift-card.{card.order.public_id}.{card.deliveries}",
        [Recipient(card.to_name, card.to_email)],
        letter,
        attachments=[Attachment("cozywish-gift-card.pdf", "application/pdf", pdf)],
    )


def bought(card: GiftCard) -> Email:
    """Build the email that confirms a purchase."""
    order, amount = card.order, usd(card.amount_cents)
    letter = EmailBody(
        subject=_("Your %(amount)s gift card for %(name)s", amount=amount, name=card.to_name),
        preview=delivery(card),
        title=_("Thank you for your gift card."),
        blocks=[
            Text(delivery(card)),
            Facts(
                [
                    (_("Paid"), amount),
                    (_("For"), card.to_name),
                    (_("Order number"), order.public_id),
                    (_("Delivery date"), full_date(in_zone(card.deliver_at, card.zone).date())),
                ]
            ),
            ActionLink(_("See gift card"), link("gift_cards.show", order_id=order.public_id), main=True),
        ],
        why=_("You’re getting this email because you bought a gift card on CozyWish."),
    )
    return Email(f"gift-card-bought.{order.public_id}", [Recipient(order.name, order.email)], letter)


def refunded(card: GiftCard, refund: Refund, *, paid_with: str) -> Email:
    """Build the email to the buyer whose gift card was refunded."""
    order, amount = card.order, usd(refund.amount_cents)
    is_rest = card.state is GiftCardState.REDEEMED  # what is left of it, which they asked for
    letter = EmailBody(
        subject=_("We refunded %(amount)s of your gift card", amount=amount)
        if is_rest
        else _("We refunded your %(amount)s gift card", amount=amount),
        preview=_("We sent the refund to %(card)s.", card=paid_with),
        title=_("We refunded %(amount)s.", amount=amount),
        blocks=[
            Text(_("We sent the refund to %(card)s. Banks take %(days)s to show it.", card=paid_with, days=BANK_TIME)),
            *([] if is_rest else [Text(_("The gift card for %(name)s no longer works.", name=card.to_name))]),
            Facts([(_("Reason"), refund.reason), (_("Order number"), order.public_id)]),
        ],
        why=_("You’re getting this email because you bought a gift card on CozyWish."),
    )
    return Email(f"gift-card-refunded.{refund.public_id}", [Recipient(order.name, order.email)], letter)
