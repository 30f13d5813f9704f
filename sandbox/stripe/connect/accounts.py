"""Connected accounts: what they may do follows from a few private facts, such as whether a document is missing.

Each change of those facts ends with `settle`, which works the account out again and tells the platform if anything
changed.
"""

import copy

from sandbox.stripe import events, pagination
from sandbox.stripe.connect import account_objects
from sandbox.stripe.connect.details import Details
from sandbox.stripe.connect.params import CreateAccount, ListAccounts, UpdateAccount
from sandbox.stripe.errors import StripeError
from sandbox.stripe.params import metadata_after
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record

KIND = "account"
DOCUMENT_WITHIN = 14 * 24 * 60 * 60
PAST_DUE = "requirements.past_due"
BEFORE_ONBOARDING = [
    *("business_profile.mcc", "business_profile.url", "business_type", "external_account"),
    *("tos_acceptance.date", "tos_acceptance.ip"),
]
UNVERIFIED = "The ID number could not be verified: a document is needed."


def create(box: Sandbox, params: CreateAccount) -> JSON:
    body = account_objects.account(params, at=box.clock.now())
    wanted = params.capabilities.model_dump(exclude_none=True)
    record = Record(body, {"capabilities": [name for name, each in wanted.items() if each["requested"]]})
    box.store.add(record)
    settle(box, record)
    return record.body


def update(box: Sandbox, identity: str, params: UpdateAccount) -> JSON:
    record = load(box, identity)
    before = copy.deepcopy(record.body)
    record.body["metadata"] = metadata_after(record.body["metadata"], params.metadata)
    record.body["business_profile"].update(params.business_profile.model_dump(exclude_none=True))
    payouts = record.body["settings"]["payouts"]
    payouts["schedule"] = account_objects.schedule(payouts["schedule"], params.settings.payouts.schedule)
    settle(box, record, before)
    return record.body


def listing(box: Sandbox, params: ListAccounts) -> JSON:
    return pagination.cut(pagination.matching(box, KIND, {}, params.created), params, url="/v1/accounts")


def load(box: Sandbox, identity: str, *, param: str = "account") -> Record:
    """Return the account. Raises StripeError (404)."""
    return box.record(KIND, identity, param=param)


def check_receives(record: Record) -> None:
    """Raise StripeError if money cannot be transferred to the account."""
    if record.body["capabilities"].get("transfers") != "active":
        message = (
            "Your destination account needs to have at least one of the following capabilities enabled: "
            "transfers, crypto_transfers, legacy_payments"
        )
        raise StripeError(message, code="insufficient_capabilities_for_transfer", param="destination")


def submit(box: Sandbox, record: Record, details: Details) -> None:
    """Complete the onboarding with valid details."""
    before = copy.deepcopy(record.body)
    body, private = record.body, record.private
    body.update(business_type=details.business_type, details_submitted=True)
    body["business_profile"]["name"] = body["business_profile"]["name"] or details.business_name
    body["settings"]["dashboard"]["display_name"] = details.business_name
    if details.business_type == "company":
        body["company"].update(name=details.business_name, tax_id_provided=True)
    else:
        body["individual"] = account_objects.individual(body, name=details.name)
    body["tos_acceptance"].update(date=box.clock.now(), ip="127.0.0.1")
    for passed in ("draft", "document_by"):
        private.pop(passed, None)
    if not details.verified:
        private["document_by"] = box.clock.now() + DOCUMENT_WITHIN
    _connect_bank(record, details.routing, details.account_number)
    settle(box, record, before)


def provide_document(box: Sandbox, record: Record) -> None:
    """Take the ID document that the account owes."""
    before = copy.deepcopy(record.body)
    record.private.pop("document_by", None)
    settle(box, record, before)


def change_bank(box: Sandbox, record: Record, *, routing: str, number: str) -> None:
    """Replace the bank account; payouts that a failed one had paused go on."""
    before = copy.deepcopy(record.body)
    _connect_bank(record, routing, number)
    settle(box, record, before)


def bank_failed(box: Sandbox, record: Record) -> None:
    """Pause payouts until the account has another bank account."""
    before = copy.deepcopy(record.body)
    for bank in record.body["external_accounts"]["data"]:
        bank["status"] = "errored"
    settle(box, record, before)


def restrict(box: Sandbox, record: Record, reason: str | None) -> None:
    """Disable the account for `reason`, such as "rejected.fraud", or enable it again (None)."""
    before = copy.deepcopy(record.body)
    record.private["restricted"] = reason
    settle(box, record, before)


def settle_due(box: Sandbox) -> None:
    """Pause payouts of the accounts that let the deadline for their document pass."""
    with box.store.transaction():
        late = "json_extract(private, '$.document_by') <= ? AND json_extract(body, '$.payouts_enabled')"
        for record in box.store.find(late, box.clock.now(), kind=KIND):
            settle(box, record, copy.deepcopy(record.body))


def settle(box: Sandbox, record: Record, before: JSON | None = None) -> None:
    """Work out what the account may do and owes, save it, and report a change.

    A new account (`before` is None) is no change.
    """
    body, private = record.body, record.private
    restricted = private.get("restricted")
    owed = _requirements(box, record)
    working = body["details_submitted"] and not restricted
    body["requirements"] = owed
    body["charges_enabled"] = working
    body["payouts_enabled"] = working and owed["disabled_reason"] is None
    body["capabilities"] = dict.fromkeys(private["capabilities"], "active" if working else "inactive")
    box.store.save(record)
    if before is not None and before != body:
        events.emit(box, "account.updated", body, account=body["id"])


def document_field(body: JSON) -> str:
    return f"{body['business_type'] or 'individual'}.verification.document"


def _requirements(box: Sandbox, record: Record) -> JSON:
    """Return what the account owes."""
    body, private = record.body, record.private
    if not body["details_submitted"]:
        return account_objects.requirements(BEFORE_ONBOARDING, past_due=True, disabled_reason=PAST_DUE)
    due, errors, deadline = [], [], private.get("document_by")
    if deadline is not None:
        field = document_field(body)
        due.append(field)
        errors.append({"code": "verification_failed_keyed_identity", "reason": UNVERIFIED, "requirement": field})
    bank_errored = any(bank["status"] == "errored" for bank in body["external_accounts"]["data"])
    if bank_errored:
        due.append("external_account")
    late = bank_errored or (deadline is not None and deadline <= box.clock.now())
    reason = private.get("restricted") or (PAST_DUE if late else None)
    owed = account_objects.requirements(due, disabled_reason=reason, deadline=deadline, errors=errors)
    if late:
        in_time = deadline is not None and deadline > box.clock.now()
        owed["past_due"] = [field for field in due if field == "external_account" or not in_time]
    return owed


def _connect_bank(record: Record, routing: str, number: str) -> None:
    body = record.body
    holder = body["settings"]["dashboard"]["display_name"] or ""
    bank = account_objects.bank_account(body, routing=routing, number=number, holder=holder)
    body["external_accounts"]["data"] = [bank]
    record.private["bank"] = number
