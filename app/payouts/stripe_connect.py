"""Venues' accounts, transfers, and payouts through Stripe Connect, with Stripe's own client."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import stripe
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from stripe import RequestOptions
from stripe.params import (
    AccountCreateParamsBusinessProfile,
    AccountUpdateParamsSettingsPayoutsSchedule,
    TransferCreateParams,
)

from app.payments.gateway import BadSignature, GatewayRefused
from app.payments.stripe_calls import StripeCalls, read_event, text, tries
from app.payouts.enums import PayoutStatus
from app.payouts.gateway import AccountEvent, GatewayAccount, GatewayPayout, NewAccount, TransferRequest

SLOW = lazy_gettext("Stripe is slow right now, and nothing was changed. Try again in a minute.")
SPAS_AND_SALONS = "7298"  # the merchant category code of health and beauty spas
# The most names of missing details that we keep.
MOST_REQUIREMENTS = 50


class StripeConnect:
    """Stripe Connect with Express accounts, and separate charges and transfers.

    Source: Stripe's API reference (Accounts, Account Links, Transfers, Payouts, Balance Transactions).
    """

    def __init__(self, calls: StripeCalls, *, webhook_secret: str) -> None:
        self._calls = calls
        self._v1 = calls.client.v1
        self._webhook_secret = webhook_secret

    def open_account(self, request: NewAccount) -> GatewayAccount:
        with self._call():
            created = self._v1.accounts.create(
                {
                    "type": "express",
                    "country": "US",
                    "email": request.email,
                    "business_profile": _profile(request),
                    "capabilities": {"transfers": {"requested": True}},
                    "metadata": {"venue": request.reference},
                },
                {"idempotency_key": request.key, **tries()},
            )
        return _account(created)

    def account(self, account_id: str) -> GatewayAccount:
        with self._call():
            return _account(self._v1.accounts.retrieve(account_id, None, tries()))

    def find_account(self, reference: str, *, since: datetime) -> GatewayAccount | None:
        with self._call():
            opened = self._v1.accounts.list({"created": {"gte": int(since.timestamp())}, "limit": 100}, tries())
            for account in opened.auto_paging_iter():
                if (account.to_dict().get("metadata") or {}).get("venue") == reference:
                    return _account(account)
        return None

    def set_schedule(self, account_id: str, *, interval: str, anchor: str) -> GatewayAccount:
        with self._call():
            changed = self._v1.accounts.update(
                account_id, {"settings": {"payouts": {"schedule": _schedule(interval, anchor)}}}, tries()
            )
        return _account(changed)

    def form_url(self, account_id: str, *, refresh_url: str, return_url: str) -> str:
        with self._call():
            link = self._v1.account_links.create(
                {
                    "account": account_id,
                    "type": "account_onboarding",
                    "refresh_url": refresh_url,
                    "return_url": return_url,
                    "collection_options": {"fields": "eventually_due"},
                },
                tries(),
            )
        return text(link.url, 2000)

    def dashboard_url(self, account_id: str) -> str:
        with self._call():
            return text(self._v1.accounts.login_links.create(account_id, None, tries()).url, 2000)

    def transfer(self, request: TransferRequest) -> str:
        with self._call():
            params: TransferCreateParams = {
                "amount": request.cents,
                "currency": "usd",
                "destination": request.account_id,
                "transfer_group": request.group,
                "description": request.description,
                "metadata": {"transfer": request.reference},
            }
            if request.payment_intent_id:
                params["source_transaction"] = self._charge_of(request.payment_intent_id)
            made = self._v1.transfers.create(params, {"idempotency_key": request.key, **tries()})
        return text(made.id, 80)

    def _charge_of(self, payment_intent_id: str) -> str:
        """Return the id of the charge that a payment succeeded with. Raises GatewayRefused if there is none."""
        charge = self._v1.payment_intents.retrieve(payment_intent_id, None, tries()).latest_charge
        if charge is None:
            raise GatewayRefused(_("The payment has no charge."))
        return text(charge if isinstance(charge, str) else charge.id, 80)

    def find_transfer(self, request: TransferRequest) -> str | None:
        with self._call():
            made = self._v1.transfers.list(
                {"destination": request.account_id, "transfer_group": request.group, "limit": 100}, tries()
            )
            return _named(made.auto_paging_iter(), "transfer", request.reference)

    def reverse(self, transfer_id: str, *, cents: int, key: str, reference: str) -> str:
        with self._call():
            made = self._v1.transfers.reversals.create(
                transfer_id,
                {"amount": cents, "metadata": {"reversal": reference}},
                {"idempotency_key": key, **tries()},
            )
        return text(made.id, 80)

    def find_reversal(self, transfer_id: str, *, reference: str) -> str | None:
        with self._call():
            made = self._v1.transfers.reversals.list(transfer_id, {"limit": 100}, tries())
            return _named(made.auto_paging_iter(), "reversal", reference)

    def payout(self, account_id: str, payout_id: str) -> GatewayPayout:
        there: RequestOptions = {"stripe_account": account_id, **tries()}
        with self._call():
            payout = self._v1.payouts.retrieve(payout_id, None, there)
            transfers = self._contents(payout_id, there) if payout.automatic else []
        return GatewayPayout(
            id=text(payout.id, 80),
            cents=payout.amount,
            status=PayoutStatus(payout.status),
            arrives_on=datetime.fromtimestamp(payout.arrival_date, UTC).date(),
            failure_code=text(payout.failure_code, 80),
            transfers=transfers,
        )

    def payouts_since(self, account_id: str, since: date) -> Sequence[str]:
        start = int(datetime(since.year, since.month, since.day, tzinfo=UTC).timestamp())
        with self._call():
            found = self._v1.payouts.list(
                {"arrival_date": {"gte": start}, "limit": 100}, {"stripe_account": account_id, **tries()}
            )
            return [text(payout.id, 80) for payout in found.auto_paging_iter()]

    def _contents(self, payout_id: str, there: RequestOptions) -> list[str]:
        """Return the transfers in an automatic payout. Stripe doesn't say what others contain."""
        moved = self._v1.balance_transactions.list(
            {"payout": payout_id, "type": "payment", "limit": 100, "expand": ["data.source"]}, there
        )
        found = (_transfer_of(each.source) for each in moved.auto_paging_iter())
        return [transfer for transfer in found if transfer]

    def event(self, payload: bytes, signature: str) -> AccountEvent:
        if not self._webhook_secret:
            raise BadSignature("This endpoint has no secret yet.")  # anyone can sign with an empty one
        return read_event(payload, signature, secret=self._webhook_secret, convert=_event)

    @contextmanager
    def _call(self) -> Iterator[None]:
        with self._calls.call(slow=SLOW):
            yield


