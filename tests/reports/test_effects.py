"""Tests of what a report says about the effect of deals."""

from flask import Flask

from app.deals.models import Deal
from app.reports import deal_sections
from app.reports.queries.deal_performance import Effect, Pace


def test_deals_without_enough_data_share_one_line_after_those_that_compare(app: Flask) -> None:
    few, many = Pace(weeks=1, bookings=3, worth=27_000), Pace(weeks=4, bookings=12, worth=108_000)
    effects = [
        Effect(Deal(title="Off-peak"), few, few),
        Effect(Deal(title="Summer"), many, many),
        Effect(Deal(title="Last minute"), many, few),
    ]
    with app.test_request_context():
        (summer, compared), (early, too_early) = deal_sections.effects_by_deal(effects)
    assert (summer, early) == ("Summer", "Off-peak and Last minute")
    assert "3.0 bookings a week" in compared
    assert "bookings a week" not in too_early
