"""Disputes of the demo's payments that predate this sandbox, told step by step. Nobody gets events.

Their transactions have numbers of their own, as in txn_du_demo_17_1 for what the bank took.
"""

from sandbox.stripe.disputes import objects
from sandbox.stripe.disputes.disputes import FEE, KIND, OPEN, WAITING, move, withdrawn
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import Record


def is_known(box: Sandbox, identity: str, status: str) -> bool:
    """Return whether a dispute has had this status already, or is decided."""
    record = box.store.get(KIND, identity)
    if record is None:
        return False
    has_answer = record.body["evidence_details"]["submission_count"] > 0
    return status in WAITING or record.body["status"] not in OPEN or (status in OPEN and has_answer)


def tell(box: Sandbox, charge: Record, identity: str, *, status: str, reason: str, cents: int, at: int) -> None:
    """Open a dispute, note that evidence was submitted, or note the bank's decision, whichever the status says."""
    if status in WAITING:
        _open(box, charge, identity, status=status, reason=reason, cents=cents, at=at)
        return
    record = box.record(KIND, identity, param="dispute")
    record.body["status"] = status
    if status in OPEN:
        record.body["evidence_details"].update(has_evidence=True, submission_count=1)
    box.store.save(record)
    if status == "won":
        move(box, record, withdrawn(record.body), fee=0, identity=f"txn_{identity}_2")


def _open(box: Sandbox, charge: Record, identity: str, *, status: str, reason: str, cents: int, at: int) -> None:
    is_inquiry = status.startswith("warning_")
    body = objects.dispute(charge.body, amount=cents, reason=reason, inquiry=is_inquiry, at=at)
    body["id"] = identity
    box.store.add(Record(body))
    charge.body["disputed"] = True
    box.store.save(charge)
    if not is_inquiry:
        move(box, Record(body), -cents, fee=FEE, identity=f"txn_{identity}_1")
