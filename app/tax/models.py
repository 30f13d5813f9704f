"""The rules by which tax is collected."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, func, literal_column, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, text_enum
from app.tax.enums import Remitter, TaxSource
from app.taxonomy.models import Category


class TaxRule(Base):
    """A tax of one jurisdiction on the services of a category, from a day on.

    It applies to venues in a state, or in one city there. Order lines name their rule, so a rule never changes but for
    its last day.

    A rate that Stripe Tax has calculated with is a rule too, without a category, so that it applies to nothing by
    itself. Lines, postings, and reports name it like any other.
    """

    __tablename__ = "tax_rule"
    __table_args__ = (
        # One tax has one rule a day.
        ExcludeConstraint(
            ("state", "="),
            (func.lower(literal_column("locality")), "="),
            ("category_id", "="),
            (func.lower(literal_column("jurisdiction")), "="),
            (func.daterange(literal_column("first_on"), literal_column("last_on"), "[]"), "&&"),
            name="ex_tax_rule_overlap",
            using="gist",
        ),
        CheckConstraint("rate BETWEEN 0 AND 30000", name="rate"),
        CheckConstraint("last_on >= first_on", name="days"),
        CheckConstraint("source = 'rules' OR category_id IS NULL", name="source"),
        Index(
            "uq_tax_rule_stripe",
            *("state", "jurisdiction", "rate"),
            unique=True,
            postgresql_where=text("source = 'stripe'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[TaxSource] = mapped_column(
        text_enum(TaxSource), default=TaxSource.RULES, server_default=TaxSource.RULES
    )
    state: Mapped[str] = mapped_column(String(2), index=True)
    # The city as in the addresses of venues; empty for the whole state.
    locality: Mapped[str] = mapped_column(String(80), default="")
    # A rule for a category is one for its subcategories too, unless they have their own for the jurisdiction. Without
    # a category, because it was deleted, it applies to nothing.
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="SET NULL"), index=True)
    jurisdiction: Mapped[str] = mapped_column(String(80))
    # In thousandths of a percent. Zero says that there is no tax, which is not the same as no rule.
    rate: Mapped[int]
    remitter: Mapped[Remitter] = mapped_column(text_enum(Remitter))
    # Whether fees for late cancellations and no-shows are taxed.
    taxes_fees: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether what we pay of a sitewide deal is taxed like what the guest pays.
    taxes_funded: Mapped[bool] = mapped_column(default=False, server_default=false())
    # By the day of the booking, where the venue is. No last day means until further notice.
    first_on: Mapped[date]
    last_on: Mapped[date | None]

    category: Mapped[Category | None] = relationship(lazy="raise")
