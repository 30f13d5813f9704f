"""Benchmark of stale search results: the share of candidates that the check against the calendars drops.

Uses twenty venues of the demo data. Times are booked without updating the index, as if its job had not run yet; then
every category is searched for on every day and part of the day of the coming week. Also shows the cost of the check.
"""

import random
from datetime import timedelta
from itertools import product
from time import perf_counter

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.availability.actions import Claim, SlotUnavailable, book
from app.availability.queries import load_schedules
from app.catalog.models import Service
from app.catalog.queries import WITH_STAFF
from app.core import clock
from app.core.db import session
from app.demo.build import build
from app.demo.scale import Scale
from app.search_index.actions import all_venue_ids, reindex
from app.search_index.index import index
from app.search_pages.criteria import Criteria, PartOfDay
from app.search_pages.places import find_place
from app.search_pages.results_page import find
from app.taxonomy.queries import categories
from tests.benchmarks.stage import stage
from tests.factories import make_booking

VENUES = 20
DAYS = 7
BOOKED = (0, 10, 50, 200)
SIZE = 12


def main() -> None:
    with stage("candidates"):
        build(say=lambda _: None, scale=Scale(venues=VENUES, past=14, photo_width=60))
        session.commit()
        reindex(venue_ids=all_venue_ids())
        session.commit()
        dice = random.Random(4)
        booked = 0
        print(f"{'booked unseen':>14}{'proposed':>10}{'gone':>6}{'share':>8}{'search ms':>11}{'with check ms':>15}")
        for wanted in BOOKED:
            booked += take_some(dice, wanted - booked)
            measure(booked)


def take_some(dice: random.Random, number: int) -> int:
    """Book up to `number` random starts of the coming week, and return how many succeeded."""
    now = clock.now()
    services = session.scalars(
        select(Service).where(Service.active).options(joinedload(Service.venue), *WITH_STAFF).order_by(Service.id)
    ).all()
    taken = 0
    for _ in range(number * 2):
        if taken == number:
            break
        service = dice.choice(services)
        starts = load_schedules([service.first_option], (now, now + timedelta(days=DAYS)))[
            service.first_option.id
        ].starts()
        if not starts:
            continue
        at = dice.choice(starts).at
        try:
            book(claims=[Claim(make_booking(service, at).id, service.first_option.id, at)])
            session.commit()
            taken += 1
        except SlotUnavailable:
            session.rollback()
    return taken


def measure(booked: int) -> None:
    at = clock.now()
    place = find_place("Portland, OR")
    today = at.date()
    kinds = [frozenset([one.slug]) for one in categories() if one.parent is None]
    days = [today + timedelta(days=number) for number in range(DAYS)]
    questions = [
        Criteria(at, today, kinds=tuple(kind), categories=kind, place=place, day=day, part=part)
        for kind, day, part in product(kinds, days, PartOfDay)
    ]
    begun = perf_counter()
    for query in questions:
        index().search(query.query(size=SIZE))
    searched = perf_counter()
    found = [find(query, size=SIZE) for query in questions]
    done = perf_counter()
    proposed, unavailable = sum(one.checked for one in found), sum(len(one.unavailable) for one in found)
    share = unavailable / proposed if proposed else 0
    each = 1000 / len(questions)
    print(
        f"{booked:>14}{proposed:>10}{unavailable:>6}{share:>8.1%}{(searched - begun) * each:>11.1f}"
        f"{(done - searched) * each:>15.1f}"
    )


if __name__ == "__main__":
    main()
