"""Disputes from their opening to the bank's decision, and what they move on the platform's balance."""

from sandbox.stripe import events, ledger, pagination
from sandbox.stripe.cards import CardKind
from sandbox.stripe.disputes import objects
from sandbox.stripe.disputes.objects import DAY
from sandbox.stripe.disputes.params import ListDisputes, UpdateDispute
from sandbox.stripe.errors import StripeError
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record

KIND = "dispute"
FEE = 1500  # kept even if the dispute is won
INQUIRY_ENDS_AFTER = 120 * DAY
WAITING = ("needs_response", "warning_needs_response")
TIMED = (*WAITING, "warning_under_review")  # closed after a time; the bank decides the others
OPEN = (*TIMED, "under_review")
# What decides a dispute in test mode, as documented.
DECIDING = {"winning_evidence": "won", "losing_evidence": "lost", "escalate_inquiry_evidence": "escalated"}


def of_card(box: Sandbox, charge: JSON, kind: CardKind) -> None:
    """Open the disputes that a test card stands for. Call it after the payment is complete."""
    for _ in range(kind.disputes):
        record = box.record("charge", charge["id"], param="charge")
        amount = charge["amount"] // kind.disputes
        create(box, record, amount=amount, reason=kind.dispute_reason, inquiry=kind.inquiry)


def create(box: Sandbox, charge: Record, *, amount: int | None, reason: str, inquiry: bool) -> JSON:
    """Open a dispute, which takes the money at once, or an inquiry, which takes none. Raises StripeError."""
    left = charge.body["amount"] - sum(one["amount"] for one in _of_charge(box, charge.body["id"]))
    if not 0 < (left if amount is None else amount) <= left:
        raise StripeError("That is more than what isn't disputed of the charge.", param="amount")
    body = objects.dispute(charge.body, amount=amount or left, reason=reason, inquiry=inquiry, at=box.clock.now())
    box.store.add(Record(body))
    charge.body["disputed"] = True
    box.store.save(charge)
    events.emit(box, "charge.dispute.created", body)
    if not inquiry:
        _withdraw(box, Record(body))
    return body


def listing(box: Sandbox, params: ListDisputes) -> JSON:
    equal = {"charge": params.charge, "payment_intent": params.payment_intent}
    return pagination.cut(pagination.matching(box, KIND, equal, params.created), params, url="/v1/disputes")


def load(box: Sandbox, identity: str) -> Record:
    """Return the dispute. Raises StripeError (404)."""
    return box.record(KIND, identity, param="dispute")


def update(box: Sandbox, identity: str, params: UpdateDispute) -> JSON:
    """Save evidence, and submit it unless `submit` is false. Raises StripeError once the dispute is closed."""
    record = load(box, identity)
    body, details = record.body, record.body["evidence_details"]
    if body["status"] not in OPEN:
        raise StripeError(f"This dispute is already closed: {body['status']}.", code="dispute_closed")
    given = params.evidence.given()
    body["evidence"].update({name: text or None for name, text in given.items()})
    details["has_evidence"] = any(text for text in body["evidence"].values())
    merged = {**body["metadata"], **params.metadata}
    body["metadata"] = {key: value for key, value in merged.items() if value}
    decided = None
    if given and params.submit:
        details["submission_count"] += 1
        body["status"] = body["status"].replace("needs_response", "under_review")
        decided = DECIDING.get(given.get("uncategorized_text", ""))
    box.store.save(record)
    events.emit(box, "charge.dispute.updated", body)
    if decided == "escalated":
        return escalate(box, identity)
    if decided is not None:
        return decide(box, identity, won=decided == "won")
    return body


def close(box: Sandbox, identity: str) -> JSON:
    """Accept a dispute as lost. Raises StripeError once it is closed."""
    return decide(box, identity, won=False)


def decide(box: Sandbox, identity: str, *, won: bool, cents: int | None = None) -> JSON:
    """Close a dispute. If it is won, the money comes back: `cents`, or everything. Raises StripeError."""
    record = load(box, identity)
    if record.body["status"] not in OPEN:
        raise StripeError(f"This dispute is already closed: {record.body['status']}.", code="dispute_closed")
    if _is_inquiry(record.body):
        record.body["status"] = "warning_closed"
    else:
        record.body["status"] = "won" if won else "lost"
    box.store.save(record)
    if won and withdrawn(record.body):
        reinstate(box, identity, cents=cents)
        record = load(box, identity)
    events.emit(box, "charge.dispute.closed", record.body)
    return record.body


