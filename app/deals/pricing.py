"""The price of a start. `quote` is the only function that prices; every screen, the cart and the charge call it.

Pure: takes rules and an instant, returns cents and the reason in words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.deals.enums import MAX_PERCENT, DealKind
from app.deals.pass_rules import PassRule
from app.deals.windows import DAY, Window, merged

EXACT = 10_000
"""Parts of a cent: two deals in percent, one on top of the other, leave no remainder. Whole numbers are fast."""


@dataclass(frozen=True, slots=True)
class PriceRule:
    """A deal as pricing sees it. Instants are aware; `amount` is percent, or cents off each spot."""

    id: int
    title: str
    kind: DealKind
    amount: int
    valid_from: datetime
    valid_to: datetime | None = None
    windows: Sequence[Window] = ()
    last_minute_hours: int | None = None
    code: str | None = None
    stacks: bool = False
    # How many more bookings may have it, if it is limited; at least one.
    left: int | None = None
    # Whether we pay the venue what it takes off the price.
    is_funded: bool = False

    def is_valid(self, at: datetime) -> bool:
        """Return whether a guest who books `at` may have it at all."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)

    def applies(self, *, local: datetime, start: datetime, at: datetime) -> bool:
        """Return whether it applies to a start (`local` is the same in the venue's zone) that is booked `at`."""
        if not self.is_valid(at):
            return False
        if self.last_minute_hours is not None and start - at > timedelta(hours=self.last_minute_hours):
            return False
        minute = local.hour * 60 + local.minute
        return not self.windows or any(window.holds(local.weekday(), minute) for window in self.windows)

    def lowers(self, cents: int) -> int:
        """Return the price of one spot with only this deal, in whole cents."""
        return half_up(self.off(cents * EXACT))

    def off(self, price: int) -> int:
        """Return the price of one spot after the discount; at least a tenth is left. Both are in parts of a cent (see
        EXACT)."""
        if self.kind is DealKind.PERCENT:
            return price * (100 - self.amount) // 100
        return max(price - self.amount * EXACT, floor(price))

    @property
    def less(self) -> str:
        """The discount in words, such as "30% off"."""
        if self.kind is DealKind.PERCENT:
            return _("%(percent)s%% off", percent=self.amount)
        dollars, cents = divmod(self.amount, 100)
        return _("%(amount)s off", amount=f"${dollars}.{cents:02d}" if cents else f"${dollars}")


@dataclass(frozen=True, slots=True)
class PriceList:
    """Everything that decides the price of one service. `member_cents` has the team members with their own price."""

    service_id: int
    list_cents: int
    zone: ZoneInfo
    member_cents: Mapping[int, int] = field(default_factory=dict)
    rules: Sequence[PriceRule] = ()
    # What the guest has bought before that pays for this service, the first to be used first.
    passes: Sequence[PassRule] = ()

    def with_passes(self, passes: Iterable[PassRule], used: Mapping[int, int]) -> "PriceList":
        """Return the price list for a guest who has these passes, after these uses, counted by pass id."""
        left = [replace(one, left=one.left - used.get(one.id, 0)) for one in passes]
        return replace(self, passes=left) if left else self

    def without(self, used: Mapping[int, int]) -> "PriceList":
        """Return the price list without deals that are used up after these uses, counted by deal id."""
        if not used:
            return self
        left = [rule for rule in self.rules if rule.left is None or used.get(rule.id, 0) < rule.left]
        return self if len(left) == len(self.rules) else replace(self, rules=left)

    def quiet_spans(self, day: date, *, at: datetime) -> list[tuple[int, int]]:
        """Return the off-peak hours of a local day for a guest who books `at`.

        Wall minutes, in order, clipped to the day.
        """
        return quiet_spans(self.rules, day, at=at)


