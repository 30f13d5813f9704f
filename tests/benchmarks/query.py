"""Benchmark of the engine with its query: 30 days, 5 team members, 6,000 reservations, 120,000 of other venues."""

from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import Range as SqlRange

from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Reservation
from app.availability.queries import load_schedules
from app.catalog.queries import active_options
from app.core import clock
from app.core.db import session
from app.venues.models import Resource
from tests.benchmarks.engine import DAY, NOW, WINDOW, member
from tests.benchmarks.stage import milliseconds, stage
from tests.database import analyze
from tests.factories import add, first_option, make_member, make_service, make_venue
from tests.support import statements
from tests.venue_factories import make_block

EACH, OTHERS = 1200, 100


def main() -> None:
    with stage("query"), clock.pinned(NOW):
        venue = make_venue(hours=((8 * 60, 20 * 60),))
        members = [make_member(venue, name=f"Member{n} Lind") for n in range(5)]
        service = make_service(venue, members=members, minutes=60, buffer_before_minutes=5, buffer_after_minutes=10)
        for number, who in enumerate(members):
            fill(who.resource_id, number)
        others = make_venue()
        for number in range(OTHERS):
            fill(add(Resource(venue_id=others.id)).id, number)
        session.commit()
        analyze()

        option_id = first_option(service).id

        def load() -> None:
            session.expunge_all()
            load_schedules(active_options([option_id]), WINDOW)

        plan = load_schedules(active_options([option_id]), WINDOW)[option_id]
        with statements() as sent:
            load()
        loading, listing = milliseconds(load), milliseconds(plan.starts)
        print(f"{'':<48}{'median ms':>10}")
        print(f"{f'the query: {len(sent)} statements, 6,000 reservations':<48}{loading:>10.1f}")
        print(f"{f'the function: {len(plan.starts())} starts':<48}{listing:>10.1f}")
        print(f"{'both':<48}{loading + listing:>10.1f}")
        print("\nThe plan of the statement that reads reservations:\n")
        for line in explained([who.resource_id for who in members]):
            print(f"    {line}")


def fill(resource_id: int, number: int) -> None:
    """Add the same reservations to a resource that the benchmark of the engine uses."""
    venue_id = session.scalars(select(Resource.venue_id).where(Resource.id == resource_id)).one()
    block = make_block(venue_id, *WINDOW)
    rows = [
        {
            "resource_id": resource_id,
            "lane": 1,
            "during": SqlRange(*taken, bounds="[)"),
            "kind": ReservationKind.BLOCK,
            "block_id": block.id,
            "state": ReservationState.CONFIRMED,
            "note": "",
        }
        for taken in member(number, EACH).busy[0]
    ]
    session.execute(insert(Reservation), rows)


def explained(resources: list[int]) -> list[str]:
    """Return the query plan for a day's reservations, as the slot picker reads them."""
    rows = session.execute(
        text(
            "EXPLAIN SELECT resource_id, lane, lower(during), upper(during) FROM unnest(CAST(:ids AS int[])) wanted"
            " JOIN reservation ON resource_id = wanted WHERE during && tstzrange(:a, :b)"
            " AND (state = 'confirmed' OR expires_at > :a)"
        ),
        {"ids": resources, "a": NOW, "b": WINDOW[0] + DAY},
    )
    return [row[0] for row in rows]


if __name__ == "__main__":
    main()
