"""The published cases: both the engine and the oracle give the answers in the files."""

import pytest

from app.availability.enums import UnavailableReason
from tests.availability.engine import cases
from tests.availability.engine.answers import by_engine, by_oracle
from tests.sizes import sized

CASES = cases.load()


@pytest.mark.parametrize("name", CASES)
def test_the_engine_answers_as_the_case_says(name: str) -> None:
    assert by_engine(CASES[name]) == CASES[name]["answer"]


# The oracle is slow, and no code of the site. Each run asks it a fourth of the cases, a thorough one all.
@pytest.mark.parametrize("name", [*CASES][:: sized(1, 4)])
def test_the_oracle_answers_as_the_case_says(name: str) -> None:
    answer, found = CASES[name]["answer"], by_oracle(CASES[name])
    if isinstance(found, dict):  # the oracle knows neither the resource nor the end of a reason
        answer = {key: answer[key] for key in found}
    assert found == answer


def test_every_reason_has_a_case() -> None:
    reasons = {case["answer"].get("reason") for case in CASES.values() if case["ask"] == "check"}
    assert reasons >= set(UnavailableReason)