def quiet_spans(rules: Iterable[PriceRule], day: date, *, at: datetime) -> list[tuple[int, int]]:
    """Return the off-peak hours of these rules, whatever they apply to."""
    spans = set()
    for rule in rules:
        if rule.code or not rule.windows or not rule.is_valid(at):
            continue
        for window in rule.windows:
            if window.weekday == day.weekday():
                spans.add((window.opens, min(window.closes, DAY)))
            if (window.weekday + 1) % 7 == day.weekday() and window.closes > DAY:
                spans.add((0, window.closes - DAY))
    return merged(sorted(spans))


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of a start for a number of guests, in cents with add-ons; `reason` is empty at the usual price."""

    quantity: int
    list_each: int
    price_each: int
    reason: str = ""
    deal_id: int | None = None
    # Whether the given code lowered this price.
    code_used: bool = False
    # The part of both prices that is for add-ons; deals do not lower it.
    extra_each: int = 0
    # The deal whose code was combined with that one.
    code_deal_id: int | None = None
    # What the guest has bought before and pays for the service, and how many uses are left after that.
    pass_id: int | None = None
    pass_left: int = 0
    # How much of the discount on each spot we pay the venue.
    funded_each: int = 0

    @property
    def deal_ids(self) -> list[int]:
        """The ids of all deals in the price."""
        return [deal_id for deal_id in (self.deal_id, self.code_deal_id) if deal_id is not None]

    @property
    def pass_uses(self) -> Mapping[int, int]:
        """Return the uses of what the guest has bought before, by its id: one for each spot."""
        return {} if self.pass_id is None else {self.pass_id: self.quantity}

    @property
    def service_cents(self) -> int:
        """The usual price of the service alone."""
        return (self.list_each - self.extra_each) * self.quantity

    @property
    def list_cents(self) -> int:
        return self.list_each * self.quantity

    @property
    def price_cents(self) -> int:
        return self.price_each * self.quantity

    @property
    def discount_cents(self) -> int:
        return self.list_cents - self.price_cents

    @property
    def funded_cents(self) -> int:
        """How much of the discount we pay the venue."""
        return self.funded_each * self.quantity

    @property
    def is_deal(self) -> bool:
        return self.price_each < self.list_each

    @property
    def off_percent(self) -> int:
        """The discount on the service itself in whole percent, rounded down so that it is never overstated."""
        return self.discount_cents * 100 // self.service_cents if self.service_cents else 0


def quote(
    prices: PriceList,
    *,
    start: datetime,
    at: datetime,
    quantity: int = 1,
    member_id: int | None = None,
    code: str | None = None,
    extra_cents: int = 0,
) -> Quote:
    """Price `quantity` spots at `start` for a guest who books `at` (aware instants), each with add-ons for
    `extra_cents`.

    A package that covers the booking pays for the service. Otherwise, the best single deal applies; a code is combined
    with it only if its deal allows that. With anyone (`member_id` is None), the service's own price applies. Deals and
    packages are for the service, not for its add-ons. Cents round half up, once for each spot.
    """
    each = prices.list_cents if member_id is None else prices.member_cents.get(member_id, prices.list_cents)
    covering = next((one for one in prices.passes if one.covers(start, quantity)), None)
    if covering is not None and each:
        full, left = each + extra_cents, covering.left - quantity
        reason = covering.reason
        return Quote(quantity, full, extra_cents, reason, extra_each=extra_cents, pass_id=covering.id, pass_left=left)
    local = start.astimezone(prices.zone)
    rules = (*prices.rules, *member_rules(prices.passes, at)) if prices.passes else prices.rules
    fitting = [rule for rule in rules if rule.applies(local=local, start=start, at=at)]
    if not fitting:
        return Quote(quantity, each + extra_cents, each + extra_cents, extra_each=extra_cents)
    automatic = best([rule for rule in fitting if rule.code is None], each)
    coded = best([rule for rule in fitting if rule.code and code and same_code(rule.code, code)], each)
    used = chosen(automatic, coded, each)
    wanted = each * EXACT
    for rule in used:
        wanted = rule.off(wanted)
    price = max(wanted, floor(each * EXACT))
    cents = half_up(price)
    if cents >= each:
        return Quote(quantity, each + extra_cents, each + extra_cents, extra_each=extra_cents)
    return Quote(
        quantity,
        each + extra_cents,
        cents + extra_cents,
        reason_of(used, each),
        used[0].id or None,
        coded in used,
        extra_cents,
        used[1].id if len(used) > 1 else None,
        funded_each=funded(used, each) if any(rule.is_funded for rule in used) else 0,
    )


def funded(used: Iterable[PriceRule], each: int) -> int:
    """Return how many cents of the discount on one spot are from deals that we pay for."""
    least, price, paid = floor(each * EXACT), each * EXACT, 0
    for rule in used:
        lower = max(rule.off(price), least)
        paid += price - lower if rule.is_funded else 0
        price = lower
    return min(half_up(paid), each - half_up(price))


def member_rules(passes: Iterable[PassRule], at: datetime) -> list[PriceRule]:
    """Return the member price as a rule beside those of deals. It is no deal, so its id is 0."""
    percent = max((one.percent_off for one in passes), default=0)
    return [PriceRule(0, _("Member price"), DealKind.PERCENT, percent, at)] if percent else []


def reason_of(used: Sequence[PriceRule], each: int) -> str:
    """Return the reason for a discount in words; if the limit of 90% off applies, with that percentage."""
    named = [rule.title if rule.code is None else _("promo code %(code)s", code=rule.code) for rule in used]
    discounted = each * EXACT
    for rule in used:
        discounted = discounted - rule.amount * EXACT if rule.kind is DealKind.FIXED else rule.off(discounted)
    if discounted < floor(each * EXACT):
        reason = _("%(deals)s, %(percent)s%% off", deals=" + ".join(named), percent=MAX_PERCENT)
    else:
        reason = " + ".join(f"{name}, {rule.less}" for name, rule in zip(named, used, strict=True))
    return reason[:1].upper() + reason[1:]


def floor(price: int) -> int:
    """Return the part of a price that every deal must leave, both in parts of a cent."""
    return price * (100 - MAX_PERCENT) // 100


def chosen(automatic: PriceRule | None, coded: PriceRule | None, each: int) -> list[PriceRule]:
    """Return the rules that apply, in order."""
    if coded is not None and coded.stacks and automatic is not None:
        return [automatic, coded]
    single = best([rule for rule in (automatic, coded) if rule is not None], each)
    return [single] if single else []


def best(rules: Sequence[PriceRule], each: int) -> PriceRule | None:
    """Return the rule with the lowest price; of equals the oldest, so that every guest sees the same one."""
    return min(rules, key=lambda rule: (rule.off(each * EXACT), rule.id), default=None)


def same_code(one: str, other: str) -> bool:
    return one.strip().upper() == other.strip().upper()


def half_up(price: int) -> int:
    """Return a price in parts of a cent as whole cents."""
    return (2 * price + EXACT) // (2 * EXACT)