def escalate(box: Sandbox, identity: str) -> JSON:
    """Turn an inquiry into a dispute, which takes the money. Raises StripeError."""
    record = load(box, identity)
    if not _is_inquiry(record.body):
        raise StripeError("Only an open inquiry can become a dispute.")
    record.body.update(status="needs_response", is_charge_refundable=False)
    record.body["evidence_details"]["due_by"] = box.clock.now() + objects.ANSWER_WITHIN
    record.body["payment_method_details"]["card"]["case_type"] = "chargeback"
    box.store.save(record)
    events.emit(box, "charge.dispute.updated", record.body)
    _withdraw(box, record)
    return record.body


def reinstate(box: Sandbox, identity: str, *, cents: int | None = None) -> JSON:
    """Give back what a dispute took, in part or all of it. Raises StripeError."""
    record = load(box, identity)
    back = withdrawn(record.body) if cents is None else cents
    if not 0 < back <= withdrawn(record.body):
        raise StripeError("That is more than the dispute took.", param="amount")
    move(box, record, back, fee=0)
    events.emit(box, "charge.dispute.funds_reinstated", record.body)
    return record.body


def close_due(box: Sandbox) -> None:
    """Close the disputes that nobody answered in time, as lost, and inquiries after their time."""
    with box.store.transaction():
        now = box.clock.now()
        for record in box.store.find("json_extract(body, '$.status') IN (?, ?, ?)", *TIMED, kind=KIND):
            inquiry = _is_inquiry(record.body)
            ends_at = record.body["created"] + INQUIRY_ENDS_AFTER
            if now >= (ends_at if inquiry else record.body["evidence_details"]["due_by"]):
                record.body["evidence_details"]["past_due"] = record.body["status"] in WAITING
                box.store.save(record)
                decide(box, record.body["id"], won=False)


def check_refundable(box: Sandbox, charge: JSON, amount: int) -> None:
    """Raise StripeError if the bank has taken back the money that would be refunded, or still decides about it."""
    found = [one for one in _of_charge(box, charge["id"]) if not one["is_charge_refundable"]]
    taken = sum(withdrawn(one) for one in found)
    if any(one["status"] in OPEN for one in found) or amount > charge["amount"] - charge["amount_refunded"] - taken:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise StripeError(message, code="charge_disputed")


def refunded(box: Sandbox, charge: JSON) -> None:
    """Close the open inquiries about a charge that was refunded in full."""
    for one in _of_charge(box, charge["id"]):
        if charge["refunded"] and _is_inquiry(one):
            decide(box, one["id"], won=False)


def withdrawn(body: JSON) -> int:
    """Return what a dispute has taken and not given back, in cents, without its fee."""
    return -sum(int(one["amount"]) for one in body["balance_transactions"])


def _withdraw(box: Sandbox, record: Record) -> None:
    move(box, record, -record.body["amount"], fee=FEE)
    events.emit(box, "charge.dispute.funds_withdrawn", record.body)


def move(box: Sandbox, record: Record, amount: int, *, fee: int, identity: str = "") -> None:
    """Move money because of a dispute. The balance may become negative, as at Stripe."""
    transaction = ledger.add(box, "adjustment", record.body, amount, fee=fee, identity=identity)
    shown = box.record(ledger.KIND, transaction, param="id")
    shown.body["reporting_category"] = "dispute" if amount < 0 else "dispute_reversal"
    shown.body["description"] = f"Chargeback {'withdrawal' if amount < 0 else 'reversal'} for {record.body['charge']}"
    box.store.save(shown)
    record.body["balance_transactions"].append(ledger.shown(box, shown.body))
    box.store.save(record)


def _is_inquiry(body: JSON) -> bool:
    return str(body["status"]).startswith("warning_") and body["status"] in OPEN


def _of_charge(box: Sandbox, charge: str) -> list[JSON]:
    return [record.body for record in box.store.find("json_extract(body, '$.charge') = ?", charge, kind=KIND)]
