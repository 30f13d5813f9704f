"""What owners read about their money."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from app.bookings.charges import Charge
from app.commission.amounts import Rates, commission_cents
from app.core.formats import day_of, usd, weekday
from app.payouts.enums import PayoutStatus
from app.payouts.models import Payout, PayoutAccount
from app.payouts.queries.finance import VenueMoney

# The end of the name of a missing detail at Stripe -> what the owner knows it as. The first match counts.
DETAILS: Mapping[str, LazyString] = {
    "external_account": lazy_gettext("Your bank account"),
    "verification.additional_document": lazy_gettext("A second ID or a utility bill"),
    "verification.document": lazy_gettext("A photo of your driver’s license or passport"),
    "id_number": lazy_gettext("Your Social Security number"),
    "ssn_last_4": lazy_gettext("The last four digits of your Social Security number"),
    "tax_id": lazy_gettext("Your business’s tax ID (EIN)"),
    "company.name": lazy_gettext("The legal name of your business"),
    "business_type": lazy_gettext("Whether you’re a company or an individual"),
    "first_name": lazy_gettext("Your name"),
    "last_name": lazy_gettext("Your name"),
    "dob.day": lazy_gettext("Your date of birth"),
    "dob.month": lazy_gettext("Your date of birth"),
    "dob.year": lazy_gettext("Your date of birth"),
    "phone": lazy_gettext("Your phone number"),
    "email": lazy_gettext("Your email"),
    "tos_acceptance.date": lazy_gettext("Your agreement to Stripe’s terms"),
    "tos_acceptance.ip": lazy_gettext("Your agreement to Stripe’s terms"),
}
ADDRESS = lazy_gettext("Your address")
BUSINESS = lazy_gettext("What your business does")
OTHER = lazy_gettext("Other details")

STATUSES: Mapping[PayoutStatus, tuple[LazyString, str]] = {
    PayoutStatus.PENDING: (lazy_gettext("On the way"), "wait"),
    PayoutStatus.IN_TRANSIT: (lazy_gettext("On the way"), "wait"),
    PayoutStatus.PAID: (lazy_gettext("Paid"), "calm"),
    PayoutStatus.FAILED: (lazy_gettext("Failed"), "no"),
    PayoutStatus.CANCELED: (lazy_gettext("Canceled"), "calm"),
}

# Why a bank did not take a payout (Stripe's failure codes), and what the owner can do.
FAILURES: Mapping[str, LazyString] = {
    "account_closed": lazy_gettext("Your bank account is closed. Add another one."),
    "account_frozen": lazy_gettext("Your bank account is frozen. Ask your bank, or add another account."),
    "no_account": lazy_gettext("Your bank doesn’t know this account. Check the account number."),
    "invalid_account_number": lazy_gettext("Your bank doesn’t know this account. Check the account number."),
    "incorrect_account_holder_name": lazy_gettext("The name doesn’t match the bank account. Correct it."),
    "debit_not_authorized": lazy_gettext("Your bank doesn’t allow debits from this account. Ask your bank."),
}
OTHER_FAILURE = lazy_gettext("Your bank returned it. Check your bank details.")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an owner isn't paid out, or won't be: the point in a sentence, and what follows from it."""

    title: str
    text: str


def problem(account: PayoutAccount, zone: ZoneInfo) -> Problem | None:
    """Return what keeps Stripe from paying out of an account that was set up, or soon will."""
    if account.disabled_reason.startswith("rejected"):
        return Problem(_("Stripe closed your account."), _("It can’t pay you out. Write to us to sort it out."))
    if account.requirements and not account.pays_out:
        text = _("Stripe needs more from you. Guests can still book, and we keep what you earn for you.")
        return Problem(_("Your payouts are paused."), text)
    if not account.pays_out:
        text = _("That usually takes a day or two. Payouts start right after.")
        return Problem(_("Stripe is checking your details."), text)
    if account.requirements and account.due_by:
        day = day_of(account.due_by.astimezone(zone).date())
        text = _("After that date, Stripe pauses your payouts. Guests can still book.")
        return Problem(_("Stripe needs more from you by %(day)s.", day=day), text)
    if account.requirements:
        return Problem(_("Stripe needs more from you."), _("Otherwise, Stripe may pause your payouts later."))
    return None


