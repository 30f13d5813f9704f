"""Tests that the benchmarks start. Nothing else runs them with the other tests."""

from tests.benchmarks.__main__ import PARTS


def test_benchmarks_can_be_imported() -> None:
    assert all(callable(part) for part in PARTS.values())
