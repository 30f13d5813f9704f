"""Random sequences in the models of the ledger include every event."""

from pathlib import Path

from app.ledger.enums import LedgerEvent
from tests.ledger.driven import DRIVEN, NOT_DRIVEN

ROOT = Path(__file__).resolve().parents[2]


def test_every_event_is_driven_by_a_model_or_is_left_out_for_a_reason() -> None:
    driven = frozenset[LedgerEvent]().union(*DRIVEN.values())
    assert not driven & set(NOT_DRIVEN)
    assert driven | set(NOT_DRIVEN) == set(LedgerEvent)
    assert all(len(reason) > 20 for reason in NOT_DRIVEN.values())


def test_every_model_checks_its_walk() -> None:
    for model in DRIVEN:
        assert "check_walk(" in (ROOT / model).read_text(), model
