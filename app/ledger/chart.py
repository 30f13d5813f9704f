"""The chart of accounts: one row for each account. Pages and exports show what is here."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext

from app.ledger.enums import Account, AccountKind


@dataclass(frozen=True, slots=True)
class ChartRow:
    """An account as people know it. Accounting programs know it by `number`, and exports have `name`."""

    kind: AccountKind
    number: int
    name: str
    label: LazyString

    @property
    def sign(self) -> int:
        """Return what turns a balance (debits less credits) into the amount that people expect to see."""
        return 1 if self.kind in {AccountKind.ASSET, AccountKind.EXPENSE} else -1


CHART: Mapping[Account, ChartRow] = {
    Account.CASH_AT_STRIPE: ChartRow(AccountKind.ASSET, 1010, "Cash at Stripe", lazy_gettext("Cash at Stripe")),
    Account.GUEST_PREPAYMENTS: ChartRow(
        AccountKind.LIABILITY, 2010, "Guest prepayments", lazy_gettext("Owed for upcoming bookings and refunds")
    ),
    Account.VENUE_PAYABLE: ChartRow(AccountKind.LIABILITY, 2020, "Payable to venues", lazy_gettext("Owed to venues")),
    Account.TIPS_PAYABLE: ChartRow(AccountKind.LIABILITY, 2030, "Tips payable", lazy_gettext("Tips owed to venues")),
    Account.TAX_PAYABLE: ChartRow(
        AccountKind.LIABILITY, 2210, "Tax payable", lazy_gettext("Tax owed to jurisdictions")
    ),
    Account.VENUE_RECEIVABLE: ChartRow(
        AccountKind.ASSET, 1110, "Receivable from venues", lazy_gettext("Owed by venues")
    ),
    Account.COMMISSION: ChartRow(AccountKind.REVENUE, 4010, "Commission", lazy_gettext("Commission earned")),
    Account.GIFT_CARD_LIABILITY: ChartRow(
        AccountKind.LIABILITY, 2120, "Gift cards", lazy_gettext("Gift cards not redeemed yet")
    ),
    Account.UNEARNED_REVENUE: ChartRow(
        AccountKind.LIABILITY, 2130, "Unearned revenue", lazy_gettext("Packages and memberships not used yet")
    ),
    Account.GUEST_CREDIT: ChartRow(AccountKind.LIABILITY, 2110, "Guest credit", lazy_gettext("Store credit of guests")),
    Account.UNCLAIMED_PROPERTY: ChartRow(
        AccountKind.LIABILITY, 2220, "Unclaimed property", lazy_gettext("Unclaimed property owed to states")
    ),
    Account.GOODWILL: ChartRow(AccountKind.EXPENSE, 6110, "Goodwill", lazy_gettext("Store credit that we gave")),
    Account.PLATFORM_DISCOUNTS: ChartRow(
        AccountKind.EXPENSE, 6120, "Sitewide deals", lazy_gettext("Sitewide deals that we paid for")
    ),
    Account.STRIPE_FEES: ChartRow(AccountKind.EXPENSE, 6010, "Stripe fees", lazy_gettext("Stripe’s fees")),
    Account.PLATFORM_BANK: ChartRow(AccountKind.ASSET, 1020, "Platform bank", lazy_gettext("Paid out to our bank")),
    Account.WRITE_OFFS: ChartRow(AccountKind.EXPENSE, 6910, "Write-offs", lazy_gettext("Write-offs")),
    Account.DISPUTES: ChartRow(AccountKind.ASSET, 1210, "Disputes", lazy_gettext("Taken by banks in open disputes")),
}
