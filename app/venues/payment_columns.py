"""The columns of a venue that say how guests pay."""

from sqlalchemy import SmallInteger
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

    @property
    def payment_policy(self) -> PaymentPolicy:
        return PaymentPolicy(self.payment_terms, self.deposit_percent, self.deposit_cents)
