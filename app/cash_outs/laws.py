"""Which small gift card balances people may cash out, by the laws of states. Counsel to confirm all of it.

Laws that set no amount, or only say that cards may be redeemable for cash, aren't here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.credit.paid_money import PaidMoney


@dataclass(frozen=True, slots=True)
class CashOutLaw:
    """The most that can be cashed out, in cents. Some laws also name a share of the card that may be left."""

    most_cents: int
    left_percent: int = 0


# By the code of the state. "Less than $5" is 499 here.
LAWS: Mapping[str, CashOutLaw] = {
    # Cal. Civ. Code § 1749.5(b)(2): less than $15 since April 1, 2026, by Senate Bill 22 (2025); less than $10 before.
    "CA": CashOutLaw(1499),
    # Colo. Rev. Stat. § 6-1-722(2)(b): $5 or less.
    "CO": CashOutLaw(500),
    # Conn. Public Act 16-140: less than $3, for purchases in shops with a receipt. We ask for no receipt.
    "CT": CashOutLaw(299),
    # Mass. Gen. Laws ch. 200A, § 5D: less than $5, or after 90 percent of the card was used.
    "MA": CashOutLaw(499, left_percent=10),
    # Me. Rev. Stat. tit. 33, § 1953(1)(G): less than $5. A later act has moved it (counsel to confirm where).
    "ME": CashOutLaw(499),
    # Mont. Code § 30-14-108(4): less than $5.
    "MT": CashOutLaw(499),
    # N.J. Stat. § 56:8-110(c): less than $5.
    "NJ": CashOutLaw(499),
    # Or. Rev. Stat. § 646A.276(1)(d): less than $5.
    "OR": CashOutLaw(499),
    # R.I. Gen. Laws § 6-13-12: less than $1.
    "RI": CashOutLaw(99),
    # Tex. Bus. & Com. Code § 604.152: less than $2.50, for purchases in person.
    "TX": CashOutLaw(249),
    # Vt. Stat. tit. 8, § 2704: less than $1.
    "VT": CashOutLaw(99),
    # Wash. Rev. Code § 19.240.020(3): less than $5.
    "WA": CashOutLaw(499),
}


def states_that_allow(money: PaidMoney) -> Sequence[str]:
    """Return the codes of the states whose law lets a guest cash out what is left from their gift cards."""
    if money.cents <= 0:
        return []
    return [code for code, law in LAWS.items() if allows(law, money)]


def allows(law: CashOutLaw, money: PaidMoney) -> bool:
    share = money.last_card_cents * law.left_percent // 100
    return 0 < money.cents <= max(law.most_cents, share)
