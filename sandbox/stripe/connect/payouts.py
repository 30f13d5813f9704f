"""Payouts to bank accounts: on request, or everything available when the account's schedule says so."""

from sandbox.stripe import events, ledger, pagination
from sandbox.stripe.connect import accounts, objects, transfers
from sandbox.stripe.connect.details import FAILURES
from sandbox.stripe.connect.params import CreatePayout, ListPayouts
from sandbox.stripe.errors import StripeError
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record

KIND = "payout"
ARRIVES_AFTER = ledger.DAY
PLATFORM_BANK = "ba_1SandboxPlatform"


def create(box: Sandbox, params: CreatePayout, account: str | None) -> JSON:
    """Pay out part of the available balance of a connected account, or of the platform (None). Raises StripeError."""
    if account is not None:
        _check_enabled(accounts.load(box, account))
    available, _ = ledger.sums(box, account).get(params.currency, (0, 0))
    if params.amount > available:
        raise transfers.insufficient()
    return _pay(box, params, account, automatic=False).body


def pay_available(box: Sandbox, account: str) -> Record | None:
    """Pay out everything available, as on a day of the schedule, or return None if nothing is. Raises StripeError."""
    _check_enabled(accounts.load(box, account))
    amount = ledger.unpaid(box, account)
    if amount <= 0:
        return None
    # `model_construct`, because a large balance may exceed what one request may pay out.
    return _pay(box, CreatePayout.model_construct(amount=amount, currency="usd"), account, automatic=True)


def pay_everything(box: Sandbox, account: str, *, fail: bool) -> JSON:
    """Pay out the pending money too, and have it arrive or fail at once. Raises StripeError."""
    ledger.make_available(box, account)
    made = pay_available(box, account)
    if made is None:
        raise StripeError("The account has no money to pay out.")
    if fail:
        made.private["fails"] = next(iter(FAILURES))
    made.body["arrival_date"] = box.clock.now()
    _settle(box, made)
    return made.body


def fail(box: Sandbox, identity: str) -> JSON:
    """Have the bank return a payout of the platform. Raises StripeError."""
    made = load(box, identity, None)
    if made.body["status"] == "failed":
        raise StripeError("The bank has returned this payout already.")
    _fail(box, made, *next(iter(FAILURES.values())))
    return made.body


def settle_due(box: Sandbox) -> None:
    """Let the payouts arrive or fail whose day has come."""
    with box.store.transaction():
        due = "json_extract(body, '$.status') = 'in_transit' AND json_extract(body, '$.arrival_date') <= ?"
        for record in reversed(box.store.find(due, box.clock.now(), kind=KIND)):
            _settle(box, record)


def listing(box: Sandbox, params: ListPayouts, account: str | None) -> JSON:
    equal, arrival = {"status": params.status}, params.arrival_date
    found = pagination.matching(box, KIND, equal, params.created, account=account, arrival_date=arrival)
    return pagination.cut(found, params, url="/v1/payouts")


def load(box: Sandbox, identity: str, account: str | None) -> Record:
    """Return the payout. Raises StripeError (404)."""
    return box.owned(KIND, identity, account, param="payout")


def _check_enabled(record: Record) -> None:
    if not record.body["payouts_enabled"]:
        message = (
            f"Payouts of the account {record.body['id']} are paused: {record.body['requirements']['disabled_reason']}."
        )
        raise StripeError(message, code="payouts_not_allowed")


def _pay(box: Sandbox, params: CreatePayout, account: str | None, *, automatic: bool) -> Record:
    destination, number = _bank(box, account)
    now = box.clock.now()
    body = objects.payout(params, destination=destination, automatic=automatic, at=now, arrival=now + ARRIVES_AFTER)
    body["balance_transaction"] = ledger.add(box, "payout", body, -params.amount, account=account)
    if automatic and account is not None:
        ledger.pay_out(box, account, body["id"])
    record = Record(body, {"account": account, "fails": number if number in FAILURES else None})
    box.store.add(record)
    events.emit(box, "payout.created", body, account=account)
    return record


def _bank(box: Sandbox, account: str | None) -> tuple[str, str]:
    """Return the id and the number of the bank account."""
    if account is None:
        return PLATFORM_BANK, ""
    record = accounts.load(box, account)
    return record.body["external_accounts"]["data"][0]["id"], record.private["bank"]


def _settle(box: Sandbox, record: Record) -> None:
    if record.private["fails"] is None:
        _arrive(box, record)
    else:
        _fail(box, record, *FAILURES[record.private["fails"]])


def _arrive(box: Sandbox, record: Record) -> None:
    record.body["status"] = "paid"
    record.body["trace_id"] = {"status": "supported", "value": record.body["id"].rpartition("_")[2]}
    box.store.save(record)
    events.emit(box, "payout.paid", record.body, account=record.private["account"])


def _fail(box: Sandbox, record: Record, code: str, message: str) -> None:
    """Return the money to the balance. It goes out with the next payout, once there is another bank account."""
    body, account = record.body, record.private["account"]
    body.update(status="failed", failure_code=code, failure_message=message)
    body["failure_balance_transaction"] = ledger.add(box, "payout_failure", body, body["amount"], account=account)
    box.store.save(record)
    events.emit(box, "payout.failed", body, account=account)
    if account is None:
        return
    owner = accounts.load(box, account)
    if owner.body["external_accounts"]["data"][0]["id"] == body["destination"]:
        accounts.bank_failed(box, owner)
