"""The table of deals in a report, and what can be said about their effect."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.formats import usd_short
from app.core.sentences import listed
from app.reports.queries.deal_performance import Effect, Pace
from app.reports.queries.report import Report
from app.reports.tables import Table, TableColumn, Unit, Value
from app.reports.totals import Totals, added, total

DELETED_DEALS = lazy_gettext("Deleted deals")
# With less data than this, a difference may well be due to chance.
LEAST_WEEKS, LEAST_BOOKINGS = 2, 10


def deals_table(found: Report) -> Table:
    """Return a table of bookings at deal prices, with the pace in each deal's hours before it and since."""
    sums = {id: total(part for part in found.parts if part.deal == id) for id in {part.deal for part in found.parts}}
    rows: list[list[Value]] = [
        [name_of(each, found.effects), *_given(sums.get(each.deal.id, Totals())), *_paces(each)]
        for each in found.effects
    ]
    known = {each.deal.id for each in found.effects}
    lost = added(sums[id] for id in sums if id is not None and id not in known)
    if lost.reduced:
        rows.append([str(DELETED_DEALS), *_given(lost), None, None, None, None])
    whole = added(sums[id] for id in sums if id is not None)
    return Table(
        "deals",
        _("Deal performance"),
        [
            TableColumn("Deal", Unit.TEXT, _("Deal")),
            TableColumn("Bookings", shown=_("Bookings")),
            TableColumn("Brought", Unit.MONEY, _("Revenue")),
            TableColumn("Given away", Unit.MONEY, _("Discounts given")),
            TableColumn("Bookings a week before", Unit.PACE, _("Bookings per week before")),
            TableColumn("Since", Unit.PACE, _("Bookings per week since")),
            TableColumn("Worth a week before", Unit.MONEY, _("Value per week before")),
            TableColumn("Worth since", Unit.MONEY, _("Value per week since")),
        ],
        rows,
        [_("Total"), *_given(whole), None, None, None, None] if rows else None,
    )


def name_of(effect: Effect, among: Sequence[Effect]) -> str:
    """Return a deal's title, like Off-peak, with its service if another deal has the same title."""
    deal = effect.deal
    shared = sum(each.deal.title == deal.title for each in among) > 1
    return (
        _("%(deal)s (%(service)s)", deal=deal.title, service=deal.service.title)
        if shared and deal.service
        else deal.title
    )


def _given(sums: Totals) -> list[int]:
    return [sums.reduced, sums.revenue, sums.given]


def _paces(effect: Effect) -> list[Value]:
    before, since = effect.before, effect.since
    if not can_compare(effect):
        return [None, None, None, None]
    return [before.a_week, since.a_week, before.worth_a_week, since.worth_a_week]


def can_compare(effect: Effect) -> bool:
    """Return whether there are enough weeks and bookings on both sides."""
    long_enough = min(effect.before.weeks, effect.since.weeks) >= LEAST_WEEKS
    return long_enough and effect.before.bookings + effect.since.bookings >= LEAST_BOOKINGS


def effects_by_deal(effects: Sequence[Effect]) -> list[tuple[str, str]]:
    """Return (names, text): each deal's effect on its hours, then once, for which deals it is too early to tell."""
    compared = [(name_of(each, effects), _comparison(each)) for each in effects if can_compare(each)]
    early = [name_of(each, effects) for each in effects if not can_compare(each)]
    if early:
        too_early = _(
            "It’s too early to compare. We need two weeks before the deal, two weeks since it started, and ten bookings"
            " in total."
        )
        compared.append((listed(early), too_early))
    return compared


def _comparison(effect: Effect) -> str:
    before, since = effect.before, effect.since
    return _(
        "Before the deal, its hours had %(before)s bookings a week at the usual price, worth %(worth_before)s. Since it"
        " started, they’ve had %(since)s bookings a week at all prices, worth %(worth_since)s.",
        before=_a_week(before),
        worth_before=usd_short(before.worth_a_week or 0),
        since=_a_week(since),
        worth_since=usd_short(since.worth_a_week or 0),
    )


def _a_week(pace: Pace) -> str:
    return f"{pace.a_week or 0:.1f}"
