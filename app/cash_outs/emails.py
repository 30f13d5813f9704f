"""The email about a decided cash-out."""

from flask_babel import gettext as _

from app.accounts.models import User
from app.cash_outs import copy
from app.cash_outs.models import CashOut
from app.core.formats import usd
from app.email.body import ActionLink, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient


def decided(cash_out: CashOut, guest: User) -> Email:
    """Build the email that says how a cash-out was paid, or why it was declined."""
    amount = usd(cash_out.amount_cents)
    facts = [(_("Cash-out number"), cash_out.public_id)]
    if cash_out.paid_by is not None:
        title, text = _("We sent you %(amount)s.", amount=amount), copy.sent(cash_out.paid_by)
    else:
        title = _("We couldn’t cash out %(amount)s.", amount=amount)
        text = _("The amount is back in your store credit.")
        facts.insert(0, (_("Reason"), cash_out.reason))
    letter = EmailBody(
        subject=title.removesuffix("."),
        preview=text,
        title=title,
        blocks=[Text(text), Facts(facts), ActionLink(_("See your store credit"), link("gift_cards.credit"), main=True)],
        why=_("You’re getting this email because you asked for the rest of a gift card in cash."),
    )
    return Email(f"cash-out.{cash_out.public_id}", [Recipient(guest.name, guest.email)], letter)
