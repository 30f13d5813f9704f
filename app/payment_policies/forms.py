from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.payment_policies import copy
from app.venues.enums import PaymentTerms
from app.venues.payment_policy import PaymentPolicy
from app.web.fields import Money, Pick, Whole
from app.web.forms import Edit


class PolicyForm(Edit):
    """How guests pay: the terms, and a deposit in percent or dollars. `usual` is the venue's policy, for a service."""

    terms = Pick(_l("Payment"), coerce=str)
    deposit_percent = Whole(_l("Deposit in percent"), least=1, most=99, unit="percent", validators=[Optional()])
    deposit_cents = Money(_l("Deposit in dollars"), validators=[Optional()])
    each_date = BooleanField(_l("Guests can pay for each date of a repeating booking after it"))

    @classmethod
    def of(
        cls, policy: PaymentPolicy | None, usual: PaymentPolicy | None, *, allows_each_date: bool = False
    ) -> "PolicyForm":
        form = cls(
            data={
                "each_date": allows_each_date,
                "terms": policy.terms.value if policy else "",
                "deposit_percent": policy.deposit_percent if policy else None,
                "deposit_cents": policy.deposit_cents if policy else None,
            }
        )
        own = [SelectChoice(kind.value, copy.terms(kind)[0]) for kind in PaymentTerms if kind.is_set_by_venue]
        first = [SelectChoice("", _("Venue default: %(policy)s", policy=copy.in_short(usual)))] if usual else []
        form.terms.choices = [*first, *own]
        return form

    @property
    def policy(self) -> PaymentPolicy | None:
        """Return the policy as typed, without a deposit if the terms have none; None if the venue's applies."""
        if not self.terms.data:
            return None
        kind = PaymentTerms(self.terms.data)
        if not kind.takes_deposit:
            return PaymentPolicy(kind)
        return PaymentPolicy(kind, self.deposit_percent.value, self.deposit_cents.value)