def missing(names: Iterable[str]) -> list[str]:
    """Return what Stripe still needs, in the owner's words, each once."""
    return list(dict.fromkeys(str(_detail(name)) for name in names))


def _detail(name: str) -> LazyString:
    for end, words in DETAILS.items():
        if name.endswith(end):
            return words
    if ".address" in name:
        return ADDRESS
    return BUSINESS if name.startswith("business_profile.") else OTHER


def schedule(account: PayoutAccount) -> str:
    """Return when Stripe pays out: "Every Friday"."""
    match account.interval:
        case "daily":
            return _("Every business day")
        case "weekly" if account.anchor in WEEKDAYS:
            return _("Every %(day)s", day=weekday(WEEKDAYS.index(account.anchor), long=True))
        case "monthly" if account.anchor:
            return _("Monthly, on day %(day)s", day=account.anchor)
        case "manual":
            return _("Paused")
    return ""


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def bank(account: PayoutAccount) -> str:
    """Return the bank account: "Test Bank, ending in 6789"."""
    return _("%(bank)s, ending in %(last4)s", bank=account.bank_name, last4=account.bank_last4)


def arrival(payout: Payout, today: date) -> str:
    """Return the day of a payout, with its distance if that is near: "tomorrow, Fri, May 15"."""
    when = day_of(payout.arrives_on)
    if payout.arrives_on == today:
        return _("today, %(day)s", day=when)
    if payout.arrives_on == today + timedelta(days=1):
        return _("tomorrow, %(day)s", day=when)
    return when


def status(payout: Payout) -> str:
    return str(STATUSES[payout.status][0])


def status_kind(payout: Payout) -> str:
    return STATUSES[payout.status][1]


def failure(payout: Payout) -> str:
    """Return why a payout failed, and what to do."""
    return str(FAILURES.get(payout.failure_code, OTHER_FAILURE))


def percent(bps: int) -> str:
    """Return a rate: "8%" or "8.5%"."""
    return f"{bps / 100:g}%"


def you_earn(price_cents: int | None, rates: Rates) -> str:
    """Return what a venue earns of a price after commission; empty without a price or a commission."""
    if not price_cents or not (rates.rate_bps or rates.first_rate_bps):
        return ""
    earned, usual = usd(price_cents - commission_cents(price_cents, rates.rate_bps)), percent(rates.rate_bps)
    if rates.first_rate_bps is None or rates.first_rate_bps == rates.rate_bps:
        return _("You earn %(amount)s after %(percent)s commission.", amount=earned, percent=usual)
    first = usd(price_cents - commission_cents(price_cents, rates.first_rate_bps))
    return _(
        "You earn %(amount)s after %(percent)s commission, or %(first)s for a guest’s first booking with you.",
        amount=earned,
        percent=usual,
        first=first,
    )


def earned_with(charges: Iterable[Charge], rate_bps: int) -> str:
    """Return what a venue earns with a booking's charges; empty without a commission."""
    amounts = [charge.cents - charge.tax_cents - charge.expected_commission_cents for charge in charges]
    if not amounts or not rate_bps:
        return ""
    return _("%(amount)s after %(percent)s commission", amount=usd(sum(amounts)), percent=percent(rate_bps))


def first_underway(payouts: Sequence[Payout]) -> Payout | None:
    """Return the payout that arrives next, if one is on its way."""
    underway = [each for each in payouts if each.status in {PayoutStatus.PENDING, PayoutStatus.IN_TRANSIT}]
    return min(underway, key=lambda each: each.arrives_on, default=None)


def standing(money: VenueMoney) -> tuple[str, str]:
    """Return whether a venue can be paid, and the kind of tag that says so."""
    account = money.account
    if account is None or not account.is_submitted:
        return _("Not set up"), "calm"
    if not account.takes_transfers or not account.pays_out:
        return _("Paused by Stripe"), "no"
    if money.awaits_release:
        return _("Awaiting release"), "wait"
    if money.refusal:
        return _("Transfer refused"), "no"
    return _("Ready"), "ok"
