"""The columns of a venue that say how guests pay."""

from sqlalchemy import SmallInteger, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import text_enum
from app.venues.enums import PaymentTerms
from app.venues.payment_policy import PaymentPolicy


class PaymentColumns:
    """How guests pay. A deposit is either in percent of the price or an amount. Frozen into a booking."""

    payment_terms: Mapped[PaymentTerms] = mapped_column(
        text_enum(PaymentTerms), default=PaymentTerms.FULL, server_default=PaymentTerms.FULL.value
    )
    deposit_percent: Mapped[int | None] = mapped_column(SmallInteger)
    deposit_cents: Mapped[int | None]
    # Whether guests who would pay in full may pay for each date of a repeating booking after it instead.
    allows_each_date: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def payment_policy(self) -> PaymentPolicy:
        return PaymentPolicy(self.payment_terms, self.deposit_percent, self.deposit_cents)
