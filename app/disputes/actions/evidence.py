"""What we answer to a bank: a draft that the venue and admins write, submitted once.

Nothing here makes network calls: see gateway_flows.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.ids import token
from app.core.jobs import defer
from app.core.logs import log
from app.disputes.enums import EvidenceState
from app.disputes.errors import DisputeErrorCode
from app.disputes.models import Dispute, DisputeEvidence
from app.disputes.queries.disputes import lock_evidence

# Stripe's limits, in characters.
MOST_IN_FIELD, MOST_IN_ALL = 20_000, 150_000


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    """Evidence to submit. The same request under the same key is submitted once."""

    stripe_id: str
    texts: Mapping[str, str]
    key: str
    reference: str  # the dispute's public id


def save_evidence(*, dispute: Dispute, texts: Mapping[str, str], version: int, is_complete: bool) -> DisputeEvidence:
    """Save a draft. `version` is the one that the person saw, `is_complete` whether the venue has nothing to add.

    Raises Conflict if it was submitted, the dispute is decided or someone else changed it; DomainError if it's too
    long.
    """
    evidence = _draft(dispute)
    if evidence.version != version:
        raise Conflict(DisputeErrorCode.ANOTHER_VERSION)
    kept = {name: text.strip() for name, text in texts.items() if text.strip()}
    lengths = [len(text) for text in kept.values()]
    if max(lengths, default=0) > MOST_IN_FIELD or sum(lengths) > MOST_IN_ALL:
        raise DomainError(DisputeErrorCode.TOO_MUCH_EVIDENCE)
    evidence.texts, evidence.version, evidence.changed_at = kept, version + 1, clock.now()
    evidence.completed_at = (evidence.completed_at or clock.now()) if is_complete else None
    session.flush()
    return evidence


def submit(*, dispute: Dispute) -> None:
    """Have the saved evidence submitted to the bank, once. Raises Conflict if it was, DomainError if there is none."""
    evidence = _draft(dispute)
    if not evidence.texts:
        raise DomainError(DisputeErrorCode.NO_EVIDENCE)
    evidence.state, evidence.failure = EvidenceState.SENT, ""
    session.flush()
    defer("disputes.submit", lock=f"disputes.submit:{dispute.id}", dispute_id=dispute.id)


def _draft(dispute: Dispute) -> DisputeEvidence:
    """Return the evidence of a dispute, locked; new if there is none. Raises Conflict if it can't be changed."""
    if not dispute.needs_response:
        raise Conflict(DisputeErrorCode.ALREADY_DECIDED)
    values = {"dispute_id": dispute.id, "state": EvidenceState.DRAFT, "idempotency_key": token()}
    session.execute(insert(DisputeEvidence).values(**values).on_conflict_do_nothing())
    evidence = lock_evidence(dispute.id)
    if evidence is None or evidence.state is not EvidenceState.DRAFT:
        raise Conflict(DisputeErrorCode.ALREADY_SUBMITTED)
    return evidence


def request_of(*, dispute_id: int) -> EvidenceRequest | None:
    """Return what is to be submitted, or None if nothing is."""
    evidence = lock_evidence(dispute_id)
    if evidence is None or evidence.state is not EvidenceState.SENT:
        return None
    dispute = session.get_one(Dispute, dispute_id)
    return EvidenceRequest(dispute.stripe_id, evidence.texts, evidence.idempotency_key, dispute.public_id)


def note_submitted(*, dispute_id: int) -> None:
    """Save that Stripe has taken the evidence."""
    evidence = lock_evidence(dispute_id)
    if evidence is not None and evidence.state is EvidenceState.SENT:
        evidence.state, evidence.submitted_at = EvidenceState.SUBMITTED, clock.now()
    session.flush()


def note_refusal(*, dispute_id: int, why: str) -> None:
    """Save why Stripe refused the evidence. It is a draft again, under a new key: Stripe repeats old answers."""
    evidence = lock_evidence(dispute_id)
    if evidence is not None and evidence.state is EvidenceState.SENT:
        evidence.state, evidence.failure, evidence.idempotency_key = EvidenceState.DRAFT, why[:300], token()
        log.error("stripe refused evidence of a dispute", dispute=dispute_id, why=why)
    session.flush()
