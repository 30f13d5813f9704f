"""The engine with its query: 30 days, 5 members, 6,000 reservations, beside 120,000 of other venues."""

from datetime import UTC, timedelta

from sqlalchemy import text

from app import clock
from app.availability.queries import plans
from app.catalog.queries import sold
from app.db import session
from app.venues.models import Resource
from tests.benchmarks.stage import milliseconds, stage
from tests.factories import add, make_member, make_service, make_venue
from tests.support import NOW, statements

DAYS, EACH, OTHERS = 30, 1200, 100


def main() -> None:
    with stage("query"), clock.pinned(NOW):
        venue = make_venue(hours=((8 * 60, 20 * 60),))
        members = [make_member(venue, name=f"Member{n} Lind") for n in range(5)]
        service = make_service(venue, members=members, minutes=15)
        for member in members:
            fill(member.resource_id)
        others = make_venue()
        for _ in range(OTHERS):
            fill(add(Resource(venue_id=others.id)).id)
        session.commit()
        session.execute(text("ANALYZE"))
        window = NOW.astimezone(UTC), NOW + timedelta(days=DAYS)

        def load() -> None:
            session.expunge_all()
            plans(sold([service.id]), window)

        plan = plans(sold([service.id]), window)[service.id]
        with statements() as sent:
            load()
        loading, listing = milliseconds(load), milliseconds(plan.starts)
        print(f"{'':<48}{'median ms':>10}")
        print(f"{f'the query: {len(sent)} statements, 6,000 reservations':<48}{loading:>10.1f}")
        print(f"{f'the function: {len(plan.starts())} starts':<48}{listing:>10.1f}")
        print(f"{'both':<48}{loading + listing:>10.1f}")
        print("\nThe plan of the statement that reads reservations:\n")
        for line in explained([member.resource_id for member in members]):
            print(f"    {line}")


def fill(resource_id: int) -> None:
    """So many short blocks, evenly over the days, without overlap."""
    session.execute(
        text(
            "INSERT INTO reservation (resource_id, lane, during, kind, state, note)"
            " SELECT :id, 1, tstzrange(:now + n * :step, :now + n * :step + interval '12 min'),"
            " 'block', 'confirmed', ''"
            " FROM generate_series(0, :count - 1) n"
        ),
        {"id": resource_id, "now": NOW, "step": timedelta(days=DAYS) / EACH, "count": EACH},
    )


def explained(resources: list[int]) -> list[str]:
    """A day's reservations, as the picker asks for them."""
    rows = session.execute(
        text(
            "EXPLAIN SELECT resource_id, lane, lower(during), upper(during) FROM unnest(CAST(:ids AS int[])) wanted"
            " JOIN reservation ON resource_id = wanted WHERE during && tstzrange(:a, :b)"
            " AND (state = 'confirmed' OR expires_at > :a)"
        ),
        {"ids": resources, "a": NOW, "b": NOW + timedelta(days=1)},
    )
    return [row[0] for row in rows]


if __name__ == "__main__":
    main()