def _account(account: stripe.Account) -> GatewayAccount:
    asked = account.requirements
    banks = account.external_accounts.data if account.external_accounts else []
    bank = next((each for each in banks if isinstance(each, stripe.BankAccount)), None)
    payouts = account.settings.payouts if account.settings else None
    schedule = payouts.schedule if payouts else None
    due = [*(asked.past_due or ()), *(asked.currently_due or ())] if asked else []
    return GatewayAccount(
        id=text(account.id, 80),
        takes_transfers=bool(account.capabilities and account.capabilities.to_dict().get("transfers") == "active"),
        pays_out=account.payouts_enabled is True,
        is_submitted=account.details_submitted is True,
        requirements=[text(name, 120) for name in dict.fromkeys(due)][:MOST_REQUIREMENTS],
        due_by=datetime.fromtimestamp(asked.current_deadline, UTC) if asked and asked.current_deadline else None,
        disabled_reason=text(asked.disabled_reason, 120) if asked else "",
        bank_name=text(bank.bank_name, 120) if bank else "",
        bank_last4=text(bank.last4, 4) if bank else "",
        interval=text(schedule.interval, 20) if schedule else "",
        anchor=_anchor(schedule) if schedule else "",
    )


def _profile(request: NewAccount) -> AccountCreateParamsBusinessProfile:
    """Return what the business is. Stripe refuses addresses that aren't public, and takes a description instead."""
    described: AccountCreateParamsBusinessProfile = {"name": request.name, "mcc": SPAS_AND_SALONS}
    if request.url:
        return {**described, "url": request.url}
    return {**described, "product_description": _("Appointments at %(venue)s", venue=request.name)}


def _schedule(interval: str, anchor: str) -> AccountUpdateParamsSettingsPayoutsSchedule:
    """Return a payout schedule as Stripe takes it: a day of the week or of the month belongs to some intervals."""
    match interval:
        case "weekly":
            return {"interval": "weekly", "weekly_anchor": anchor}
        case "monthly":
            return {"interval": "monthly", "monthly_anchor": int(anchor)}
        case "manual":
            return {"interval": "manual"}
    return {"interval": "daily"}


def _anchor(schedule: stripe.Account.Settings.Payouts.Schedule) -> str:
    """Return the weekday or the day of the month of payouts, if there is one."""
    found = schedule.to_dict()
    return text(found.get("weekly_anchor"), 20) or str(found.get("monthly_anchor") or "")


def _named(found: Iterator[Any], key: str, reference: str) -> str | None:
    """Return the id of the transfer or reversal whose metadata carries our reference."""
    for each in found:
        if (each.to_dict().get("metadata") or {}).get(key) == reference:
            return text(each.id, 80)
    return None


def _transfer_of(source: object) -> str:
    """Return the transfer that a payment in a venue's account came from."""
    came_from = getattr(source, "source_transfer", None)
    return text(came_from if came_from is None or isinstance(came_from, str) else came_from.id, 80)


def _event(event: stripe.Event) -> AccountEvent:
    """Convert a Stripe event. Raises ValueError or a similar error for anything that Stripe never sends."""
    id_, kind, account = text(event.id, 120), text(event.type, 80), text(getattr(event, "account", None), 80)
    if not id_ or not kind:
        raise ValueError("an event without id or type")
    subject = event.data.object
    return AccountEvent(id_, kind, account, text(subject.id, 80) if isinstance(subject, stripe.Payout) else "")
